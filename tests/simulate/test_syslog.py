import os
import socket
from pathlib import Path

import pytest

from redshank.host.sensor.logins import syslog_line
from redshank.simulate.syslog import Syslog, line_of

AT = 1_795_507_200_123_456_789


@pytest.mark.parametrize(
    ("message", "facility", "text"),
    [
        (b"<38>Nov 24 08:00:00 sshd[46]: Failed password for root", 4, b"sshd[46]: Failed password for root"),
        (b"<86>Nov  4 08:00:00 su: one\ntwo\n", 10, b"su: one#012two"),
        (b"<30>daemon: no time\0", 3, b"daemon: no time"),
        (b"no priority", 1, b"no priority"),
    ],
)
def test_line_has_the_time_of_arrival_the_host_and_the_text(message: bytes, facility: int, text: bytes) -> None:
    assert line_of(message, "web-03", AT) == (facility, b"2026-11-24T08:00:00.123456+00:00 web-03 " + text + b"\n")


def test_line_is_one_that_the_sensor_reads() -> None:
    parsed = syslog_line.parse(line_of(b"<38>Nov 24 08:00:00 sshd[46]: Failed", "web-03", AT)[1].decode().rstrip("\n"))
    assert parsed is not None
    assert (parsed.host, parsed.program, parsed.pid, parsed.message, parsed.fraction) == ("web-03", "sshd", 46, "Failed", "123456")


def test_what_is_about_logins_goes_to_its_own_file(tmp_path: Path) -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    auth, rest = (os.open(tmp_path / name, os.O_WRONLY | os.O_CREAT) for name in ("auth.log", "syslog"))
    log = Syslog(ours, auth, rest, "web-03", lambda: AT)
    with theirs:
        for message in (b"<38>sshd[1]: a", b"<30>cron[2]: b", b"<86>su: c"):
            theirs.send(message)
        log.close()
    assert [line.split(b" ", 2)[2] for line in (tmp_path / "auth.log").read_bytes().splitlines()] == [b"sshd[1]: a", b"su: c"]
    assert (tmp_path / "syslog").read_bytes().endswith(b"cron[2]: b\n")
