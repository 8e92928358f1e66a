"""Fills the file system of a folder through an event store: what test_clickhouse.py runs on a small one of its own."""

import functools
import random
import sys
from pathlib import Path

from redshank.core.errors import StoreError
from redshank.server.store.clickhouse import open_embedded
from redshank.server.store.event_store import Query
from tests.contract.test_event_store import batch, event

ROWS = 500


def main(folder: Path) -> None:
    """Says in a line each what held."""
    say = functools.partial(print, flush=True)
    dice = random.Random(3)
    (folder / "ballast").write_bytes(dice.randbytes(16 << 20))
    store = open_embedded(folder / "events")
    kept = 0
    try:
        while True:
            store.append(_batch(kept + 1, dice))
            kept += 1
    except StoreError as error:
        say(error.kind)
    if len(store.query(Query(limit=10))) == 10:
        say("reads")
    if store.stats().events == kept * ROWS:
        say("kept all")
    (folder / "ballast").unlink()
    store.append(_batch(kept + 2, dice))
    if store.stats().events == (kept + 1) * ROWS:
        say("takes again")
    store.close()


def _batch(position, dice):
    return batch(position, *(event(position * ROWS + number, process_command_line=dice.randbytes(1000).hex()) for number in range(ROWS)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
