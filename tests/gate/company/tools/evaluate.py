"""Measures the version that the bodies of deployments name, and writes the report."""
