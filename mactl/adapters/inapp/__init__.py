"""The inapp providers, one a file."""
