"""Stands in for journalctl: prints the lines of the file `feed` beside it, and what is added; ends when it holds `END`,
or when whoever started it is gone.

Each start adds its arguments, as JSON, to the file `started`.
"""

import json
import os
import sys
import time
from pathlib import Path

HERE = Path(sys.argv[0]).resolve().parent


def main() -> int:
    parent = os.getppid()
    with (HERE / "started").open("a") as started:
        started.write(json.dumps(sys.argv[1:]) + "\n")
    with (HERE / "feed").open("rb") as feed:
        while os.getppid() == parent:
            line = feed.readline()
            if line.startswith(b"END"):
                sys.stderr.write(line[4:].decode())
                return 1
            if line:
                sys.stdout.buffer.write(line)
                sys.stdout.buffer.flush()
            else:
                time.sleep(0.005)
    return 0


if __name__ == "__main__":
    sys.exit(main())
