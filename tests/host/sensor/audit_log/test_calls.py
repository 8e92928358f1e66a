import pytest

from redshank.host.sensor import syscalls
from redshank.host.sensor.audit_log import calls
from redshank.host.sensor.audit_log.record import parse
from tests.host.sensor.audit_log.make import line


def name(body: str) -> str:
    record = parse(line("SYSCALL", body))
    assert record is not None
    return calls.name_of(record)


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("arch=c000003e syscall=59", "execve"),
        ("arch=40000003 syscall=11", "execve"),
        ("arch=40000003 syscall=102 a0=3", "connect"),
        ("arch=40000003 syscall=102 a0=12", "accept4"),
        ("arch=40000003 syscall=102 a0=1", ""),
        ("arch=c000003e syscall=102 a0=3", ""),
        ("arch=c00000b7 syscall=221", "execve"),
        ("arch=c000003e syscall=59\x1dARCH=x86_64 SYSCALL=openat", "openat"),
        ("arch=c000003e syscall=0", ""),
        ("arch=ffffffff syscall=59", ""),
        ("arch=c000003e syscall=59\x1dSYSCALL=getpid", ""),
        ("", ""),
    ],
)
def test_call_is_named_by_its_number_or_by_auditd(body: str, wanted: str) -> None:
    assert name(body) == wanted


def test_numbers_are_those_the_kernel_side_uses() -> None:
    """Of calls that make no event here, the kernel side's alone, nothing is said."""
    for arch, table in (("c000003e", syscalls.NATIVE), ("40000003", syscalls.COMPAT)):
        for numbers in table.values():
            for number, wanted in numbers.items():
                assert name(f"arch={arch} syscall={number}") in (wanted, "")


def test_numbers_are_found_by_name_and_a_call_that_is_not_there_is_left_out() -> None:
    assert calls.numbers("c000003e", {"execve", "execveat", "nothing"}) == {59, 322}
    assert calls.numbers("00000000", {"execve"}) == frozenset()
