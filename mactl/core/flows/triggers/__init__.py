"""What can start a flow, one file each; the file's name is the trigger's first key in data/flows.json."""
