"""What a change keeps from view: files, links and stages of which nobody can tell what they deploy."""
