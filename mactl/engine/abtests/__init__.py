"""A/B tests at work: started, watched, counted, and their winners sent."""
