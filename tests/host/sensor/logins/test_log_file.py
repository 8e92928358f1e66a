import os
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redshank.events import Event
from redshank.host.sensor.logins.log_file import SOURCE
from redshank.host.sensor.source import SourceHealth
from tests.host.sensor.golden import DATA, check
from tests.host.sensor.logins.host import Host, counts, sessions

FILES = 1
LINE = "Nov 24 05:59:58 web-03 sshd[{pid}]: Failed password for root from 198.51.100.7 port 22 ssh2\n"


def health(host: Host) -> SourceHealth:
    return host.sources[FILES].health()


def relative(events: list[Event], root: Path) -> list[Event]:
    """With log paths as the host itself has them."""
    for event in events:
        if getattr(event, "log_file_path", None):
            event.log_file_path = event.log_file_path.removeprefix(str(root))  # type: ignore[attr-defined]
    return events


def read_capture(tmp_path: Path, capture: str, name: str = "auth.log") -> tuple[list[Event], Host]:
    host = Host(tmp_path)
    host.put(name, (DATA / "logins" / capture).read_bytes())
    host.open(from_start=True)
    return relative(host.settle(), tmp_path), host


def test_real_log_of_ssh_in_the_old_form(tmp_path: Path) -> None:
    events, host = read_capture(tmp_path, "ssh-3164.log")
    check(events, DATA / "logins/ssh-3164.events.jsonl")
    assert counts(events) == {"log.line": 119, "session.login_failed": 17, "session.login": 10, "session.logout": 9}
    host.close()


def test_real_log_of_ssh_in_the_new_form_says_the_same(tmp_path: Path) -> None:
    old, first = read_capture(tmp_path / "old", "ssh-3164.log")
    new, second = read_capture(tmp_path / "new", "ssh-3339.log")
    assert [(e.event_action, e.user_name) for e in old] == [(e.event_action, e.user_name) for e in new]
    assert [e.timestamp // 10**9 for e in old] == [e.timestamp // 10**9 for e in new]
    first.close()
    second.close()


def test_real_log_of_su_sudo_and_keyboard_interactive(tmp_path: Path) -> None:
    events, host = read_capture(tmp_path, "local-3339.log", "secure")
    check(events, DATA / "logins/local-3339.events.jsonl")
    assert health(host).detail == f"{tmp_path}/var/log/secure"
    host.close()


def test_only_new_lines_are_read(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.put("auth.log", LINE.format(pid=1).encode())
    host.open()
    assert host.settle() == []
    host.add("auth.log", LINE.format(pid=2))
    events = host.settle()
    assert counts(events) == {"log.line": 1, "session.login_failed": 1}
    assert (events[0].source, events[0].process_scope_pid) == (SOURCE, 2)
    host.close()


def test_half_a_line_waits_for_its_rest(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.put("auth.log", b"")
    host.open()
    host.read()
    host.add("auth.log", LINE.format(pid=1)[:30])
    assert host.settle() == []
    host.add("auth.log", LINE.format(pid=1)[30:])
    assert counts(host.settle()) == {"log.line": 1, "session.login_failed": 1}
    host.close()


def test_line_left_unfinished_at_a_rotation_is_given_and_not_mixed_with_the_next_file(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.put("auth.log", b"")
    host.open()
    host.read()
    host.add("auth.log", LINE.format(pid=1) + "Nov 24 05:59:59 web-03 sshd[1]: cut o")
    host.settle()
    for pid in (2, 3):
        (host.logs / "auth.log").rename(host.logs / f"auth.log.{pid}")
        host.put("auth.log", LINE.format(pid=pid).encode())
        host.settle()
    assert health(host).counters["rotated"] == 2
    assert health(host).counters["lines"] == 4
    host.close()


def test_log_rewritten_without_a_line_gives_no_old_lines_again(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.put("auth.log", b"")
    host.open()
    host.read()
    lines = [LINE.format(pid=pid) for pid in range(1, 6)]
    host.add("auth.log", "".join(lines))
    assert counts(host.settle())["session.login_failed"] == 5
    cleaned = host.logs / "cleaned"
    cleaned.write_text("".join(lines[:2] + lines[3:]))
    cleaned.rename(host.logs / "auth.log")
    assert host.settle() == []
    host.add("auth.log", LINE.format(pid=9))
    assert counts(host.settle())["session.login_failed"] == 1
    assert health(host).counters["copies"] == 4
    host.close()


def test_repeats_are_counted_and_written_once(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.put("auth.log", b"")
    host.open()
    host.read()
    line = LINE.format(pid=1)
    host.add("auth.log", line + line.replace("Failed", "message repeated 2 times: [ Failed").replace("ssh2", "ssh2]"))
    assert counts(host.settle()) == {"log.line": 2, "session.login_failed": 3}
    host.add("auth.log", "Nov 24 05:59:59 web-03 last message repeated 4 times\n")
    assert counts(host.settle()) == {"log.line": 1, "session.login_failed": 4}
    host.close()


def test_bytes_that_are_no_text_and_runs_of_nul_do_no_harm(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.put("auth.log", b"")
    host.open()
    host.read()
    with (host.logs / "auth.log").open("ab") as file:
        file.write(bytes(1000) + b"Nov 24 05:59:58 web-03 x[1]: \xff\xfe\n\n" + b"no time here\n" + b"y" * 100_000 + b"\n")
    events = host.settle()
    assert [event.message for event in events] == ["\\xff\\xfe", "no time here", "y" * 32_768]  # type: ignore[attr-defined]
    assert events[1].timestamp == host.clock.wall - 30 * 500_000_000
    assert {name: health(host).counters[name] for name in ("lines", "no_time", "cut")} == {"lines": 3, "no_time": 2, "cut": 1}
    host.close()


def test_host_without_a_log_of_logins_is_degraded(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.open()
    host.read()
    assert health(host).state == "degraded"
    assert health(host).detail == f"no such file: no {host.logs}/auth.log and no {host.logs}/secure; watching for it"
    host.put("secure", b"")
    host.read()
    assert (health(host).state, health(host).detail) == ("ok", f"{host.logs}/secure")
    host.close()


def test_unreadable_log_is_degraded_with_its_reason(tmp_path: Path) -> None:
    host = Host(tmp_path)
    (host.logs / "secure").symlink_to("/dev/null")
    host.put("auth.log", b"")
    host.open()
    host.read()
    assert (health(host).state, health(host).detail) == ("degraded", f"{host.logs}/secure is no regular file")
    host.close()


def test_lines_of_two_files_are_told_once(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.put("auth.log", LINE.format(pid=1).encode())
    host.put("syslog", LINE.format(pid=1).encode() + b"Nov 24 05:59:58 web-03 crontab[1]: (root) REPLACE (root)\n")
    host.open(from_start=True)
    events = host.settle()
    assert counts(events) == {"log.line": 2, "session.login_failed": 1}
    host.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(st.lists(st.binary(max_size=200).map(lambda line: line.replace(b"\n", b"")), max_size=10))
def test_whatever_the_log_holds_every_line_is_an_event_or_blank(tmp_path: Path, lines: list[bytes]) -> None:
    host = Host(tmp_path / os.urandom(8).hex())
    host.put("auth.log", b"".join(line + b"\n" for line in lines))
    host.open(from_start=True)
    events = host.settle()
    wanted = [line for line in lines if line.strip(b"\0\r ")]
    assert health(host).counters["lines"] == len(wanted)
    assert len(events) - len(sessions(events)) == len(wanted)
    host.close()
