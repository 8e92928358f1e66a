import pytest

from redshank.host.redact.plausible import is_question, is_secret


@pytest.mark.parametrize("value", ["hunter2", "Tr0ub4dor&3", "/abc+def/ghi=", "12345", "correct horse"])
def test_values_that_may_be_secrets(value: str) -> None:
    assert is_secret(value, "password")


@pytest.mark.parametrize("value", ["none", "$PASS", "/etc/secret", "****", "1", "12", "«redacted:password»", "https://x/", ":"])
def test_values_that_are_none(value: str) -> None:
    assert not is_secret(value, "password")


def test_options_that_ask_are_told_apart() -> None:
    assert is_question("--ask-become-pass") and is_question("--no-password") and not is_question("--password")
