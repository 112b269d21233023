"""Group robots: one signed POST puts a few lines into a chat group. One service a file."""
