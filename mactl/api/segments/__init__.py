"""What may be asked of segments: who differs, who is in several, what their members are like, who was expected."""
