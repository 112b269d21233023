"""What a step of a flow can do, one file each; the file's name is the step's action key in data/flows.json."""
