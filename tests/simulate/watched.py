"""A story played in front of `redshank watch`, which runs in the sandbox host: no server is needed to see it."""

import json
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from redshank.simulate.sandbox.orders import Start
from redshank.simulate.scene import Scene
from redshank.simulate.story import Story

_WATCHING_S = 30
_ENOUGH_S = 10.0


@dataclass
class Watched:
    """What watch said of a story, and when each act was begun."""

    alerts: list[dict[str, Any]] = field(default_factory=list)
    began_ns: dict[str, int] = field(default_factory=dict)
    said: str = ""
    auth_log: str = ""

    def titles(self, severity: int) -> list[str]:
        return [alert["alert.title"] for alert in self.alerts if alert["alert.severity"] == severity]


class Watch:
    """`redshank watch` as a process of the sandbox host; its output goes to files of the test."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self._scene, self._out, self._err = scene, folder / "out", folder / "err"
        with Path(os.devnull).open("rb") as null, self._out.open("wb") as out, self._err.open("wb") as err:
            words = [sys.executable, "-m", "redshank", "watch", "--format", "json"]
            self._pid = scene.web.start(Start(words, {"HOME": "/root"}, all_rights=True), [null, out, err])
        end = time.monotonic() + _WATCHING_S
        while "watching with" not in self.said():
            assert scene.web.ended(self._pid) is None and time.monotonic() < end, self.said()
            time.sleep(0.02)

    def said(self) -> str:
        return self._err.read_text()

    def alerts(self) -> list[dict[str, Any]]:
        lines = self._out.read_bytes().rpartition(b"\n")[0].splitlines()
        return [json.loads(line) for line in lines]

    def stop(self) -> None:
        self._scene.web.signal(self._pid, 2)
        assert self._scene.web.wait(self._pid, 10) == 0, self.said()


def play_watched(scene: Scene, story: Story, folder: Path) -> Watched:
    """Every act at once after the one before, and each given time until it is seen; those that are for a sweep are not waited for."""
    watch, seen = Watch(scene, folder), Watched()
    for act in story.acts:
        seen.began_ns[act.name] = time.time_ns()
        before = len(watch.alerts())
        act.run(scene)
        signs = [sign for sign in act.signs if sign.actions != ("host.state",)]
        end = time.monotonic() + _ENOUGH_S
        while signs and not any(sign.shows(alert) for sign in signs for alert in watch.alerts()[before:]):
            if time.monotonic() > end:
                break
            time.sleep(0.02)
    time.sleep(0.2)
    seen.auth_log = scene.web.run(Start(["/bin/cat", "/var/log/auth.log"]))
    watch.stop()
    seen.alerts, seen.said = watch.alerts(), watch.said()
    return seen
