import os
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redshank.host.sensor.logins.utmp import DEAD_PROCESS, RECORD_BYTES, USER_PROCESS
from tests.host.sensor.golden import DATA
from tests.host.sensor.logins.host import Host, counts
from tests.host.sensor.logins.test_utmp import raw

WTMP, BTMP = 2, 3


def test_logins_logouts_and_refusals_of_real_files(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.put("wtmp", (DATA / "logins/ssh-wtmp").read_bytes())
    host.put("btmp", (DATA / "logins/ssh-btmp").read_bytes())
    host.open(from_start=True)
    events = host.settle()
    assert counts(events) == {"session.login": 3, "session.logout": 3, "session.login_failed": 16}
    logout = next(event for event in events if event.event_action == "session.logout")
    assert (logout.user_name, logout.source_ip, logout.process_tty_name, logout.source) == ("root", "203.0.113.66", "pts/1", "wtmp")  # type: ignore[attr-defined]
    host.close()


def test_half_a_record_waits_for_its_rest(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.put("wtmp", b"")
    host.open()
    host.read()
    whole = raw(second=host.clock.wall // 10**9)
    with (host.logs / "wtmp").open("ab", buffering=0) as file:
        file.write(whole[:100])
        assert host.settle() == []
        file.write(whole[100:])
        assert counts(host.settle()) == {"session.login": 1}
    host.close()


def test_logout_of_a_terminal_nobody_was_seen_at_is_none(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.put("wtmp", raw(kind=DEAD_PROCESS))
    host.open(from_start=True)
    assert host.settle() == []
    host.close()


def test_corrupt_and_wiped_records_are_counted_and_the_rest_is_read(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.put("wtmp", raw(kind=77) + bytes(RECORD_BYTES) + raw())
    host.open(from_start=True)
    assert counts(host.settle()) == {"session.login": 1}
    health = host.sources[WTMP].health()
    assert (health.state, health.counters["corrupt"], health.counters["wiped"]) == ("degraded", 1, 1)
    assert "1 records are none of this machine's form" in health.detail
    host.close()


def test_record_taken_out_of_the_file_gives_no_old_logins_again(tmp_path: Path) -> None:
    host = Host(tmp_path)
    second = host.clock.wall // 10**9
    records = [raw(second=second + place, line=b"pts/%d" % place) for place in range(4)]
    host.put("wtmp", b"")
    host.open()
    host.read()
    with (host.logs / "wtmp").open("ab") as file:
        file.write(b"".join(records))
    assert counts(host.settle()) == {"session.login": 4}
    cleaned = host.logs / "wtmp.clean"
    cleaned.write_bytes(b"".join(records[:2] + records[3:]))
    cleaned.rename(host.logs / "wtmp")
    assert host.settle() == []
    assert host.sources[WTMP].health().counters["copies"] == 3
    host.close()


def test_missing_file_is_degraded_and_watched_for(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.open()
    host.read()
    health = host.sources[BTMP].health()
    assert (health.name, health.state, health.detail) == ("btmp", "degraded", f"no such file: {host.logs / 'btmp'}; watching for it")
    host.put("btmp", (DATA / "logins/ssh-btmp").read_bytes())
    assert counts(host.settle()) == {"session.login_failed": 16}
    assert host.sources[BTMP].health().state == "ok"
    host.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(st.binary(max_size=4 * RECORD_BYTES))
def test_whatever_the_file_holds_every_record_is_counted(tmp_path: Path, content: bytes) -> None:
    root = tmp_path / os.urandom(8).hex()
    host = Host(root)
    host.put("wtmp", content)
    host.open(from_start=True)
    events = host.settle()
    counters = host.sources[WTMP].health().counters
    assert counters["records"] == len(content) // RECORD_BYTES
    assert counters["corrupt"] + counters["wiped"] + len(events) <= counters["records"]
    host.close()


def test_kind_of_a_login_is_the_one_utmp_has() -> None:
    assert (USER_PROCESS, DEAD_PROCESS) == (7, 8)
