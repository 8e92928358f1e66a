"""Lines of logs, which anybody can write: sshd, sudo and PAM sentences, syslog, the journal, web servers, control groups."""

from datetime import UTC

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.applogs.lines import event_of
from redshank.host.sensor.container_names import container_in
from redshank.host.sensor.logins import journal_entry
from redshank.host.sensor.logins.entry import Entry
from redshank.host.sensor.logins.lines import MAX_LINE_BYTES, LineBuffer
from redshank.host.sensor.logins.messages import claims_of, line_event, session_event
from redshank.host.sensor.logins.syslog_line import parse
from redshank.host.sensor.logins.syslog_time import SyslogTimes
from tests.fuzz.damage import accepted, damaged, fuzzed
from tests.host.sensor.golden import DATA

NOW = 1_795_000_000 * 10**9
SYSLOG = [*(DATA / "logins/ssh-3164.log").read_bytes().splitlines(), *(DATA / "logins/local-3339.log").read_bytes().splitlines()]
JOURNAL = [*(DATA / "logins/ssh-journal.jsonl").read_bytes().splitlines(), *(DATA / "logins/local-journal.jsonl").read_bytes().splitlines()]
WEB = [
    b'192.0.2.7 - alice [10/Oct/2026:13:55:36 -0700] "GET /a?id=1 HTTP/1.1" 200 2326 "http://site.example/" "Mozilla/5.0 (\\"x\\")"',
    b'www.site.example:80 2001:db8::1 - - [10/Oct/2026:13:55:36 +0000] "\\x16\\x03" 400 -',
]
GROUPS = [b"4:memory:/docker/" + b"ab" * 32 + b"\n0::/\n", b"0::/lxc.payload.web/x\n", b"0::/machine.slice/machine-web\\x2d1.scope\n"]


@fuzzed
@given(damaged(SYSLOG))
def test_line_of_syslog_is_an_event_with_its_claims(data: bytes) -> None:
    text = data[:MAX_LINE_BYTES].decode("utf-8", "backslashreplace")
    line = parse(text)
    if line is None:
        entry = Entry(NOW, "auth_log", "/var/log/auth.log", None, text)
    else:
        time = SyslogTimes(UTC).read(line.second, line.fraction, line.zone, NOW)
        time = NOW if time is None else time
        entry = Entry(time, "auth_log", "/var/log/auth.log", line.program, line.message, line.pid, facility=line.facility)
    claims = claims_of(entry.program, entry.message)
    assert len(claims) < 16
    accepted([line_event(entry), *(session_event(claim, entry.time, entry.source, entry) for claim in claims)])


@fuzzed
@given(damaged(JOURNAL))
def test_entry_of_the_journal_is_read_or_refused(data: bytes) -> None:
    try:
        entry, _ = journal_entry.parse(data, "/var/log/journal", journal_entry.Trust())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError):
        return
    if entry is not None:
        accepted([line_event(entry)])


@fuzzed
@given(damaged(WEB))
def test_line_of_a_web_server_is_an_event(data: bytes) -> None:
    text = data[:MAX_LINE_BYTES].decode("utf-8", "backslashreplace")
    accepted([event_of(text, "/var/log/nginx/access.log", NOW, swept=False)])


@fuzzed
@given(st.lists(damaged(WEB + SYSLOG[:10]), max_size=8), st.integers(1, 5000))
def test_lines_are_cut_to_their_bound_and_no_more_is_kept(parts: list[bytes], size: int) -> None:
    data, buffer = b"\n".join(parts), LineBuffer(1000)
    for at in range(0, len(data), size):
        assert all(len(line) <= 1000 for line in buffer.add(data[at : at + size]))
        assert buffer.pending_bytes <= 1000
    assert all(len(line) <= 1000 for line in buffer.finish())


@fuzzed
@given(damaged(GROUPS))
def test_container_has_a_short_name_or_none(data: bytes) -> None:
    found = container_in(data.decode("utf-8", "backslashreplace"))
    assert found is None or 0 < len(found) <= 64
