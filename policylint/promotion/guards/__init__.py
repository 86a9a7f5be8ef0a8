"""What judges a change, read from its base, and what the change does to it."""
