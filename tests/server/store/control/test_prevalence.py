import pytest

from redshank.server.store.control import alerts, detection
from redshank.server.store.control.hosts import HostRecord, put_host
from redshank.server.store.control.prevalence import DAY_NS, MOST, Prevalence, of_alert, sentence
from tests.server.store.control.scene import NOW, alert, event


@pytest.fixture
def told(control):
    """Keeps alerts and says how usual the last one is."""

    def tell(*found):
        with control.write() as c:
            for number in range(41):
                put_host(c, HostRecord(f"h-{number}", f"host-{number}", False, NOW))
            detection.save(c, found, 1, None, NOW)
            record = alerts.record(c, found[-1].id)
            assert record is not None
            return of_alert(c, record.row)

    return tell


def shell(name, at_days=0, host="h-1", count=1, **fields):
    plain = {"host_id": host, "timestamp": NOW + int(at_days * DAY_NS), "process_executable": "/bin/sh"} | fields
    return alert(name, (event(int(name, 36), **plain),), count=count, first_seen=plain["timestamp"])


def test_first_alert_of_all_is_seen_on_its_own_host_for_the_first_time(told):
    found = told(shell("a"))
    assert found == Prevalence(1, 41, True, 0, False)
    assert sentence(found) == "seen on 1 of 41 hosts, first time ever; this key fired 0 times in 30 days"


def test_other_hosts_and_firings_of_a_month_are_counted(told):
    found = told(shell("b", -40, count=9), shell("c", -20, count=3), shell("d", -1, host="h-2"), shell("e", -1), shell("a"))
    assert found == Prevalence(2, 41, False, 4, False)
    assert sentence(found) == "seen on 2 of 41 hosts; this key fired 4 times in 30 days"


def test_other_program_other_rule_and_simulation_are_another_thing(told):
    simulated = shell("d", -1, host="h-9", simulated=True)
    other = alert("c", (event(3, host_id="h-3", process_executable="/bin/sh"),), rule_id="other")
    assert told(shell("b", -1, host="h-2", process_executable="/bin/zsh"), other, simulated, shell("a")) == Prevalence(
        1, 41, True, 0, False
    )


def test_without_a_program_the_user_is_the_key(told):
    plain = {"process_executable": None, "user_name": "ann"}
    found = told(shell("b", -1, host="h-2", **plain), shell("c", -1, process_executable=None, user_name="bob"), shell("a", **plain))
    assert (found.hosts, found.first_ever, found.fired) == (2, False, 0)


def test_repeat_and_later_alert_are_told_apart(told):
    assert told(shell("b", 1), shell("a")).first_ever
    assert not told(shell("c", 0.5, count=2)).first_ever


def test_of_too_many_only_so_many_are_looked_at_and_it_is_said(told, monkeypatch):
    monkeypatch.setattr("redshank.server.store.control.prevalence.MOST", 3)
    found = told(shell("b", -1), shell("c", -2), shell("d", -3), shell("e", -4), shell("a"))
    assert found.at_least and found.fired == 2
    assert sentence(found) == "seen on at least 1 of 41 hosts; this key fired at least 2 times in 30 days"
    assert MOST == 2_000
