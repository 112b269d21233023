"""The email providers, one a file."""
