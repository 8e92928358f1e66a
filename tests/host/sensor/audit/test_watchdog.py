from pathlib import Path

import pytest

from redshank.core.errors import HostError
from redshank.host.sensor.audit import loan, netlink, rule
from redshank.host.sensor.audit.loan import Loan
from redshank.host.sensor.audit.netlink import Status
from redshank.host.sensor.audit.rule import Rule
from redshank.host.sensor.audit.wanted import MARK
from redshank.host.sensor.audit.watchdog import CHECK_NS, REPAIR_NS, Watchdog, locked_by_boot

OURS = Rule(rule.EXIT, rule.ALWAYS, frozenset({59}), ((rule.KEY, rule.EQUAL, MARK),))
NEVER = Rule(rule.TASK, rule.NEVER, frozenset(), ())


class Scene:
    """An audit system of our own making."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        self.rules, self.lost, self.enabled, self.puts = [OURS], 5, 1, 0
        monkeypatch.setattr(loan, "rules", lambda: self.rules)
        monkeypatch.setattr(netlink, "status", lambda: Status(self.enabled, 1, 0, 64, self.lost, 0))
        held = Loan(tmp_path / "loan")
        monkeypatch.setattr(Loan, "take", self.take)
        self.dog = Watchdog(held, list)
        self.dog.settle()

    def take(self, *_: object, **__: object) -> bool:
        self.puts += 1
        self.rules, self.enabled = [OURS], 1
        return True


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Scene:
    return Scene(monkeypatch, tmp_path)


def test_rules_that_are_there_are_nothing_to_tell(scene: Scene) -> None:
    assert scene.dog.check(1, 1, alone=True) == [] and scene.puts == 0


def test_rules_that_were_taken_out_are_put_in_again_and_told(scene: Scene) -> None:
    scene.rules = []
    told = scene.dog.check(1, 1, alone=True)
    assert scene.puts == 1 and "1 of 1 audit rules" in str(told[0])
    scene.rules = []
    scene.dog.hurry()
    assert scene.dog.check(2, 2, alone=True) == [] and scene.dog.trouble
    scene.dog.hurry()
    assert len(scene.dog.check(REPAIR_NS + 1, 3, alone=True)) == 1 and not scene.dog.trouble


def test_auditing_that_was_switched_off_is_told(scene: Scene) -> None:
    scene.enabled = 0
    assert "auditing was switched off" in str(scene.dog.check(1, 1, alone=True)[0])


def test_kernel_is_asked_only_now_and_then(scene: Scene) -> None:
    scene.dog.check(1, 1, alone=True)
    scene.rules = []
    assert scene.dog.check(2, 1, alone=True) == []
    assert len(scene.dog.check(CHECK_NS + 1, 1, alone=True)) == 1


def test_losses_are_counted_from_when_we_came_also_over_a_reset(scene: Scene) -> None:
    assert scene.dog.lost_in_kernel == 0
    scene.lost = 9
    scene.dog.check(1, 1, alone=True)
    assert scene.dog.lost_in_kernel == 4


def test_foreign_rule_that_blinds_us_is_named(scene: Scene) -> None:
    scene.rules = [OURS, NEVER]
    scene.dog.check(1, 1, alone=True)
    assert "task,never" in scene.dog.blinding[0]


def test_kernel_that_does_not_answer_is_trouble_and_no_end(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> Status:
        raise HostError("refused")

    monkeypatch.setattr(netlink, "status", refuse)
    assert scene.dog.check(1, 1, alone=True) == [] and scene.dog.trouble == "refused"


def test_boot_with_auditing_on_is_read_from_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "cmdline").write_text("quiet audit=1\n")
    assert locked_by_boot(tmp_path / "cmdline")
    assert not locked_by_boot(tmp_path / "absent")
