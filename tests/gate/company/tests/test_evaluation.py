def test_evaluation() -> None:
    """The release pipeline measures the model here."""
