"""Golden files: events as JSON lines beside the capture they come from. WRITE_GOLDEN=1 writes them anew; read the diff."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from redshank.events import Event
from redshank.events.codec import to_flat

DATA = Path(__file__).parents[2] / "data"


def check(events: Iterable[Event], expected: Path) -> None:
    """Events are those of `expected`, in the same order."""
    got = [_plain(event) for event in events]
    if os.environ.get("WRITE_GOLDEN"):
        expected.write_text("".join(json.dumps(flat, sort_keys=True, ensure_ascii=False) + "\n" for flat in got))
    want = [json.loads(line) for line in expected.read_text().splitlines()]
    for place, (one, other) in enumerate(zip(got, want, strict=False)):
        assert one == other, f"event {place} of {expected.name} differs; WRITE_GOLDEN=1 writes it anew"
    assert len(got) == len(want), f"{expected.name} has another number of events"


def _plain(event: Event) -> dict[str, Any]:
    """As JSON has it; long values shortened to their length and start, so that the files can be read."""
    flat: dict[str, Any] = json.loads(json.dumps(to_flat(event)))
    del flat["event.kind"]
    for key, value in flat.items():
        if isinstance(value, str) and len(value) > 400:
            flat[key] = f"{value[:40]}… {len(value)} characters"
        elif isinstance(value, list):
            flat[key] = [f"{item[:40]}… {len(item)} characters" if isinstance(item, str) and len(item) > 400 else item for item in value]
    return flat
