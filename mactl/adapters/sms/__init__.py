"""The sms providers, one a file."""
