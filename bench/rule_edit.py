"""From the edit of a rule on disk to the first alert by it, with a real server: `python -m bench.rule_edit [ROUNDS]`."""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.generated import build
from tests.server.ingest.sending import Sender, block
from tests.server.running import Running, running
from tests.server.test_detection_survives import EDITED, kept, settings

from redshank.core.resources import content_folder

PAUSE_S = 0.05


def measure(rounds: int) -> list[float]:
    """Seconds of each round. Each edit gives the rule another program to look for, and another id."""
    with tempfile.TemporaryDirectory() as name:
        folder, sender = Path(name), Sender()
        (folder / "site").mkdir()
        with running(folder / "data", *settings(folder, content_folder("rules"), folder / "site")) as server:
            server.enrol(sender)
            sent = [0]
            return [_round(folder, server, sender, number, sent) for number in range(rounds)]


def _round(folder: Path, server: Running, sender: Sender, number: int, sent: list[int]) -> float:
    word = f"marked{number}"
    event = build.process_exec(event_id=None, process_executable=f"/opt/{word}", process_pid=number + 1)
    begin = time.monotonic()
    (folder / "site" / "edited.yml").write_text(EDITED.replace("/marked", f"/{word}").replace("id: marked", f"id: {word}"))
    while not kept(folder / "data", word):
        sent[0] = server.push(sender, block(1, sent[0] + 1, [event])).high_water["1"]
        time.sleep(PAUSE_S)
    return time.monotonic() - begin


if __name__ == "__main__":
    found = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
    print(f"rule edit to alert: median {statistics.median(found):.1f} s, longest {max(found):.1f} s, of {len(found)}")
