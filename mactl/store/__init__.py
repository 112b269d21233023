"""SQLite, and the only place that opens the database."""
