"""What people write, turned into clean values, or into faults that name what is wrong and what would be right."""
