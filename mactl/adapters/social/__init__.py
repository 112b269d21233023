"""The social providers, one a file."""
