"""Rules about one message: gates, statuses, parts and costs."""
