"""Bytes of the kernel's rings and queues: read, or refused by a known kind; nothing else."""

from hypothesis import given

from redshank.core.errors import InputError
from redshank.events._generated.records import RECORDS
from redshank.host.sensor.audit import netlink, rule
from redshank.host.sensor.decode import decode
from redshank.host.sensor.files import records
from redshank.host.sensor.files.fanotify import CREATE, MODIFY, Q_OVERFLOW, RENAME
from redshank.host.sensor.logins import utmp
from tests.fuzz.damage import accepted, damaged, fuzzed
from tests.generated import build
from tests.host.sensor.files.scene import info, raw
from tests.host.sensor.golden import DATA

RINGS = [getattr(build, f"record_{kind.name.replace('.', '_')}")() for kind in RECORDS.values()]
CHANGES = [
    raw(CREATE, 7, info(2, 10, b"shadow"), info(1, 11)), raw(RENAME, 8, info(10, 10, b"a"), info(12, 12, b"b"), info(1, 11)),
    raw(MODIFY, 7, info(2, 10, b"x")) * 50, raw(Q_OVERFLOW, 0),
]  # fmt: skip
BOOKS = [(DATA / "logins" / name).read_bytes()[at : at + 384] for name in ("ssh-wtmp", "ssh-btmp", "local-btmp") for at in (0, 384)]
RULES = [rule.encode(rule.Rule(4, 2, frozenset({59}), ((rule.ARCH, rule.EQUAL, 1), (rule.KEY, rule.EQUAL, "k")))), bytes(1040)]


@fuzzed
@given(damaged(RINGS))
def test_record_of_a_ring_is_an_event_or_refused_by_its_kind(data: bytes) -> None:
    try:
        record = decode(data, 0)
    except InputError as error:
        assert error.kind in ("short", "unknown_type", "length", "tail")
    else:
        assert len(data) < 100_000
        event = record.event
        event.timestamp, event.process_start = event.timestamp % 10**18, (event.process_start or 0) % 10**18
        accepted([event])


@fuzzed
@given(damaged(CHANGES))
def test_changes_of_files_are_read_or_counted(data: bytes) -> None:
    found, corrupt = records.parse(data)
    assert len(found) <= len(data) // 24
    assert found or corrupt or not data
    assert all(len(one.name) <= 255 for one in found)


@fuzzed
@given(damaged(BOOKS))
def test_record_of_logins_is_read_or_none(data: bytes) -> None:
    whole = data[: utmp.RECORD_BYTES].ljust(utmp.RECORD_BYTES, b"\0")
    found = utmp.parse(whole)
    assert found is None or (0 < found.time < 4_102_444_800 * 10**9 and len(found.user) <= 128)


@fuzzed
@given(damaged(RULES))
def test_audit_rule_is_read_or_refused(data: bytes) -> None:
    netlink.message(data)
    try:
        assert len(rule.decode(data).fields) <= 64
    except InputError as error:
        assert error.kind == "rule"
