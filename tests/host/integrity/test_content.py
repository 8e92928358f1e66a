from hypothesis import given
from hypothesis import strategies as st

from redshank.host.integrity.content import MAX_DIFF_BYTES, as_text, difference, may_be_shown, redact_values


def test_change_is_shown_by_its_lines() -> None:
    assert difference("a\nb\nc\n", "a\nB\nc\n", str) == "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c"


@given(st.text(max_size=300), st.text(max_size=300))
def test_diff_is_bounded_and_empty_only_for_equal_lines(before: str, after: str) -> None:
    found = difference(before, after, redact_values)
    assert len(found.encode("utf-8", "replace")) <= MAX_DIFF_BYTES
    assert bool(found) == (before.splitlines() != after.splitlines())


def test_long_and_wide_texts_stay_within_the_bound() -> None:
    assert len(difference("", "x\n" * 3_999, str)) <= MAX_DIFF_BYTES
    assert len(difference("", "y" * 60_000, str)) < 600
    assert difference("", "x\n" * 5_000, str) == "… 0 lines became 5000"


def test_secrets_are_never_in_it() -> None:
    shown = difference("", 'password = hunter2\nAPI_KEY: "k1"\nurl=https://u:hunter3@198.51.100.1/x\nname=plain', redact_values)
    assert "hunter" not in shown and "k1" not in shown and "name=plain" in shown


def test_only_open_configuration_is_shown() -> None:
    assert may_be_shown("/etc/hosts", 0o644, "config") and may_be_shown("/etc/crontab", 0o600, "persistence")
    assert may_be_shown("/root/.ssh/authorized_keys", 0o600, "persistence")
    assert not may_be_shown("/etc/shadow", 0o640, "secret") and not may_be_shown("/etc/mysql/my.cnf", 0o640, "config")
    assert not may_be_shown("/etc/x/server.key", 0o644, "config") and not may_be_shown("/usr/bin/x", 0o755, "program")
    assert not may_be_shown("/root/.bash_history", 0o600, "persistence")


def test_only_texts_without_keys_are_texts() -> None:
    assert as_text("ä".encode()) == "ä"
    for data in (None, b"\0", b"\xff", b"-----BEGIN PRIVATE KEY-----", b"x" * 70_000):
        assert as_text(data) is None
