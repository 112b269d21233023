"""The demo shop: a believable Chinese shop of 2,000 customers and a year of events, the same for the same seed and instant."""
