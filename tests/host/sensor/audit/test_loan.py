import json
import subprocess
import sys
from pathlib import Path

import pytest

from redshank.core.errors import HostError
from redshank.host.sensor.audit import loan, netlink, rule
from redshank.host.sensor.audit.loan import Loan
from redshank.host.sensor.audit.netlink import Status
from redshank.host.sensor.audit.rule import Rule
from redshank.host.sensor.audit.wanted import MARK, Wanted
from tests import audit_system

SYSLOG_CALL = 103  # a call nobody makes: the rules of these tests cost no program anything
FIELDS = ((rule.ARCH, rule.EQUAL, 0xC000003E), (rule.KEY, rule.EQUAL, MARK))
OURS = Wanted(Rule(rule.EXIT, rule.ALWAYS, frozenset({SYSLOG_CALL}), FIELDS), "ours")
BAD = Wanted(Rule(rule.EXIT, rule.ALWAYS, frozenset(), ((199, rule.EQUAL, 1),)), "a field nobody knows")
FOREIGN = Rule(rule.EXIT, rule.ALWAYS, frozenset({SYSLOG_CALL}), ((rule.ARCH, rule.EQUAL, 0x40000003), (rule.KEY, rule.EQUAL, "foreign")))

KILLED = """
import os, signal, sys
from pathlib import Path
from redshank.host.sensor.audit.loan import Loan
from redshank.host.sensor.audit.rule import decode
from redshank.host.sensor.audit.wanted import Wanted
Loan(Path(sys.argv[1])).take([Wanted(decode(bytes.fromhex(sys.argv[2])), "ours")], alone=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def run_killed(place: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(place), rule.encode(OURS.rule).hex()], check=False)


@pytest.mark.root
def test_rules_and_settings_are_given_back_and_foreign_rules_stay(tmp_path: Path) -> None:
    with audit_system.alone():
        held = Loan(tmp_path / "loan")
        try:
            assert held.take([OURS, BAD], alone=True) and held.was_off
            now = netlink.status()
            assert (now.enabled, now.backlog_limit, now.backlog_wait) == (1, loan.BACKLOG, 0)
            assert len(loan.marked()) == 1 and held.refused == ["a field nobody knows (Invalid argument)"]
            netlink.command(netlink.ADD_RULE, rule.encode(FOREIGN))
            other = Loan(tmp_path / "loan")
            assert not other.take([OURS], alone=True) and not other.held
            assert loan.is_held(tmp_path / "loan")
            held.give_back()
            assert [one.key for one in loan.rules()] == ["foreign"]
            assert netlink.status().enabled == 1, "somebody else has come to use auditing"
        finally:
            held.give_back()
            netlink.command(netlink.DELETE_RULE, rule.encode(FOREIGN))
            netlink.set_status(netlink.ENABLED, 0)
            netlink.set_status(netlink.BACKLOG_LIMIT, 64)


@pytest.mark.root
def test_what_a_killed_run_left_is_cleaned_up(tmp_path: Path) -> None:
    with audit_system.alone() as before:
        place = tmp_path / "loan"
        run_killed(place)
        assert len(loan.marked()) == 1 and not loan.is_held(place)
        assert json.loads(place.read_bytes())["backlog_limit"] == before.backlog_limit
        assert loan.clean(place) == 1
        assert loan.clean(place) == 0


@pytest.mark.root
def test_next_run_takes_the_settings_of_before_the_killed_one(tmp_path: Path) -> None:
    with audit_system.alone():
        place = tmp_path / "loan"
        run_killed(place)
        held = Loan(place)
        assert held.take([OURS], alone=True) and held.was_off
        assert len(loan.marked()) == 1
        held.give_back()


def test_host_that_panics_at_a_loss_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(netlink, "status", lambda: Status(1, 2, 0, 64, 0, 0))
    with pytest.raises(HostError, match="panic"):
        Loan(tmp_path / "loan").take([OURS], alone=True)
    assert not (tmp_path / "loan").exists()


def test_locked_rules_are_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(netlink, "status", lambda: Status(2, 1, 0, 64, 0, 0))
    monkeypatch.setattr(loan, "rules", list)
    held = Loan(tmp_path / "loan")
    assert held.take([OURS], alone=True) and "locked" in held.refused[0]
    held.give_back()


def test_link_in_place_of_the_file_is_not_followed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(netlink, "status", lambda: Status(1, 1, 0, 64, 0, 0))
    (tmp_path / "loan").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(HostError):
        Loan(tmp_path / "loan").take([OURS], alone=True)
