"""Pure values and rules: no clock, dice, files, network, database or terminal."""
