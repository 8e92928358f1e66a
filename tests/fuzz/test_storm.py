"""The same properties under many more damaged inputs, made fast and from fixed numbers: `REDSHANK_FUZZ_ROUNDS` for each."""

import os
import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from redshank.host.sensor.audit.records import KINDS as audit_kinds  # noqa: N811
from tests.fuzz import test_audit, test_kernel_records, test_log_lines

ROUNDS = int(os.environ.get("REDSHANK_FUZZ_ROUNDS", "400"))
KINDS = [*audit_kinds, 9999]


def damage(chance: random.Random, seeds: Sequence[bytes]) -> bytes:
    """One of the seeds, damaged up to five times over; once in a while far too long."""
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.randrange(6)):
        at, end = sorted((chance.randint(0, len(data)), chance.randint(0, len(data))))
        how = chance.randrange(6)
        if how == 0:
            del data[at:end]
        elif how == 1 and data:
            data[at % len(data)] ^= 1 << chance.randrange(8)
        elif how == 2:
            data[at:at] = chance.randbytes(chance.randrange(9))
        elif how == 3:
            data[at:] = chance.choice(seeds)[at:]
        elif how == 4:
            data[at:end] = bytes([chance.choice((0, 0x20, 0x22, 0x7F, 0xFF))]) * (end - at)
        elif chance.randrange(200) == 0:
            data[at:at] = bytes(data[at:end] or b"\xff") * (200_000 // max(1, end - at))
    return bytes(data)


def one(seeds: Sequence[bytes]) -> Callable[[random.Random], tuple[Any, ...]]:
    return lambda chance: (damage(chance, seeds),)


def several(seeds: Sequence[bytes]) -> Callable[[random.Random], list[bytes]]:
    return lambda chance: [damage(chance, seeds) for _ in range(chance.randrange(8))]


def messages(chance: random.Random) -> tuple[Any, ...]:
    return ([(chance.choice(KINDS), data) for data in several(test_audit.MESSAGES)(chance)],)


STORMS: list[tuple[Any, Callable[[random.Random], Sequence[Any]]]] = [
    (test_kernel_records.test_record_of_a_ring_is_an_event_or_refused_by_its_kind, one(test_kernel_records.RINGS)),
    (test_kernel_records.test_changes_of_files_are_read_or_counted, one(test_kernel_records.CHANGES)),
    (test_kernel_records.test_record_of_logins_is_read_or_none, one(test_kernel_records.BOOKS)),
    (test_kernel_records.test_audit_rule_is_read_or_refused, one(test_kernel_records.RULES)),
    (test_audit.test_lines_of_a_file_add_up, lambda chance: (several(test_audit.LINES)(chance),)),
    (test_audit.test_messages_of_the_socket_add_up, messages),
    (test_log_lines.test_line_of_syslog_is_an_event_with_its_claims, one(test_log_lines.SYSLOG)),
    (test_log_lines.test_entry_of_the_journal_is_read_or_refused, one(test_log_lines.JOURNAL)),
    (test_log_lines.test_line_of_a_web_server_is_an_event, one(test_log_lines.WEB)),
    (test_log_lines.test_container_has_a_short_name_or_none, one(test_log_lines.GROUPS)),
]


@pytest.mark.parametrize(("test", "make"), STORMS, ids=[test.__name__ for test, _ in STORMS])
def test_property_holds_in_a_storm(test: Any, make: Callable[[random.Random], Sequence[Any]]) -> None:
    check = test.hypothesis.inner_test
    for number in range(ROUNDS):
        values = make(random.Random(number))
        try:
            check(*values)
        except BaseException as error:
            error.add_note(f"number {number}: {values!r}"[:4000])
            raise
