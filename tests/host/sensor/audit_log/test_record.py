import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.audit_log.record import Record, is_audit_line, parse
from tests.host.sensor.audit_log.make import line


def one(body: str, kind: str = "SYSCALL") -> Record:
    found = parse(line(kind, body))
    assert found is not None
    return found


def test_head_is_kind_time_and_serial() -> None:
    found = parse("node=db-01 type=PATH msg=audit(1700000000.123:4711): item=0")
    assert found is not None
    assert (found.kind, found.node, found.time, found.key[2]) == ("PATH", "db-01", 1_700_000_000_123_000_000, 4711)


def test_text_comes_quoted_or_as_digits() -> None:
    found = one('name="/etc/passwd" cwd=2F746D702F612062 comm="ABCD" exe=(null) key=odd proctitle=6C7300FF')
    assert [found.text(name) for name in ("name", "cwd", "comm", "exe", "key", "nothing")] == [
        "/etc/passwd", "/tmp/a b", "ABCD", None, "odd", None,
    ]  # fmt: skip
    assert found.text("proctitle") == "ls\0\\xff"


def test_value_cannot_pretend_to_be_another_field() -> None:
    found = one('pid=1 uid=1000 name="x uid=0 pid=2" msg=\'op=login acct="a uid=0" pid=7 res=success\'')
    assert (found.number("pid"), found.number("uid"), found.word("res"), found.text("acct")) == (1, 1000, "success", "a uid=0")


def test_numbers_have_bases_signs_and_bounds() -> None:
    found = one("exit=-111 a0=ffffff9c mode=0100644 pid=99999999999999999999999 ses=x")
    assert (found.signed("exit"), found.number("exit")) == (-111, None)
    assert (found.number("a0", 16), found.number("mode", 8)) == (0xFFFFFF9C, 0o100644)
    assert (found.number("pid"), found.number("ses"), found.number("nothing")) == (None, None, None)


def test_names_that_auditd_added() -> None:
    found = one('uid=0 auid=4294967295\x1dARCH=x86_64 SYSCALL=execve AUID="unset" UID="root" EUID="unknown(77)"')
    assert [found.name(name) for name in ("SYSCALL", "UID", "AUID", "EUID", "GID")] == ["execve", "root", None, None, None]
    assert "ARCH" not in found.fields


@pytest.mark.parametrize(
    "text",
    [
        "",
        "type=SYSCALL",
        "type=SYSCALL msg=audit(x:1): a=b",
        "type=SYSCALL msg=audit(9999999999.000:1): a=b",
        "Nov 24 03:51:18 web-03 sshd[1]: x",
        '{"event.action": "log.line"}',
    ],
)
def test_what_is_no_record_is_none(text: str) -> None:
    assert parse(text) is None
    assert not is_audit_line(text.encode())


def test_audit_line_is_told_from_others() -> None:
    assert is_audit_line(line("PATH", "item=0").encode())


def test_line_made_to_be_slow_holds_no_fields() -> None:
    assert one("a[]-" * 16_000).fields == {}
    assert len(one("a={ " * 16_000).fields) == 1


@given(st.text(max_size=300))
def test_no_text_makes_it_fail(text: str) -> None:
    for first in ("", "type=SYSCALL msg=audit(1700000000.100:1): ", "type=USER_LOGIN msg=audit(1.100:1): msg='"):
        found = parse(first + text)
        if found is not None:
            for name in [*found.fields, "uid"]:
                found.text(name)
                found.word(name)
                found.number(name)
                found.signed(name, 16)
                found.name(name)
