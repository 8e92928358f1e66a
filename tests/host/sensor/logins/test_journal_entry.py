import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.logins.entry import Entry
from redshank.host.sensor.logins.journal_entry import REMEMBERED_NS, Trust, parse
from tests.host.sensor.golden import DATA
from tests.host.sensor.logins.fake import entry


def one(line: bytes, trust: Trust | None = None) -> Entry:
    found, _ = parse(line, "/var/log/journal", trust or Trust())
    assert found is not None
    return found


def test_pid_and_user_are_the_kernels_word() -> None:
    found = one(entry("x", SYSLOG_PID="1", _PID="77", _UID="1000", _AUDIT_LOGINUID="1001", _AUDIT_SESSION="5", PRIORITY="6"))
    assert (found.written_pid, found.kernel_pid, found.user_id, found.login_user, found.session) == (1, 77, 1000, 1001, 5)
    assert (found.facility, found.severity, found.time) == (4, 6, 1_795_500_000_000_001_000)


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ([98, 105, 110, 1, 255], "bin\x01\\xff"),
        (["first", "second"], "first"),
        ([[104, 105], [104, 111]], "hi"),
        ("ünï", "ünï"),
    ],
)
def test_message_in_its_forms(message: object, text: str) -> None:
    assert one(entry(message)).message == text


@pytest.mark.parametrize("message", [None, "", [], [999], [[1, 300]], {"a": 1}, 7])
def test_message_that_is_none_makes_no_entry(message: object) -> None:
    assert parse(entry(message), "j", Trust()) == (None, "c1795500000000001")


def test_time_that_no_event_can_hold_makes_no_entry() -> None:
    assert parse(entry("x", time=1 << 61), "j", Trust())[0] is None


def test_numbers_that_are_none_are_absent() -> None:
    found = one(entry("x", _PID="x", _UID=str(1 << 40), _AUDIT_LOGINUID="4294967295", SYSLOG_FACILITY=None))
    assert (found.kernel_pid, found.user_id, found.login_user, found.facility) == (None, None, None, None)


def test_user_is_believed_about_logins_only_as_the_program_he_runs() -> None:
    trusted = [
        one(entry("x", _UID="0")).trusted,
        one(entry("x", "sudo", _UID="1000", _EXE="/usr/bin/sudo")).trusted,
        one(entry("x", "sshd", _UID="1000", _EXE="/usr/sbin/sshd (deleted)")).trusted,
        one(entry("x", "sshd-session", _UID="1000", _EXE="/usr/sbin/sshd")).trusted,
    ]
    refused = [
        one(entry("x", "sshd", _UID="1000", _EXE="/usr/bin/logger")).trusted,
        one(entry("x", "su", _UID="1000", _EXE="/tmp/su")).trusted,
        one(entry("x", "sshd", _UID="1000")).trusted,
        one(entry("x", "sshd", _UID=None)).trusted,
    ]
    assert (trusted, refused) == ([True] * 4, [False] * 4)


def test_last_sentence_of_a_process_that_is_gone_is_believed_by_its_earlier_ones() -> None:
    trust = Trust()
    assert one(entry("x", "sudo", 1_000_000, _UID="1000", _PID="884", _EXE="/usr/bin/sudo"), trust).trusted
    assert one(entry("x", "sudo", 2_000_000, _UID="1000", _PID="884"), trust).trusted
    assert not one(entry("x", "sshd", 2_000_000, _UID="1000", _PID="884"), trust).trusted
    assert not one(entry("x", "sudo", 2_000_000, _UID="1001", _PID="884"), trust).trusted
    assert not one(entry("x", "sudo", 2_000_000 + REMEMBERED_NS // 1000, _UID="1000", _PID="884"), trust).trusted


def test_forged_login_in_a_real_journal_is_not_believed() -> None:
    lines = (DATA / "logins/ssh-journal.jsonl").read_bytes().splitlines()
    forged = [found for line in lines if (found := one(line)).message.startswith("Accepted password for root from 192.0.2.99")]
    assert [found.trusted for found in forged] == [False]


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b"7", b"null", b"\xff"])
def test_what_is_no_object_is_refused(line: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        parse(line, "j", Trust())


PLAIN = st.none() | st.integers() | st.text(max_size=20) | st.booleans()
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=4), max_leaves=8)
NAMES = ("MESSAGE", "SYSLOG_IDENTIFIER", "SYSLOG_PID", "_PID", "_UID", "_EXE", "_COMM", "__REALTIME_TIMESTAMP", "__CURSOR", "PRIORITY")


@given(st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_no_fields_make_it_fail(fields: dict[str, object]) -> None:
    parse(json.dumps(fields).encode(), "j", Trust())
