"""Sends a body of a deployment to Replicate, as it stands."""
