"""How each kind of trigger starts journeys, one file each; the file has the name of the trigger's own."""
