"""Rules about time: zones, windows, quiet hours, durations, recurrences."""
