import pytest

from redshank.host.redact.patterns import FLAG, PATTERNS


def test_every_pattern_knows_where_its_secret_is_and_what_it_needs() -> None:
    for pattern in PATTERNS:
        assert pattern.groups and pattern.needs
        assert all(need == need.lower() for need in pattern.needs)


@pytest.mark.parametrize("option", ["--password", "-pass", "--db-token", "--api-key", "--storepass", "--client_secret"])
def test_options_whose_next_argument_is_a_secret(option: str) -> None:
    assert FLAG.fullmatch(option)


@pytest.mark.parametrize("option", ["--password-file", "--bypass", "--compass", "--tokenizer", "-p", "--keyring"])
def test_options_that_only_look_like_it(option: str) -> None:
    assert not FLAG.fullmatch(option)
