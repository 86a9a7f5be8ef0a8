class Runner:
    """What Replicate calls."""
