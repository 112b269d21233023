"""The push providers, one a file."""
