"""`python -m policylint`."""

import sys

if not sys.flags.safe_path:
    del sys.path[0]  # the current folder: a click.py in a repository under judgement must not be imported

from policylint.cli import main

if __name__ == "__main__":
    main()
