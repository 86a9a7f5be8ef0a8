"""Both commits as what they deploy: which deployment is which, what became of it, and where it stands."""
