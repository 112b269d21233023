"""The legs of the path, one a file: what tick and send walk."""
