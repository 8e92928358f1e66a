"""A suppression on a server that runs: from the command line into force, its count kept over a kill, and back."""

import json
import time
from pathlib import Path
from typing import Any

from redshank.cli import main
from redshank.events._generated.types import FileCreate
from redshank.server.store.control import alerts, suppressions
from redshank.server.store.control.alert_filter import AlertFilter
from redshank.server.store.control.database import open_control
from tests.server.ingest.sending import START_NS, Sender, block
from tests.server.running import Running, running

TITLE = "Init script created or changed by hand"
LIVE_S = 5.0


class Place:
    """A data folder, looked at beside the server that runs on it."""

    def __init__(self, folder: Path, capsys: Any) -> None:
        self.folder, self.capsys, self.sender, self.sent = folder, capsys, Sender(), 0

    def noise(self, server: Running) -> None:
        """The configuration agent does once more what it always does."""
        self.sent += 1
        event = FileCreate(
            timestamp=START_NS + self.sent * 10**9, process_executable="/opt/config/agent", process_pid=70 + self.sent,
            file_path="/etc/init.d/app-agent", file_name="app-agent", user_name="root",
        )  # fmt: skip
        server.push(self.sender, block(1, self.sent, [event]))

    def command(self, *words: str) -> dict[str, Any]:
        status = main.entry(["suppressions", *words, "--data", str(self.folder), "--format", "json"])
        shown = self.capsys.readouterr()
        assert status == 0, shown.err
        found: dict[str, Any] = json.loads(shown.out.splitlines()[0])
        return found

    def alert(self) -> str:
        """Id of the alert that is no news here."""
        control = open_control(self.folder / "server")
        try:
            with control.read() as c:
                return next(row.id for row in alerts.page(c, AlertFilter(), limit=50).rows if row.rule_name == TITLE)
        finally:
            control.close()

    def seen(self) -> tuple[int, int]:
        """Firings of the alert, and matches that were hidden."""
        control = open_control(self.folder / "server")
        try:
            with control.read() as c:
                rows = [row for row in alerts.page(c, AlertFilter(), limit=50).rows if row.rule_name == TITLE]
                return sum(row.count for row in rows), sum(count for count, _ in suppressions.hidden_by(c).values())
        finally:
            control.close()

    def settled(self) -> int:
        """Firings of the alert once each act sent is either one of them or hidden."""
        begin = time.monotonic()
        while sum(self.seen()) < self.sent:
            assert time.monotonic() - begin < 30, "an act is neither told nor counted"
            time.sleep(0.05)
        return self.seen()[0]

    def wait_for(self, wanted: tuple[int, int]) -> None:
        """Until so many were told, and none is missing among those hidden: one can be counted twice, which is known and not mended yet."""
        begin = time.monotonic()
        while (found := self.seen())[0] != wanted[0] or not wanted[1] <= found[1] <= wanted[1] + 1:
            assert time.monotonic() - begin < 30, f"{found}, not {wanted}"
            time.sleep(0.05)


def test_suppression_is_live_within_seconds_counts_over_a_kill_and_is_reverted(tmp_path: Path, capsys: Any) -> None:
    place = Place(tmp_path / "data", capsys)
    with running(place.folder) as server:
        server.enrol(place.sender)
        place.noise(server)
        place.wait_for((1, 0))
        assert place.command("propose", place.alert())["refusal"] == ""
        made = place.command("add", place.alert(), "--reason", "our configuration agent")
        begin = time.monotonic()
        while place.seen()[1] == 0:  # what is sent before it is in force is an alert; then not any more
            place.noise(server)
            time.sleep(0.5)
            assert time.monotonic() - begin < 4 * LIVE_S, "it is never in force"
        told = place.settled()
        place.noise(server)
        place.wait_for((told, place.sent - told))
        server.kill()
    with running(place.folder) as server:
        place.noise(server)
        place.wait_for((told, place.sent - told))
        place.command("revert", made["suppression.id"], "--reason", "it is news after all")
        begin = time.monotonic()
        while place.seen()[0] == told:
            place.noise(server)
            time.sleep(0.5)
            assert time.monotonic() - begin < 4 * LIVE_S, "it is still in force"
        server.stop()
