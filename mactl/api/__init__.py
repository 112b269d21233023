"""The Python interface: a workspace without a terminal."""
