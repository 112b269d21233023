"""The wechat providers, one a file."""
