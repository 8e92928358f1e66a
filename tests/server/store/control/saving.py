"""A process that saves alerts until somebody kills it: `python saving.py FOLDER`. Prints each cursor that is committed."""

import sys
from pathlib import Path

from redshank.server.store.control import detection
from redshank.server.store.control.database import open_control
from tests.server.store.control.scene import NOW, alert, event

EACH = 20


def main(folder: Path) -> None:
    control = open_control(folder)
    with control.read() as c:
        cursor = detection.load(c).cursor
    while True:
        cursor += 1
        found = [alert(f"{cursor}-{n}", (event(cursor * EACH + n),), severity=1) for n in range(EACH)]
        with control.write() as c:
            detection.save(c, found, cursor, b"%d" % cursor, NOW)
        sys.stdout.write(f"{cursor}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
