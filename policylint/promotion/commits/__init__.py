"""Commits, asked of git: their names, the paths that differ, the files that they hold, who wrote them."""
