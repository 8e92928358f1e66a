"""`python -m redshank` is the command `redshank`."""

import sys

from redshank.cli.main import entry

if __name__ == "__main__":
    sys.exit(entry())
