"""Marketing automation from a folder of files: campaigns, segments, flows, tests and reports."""
