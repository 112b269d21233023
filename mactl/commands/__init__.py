"""The commands, one a file: each reads arguments, calls the library and hands a value to the terminal."""
