"""The methods of ``mactl segment --method``, one a file."""
