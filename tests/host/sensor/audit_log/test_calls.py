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
