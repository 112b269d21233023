"""The conditions, one a file."""
