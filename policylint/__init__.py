"""policylint: governance policy-as-code for promoting AI models from a Space to production."""

__version__ = "0.1.0"
