import random
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.host.redact.redactor import MAX_TEXT, Redactor
from tests.generated import build
from tests.host.redact import forms

KEY = b"k" * 32


def words_of(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()


def test_planted_secrets_of_forty_tools_are_found_as_text_and_as_arguments() -> None:
    redactor, chance, total, missed = Redactor(KEY), random.Random(2), 0, []
    for _ in range(3):
        for _tool, secrets, text in forms.planted(chance):
            for out in (redactor.text(text), " ".join(redactor.arguments(words_of(text)))):
                total += 1
                if any(secret[at : at + 6] in out for secret in secrets for at in range(len(secret) - 5)):
                    missed.append(text)
    assert len(forms.TOOLS) >= 40 and total >= 300
    assert len(missed) <= 0.02 * total, missed


def test_harmless_lines_stay_as_they_are() -> None:
    redactor = Redactor(KEY)
    changed = [(line, redactor.text(line)) for line in forms.benign(random.Random(3), 10_000)]
    assert sum(before != after for before, after in changed) <= 50, [pair for pair in changed if pair[0] != pair[1]][:5]


def test_what_was_redacted_is_not_redacted_again() -> None:
    redactor = Redactor(KEY)
    for _tool, _secrets, text in forms.planted(random.Random(5)):
        once = redactor.text(text)
        assert Redactor(KEY).text(once) == once


@given(st.text(max_size=200))
def test_any_text_is_taken_and_stays_within_the_bound(text: str) -> None:
    redactor = Redactor(KEY)
    once = redactor.text(text)
    assert len(once) <= MAX_TEXT
    assert redactor.text(once) == once


def test_redaction_never_makes_a_text_longer_than_the_bound() -> None:
    assert len(Redactor(KEY).text("password=ab12cd " * 2040)) <= MAX_TEXT


def test_same_secret_has_the_same_token_and_a_short_one_has_no_digits() -> None:
    redactor = Redactor(KEY)
    one, other = redactor.text("password=Sup3rSecret"), redactor.text("mysql --password Sup3rSecret")
    token = one.removeprefix("password=")
    assert token in other and token.startswith("«redacted:password:")
    assert redactor.text("password=Sup3rSecret") != Redactor(b"x" * 32).text("password=Sup3rSecret")
    assert redactor.text("pin=4711") == "pin=«redacted:password»"


def test_event_loses_secrets_in_arguments_command_line_parent_and_message() -> None:
    redactor = Redactor(KEY)
    args = ["sh", "-c", "mysql -pTopSecret9 shop"]
    event = build.process_exec(
        process_args=args, process_command_line=" ".join(args), process_parent_command_line="curl -u bob:TopSecret9 x"
    )
    redactor.event(event)
    assert "TopSecret9" not in f"{event.process_args}{event.process_command_line}{event.process_parent_command_line}"
    assert event.process_command_line == " ".join(event.process_args or ())
    assert args[2] == "mysql -pTopSecret9 shop"  # the process table's own list is not changed
    line = build.log_line(message="COMMAND=/usr/bin/mysql -pTopSecret9")
    redactor.event(line)
    assert "TopSecret9" not in (line.message or "")


def test_second_event_of_the_same_command_is_redacted_too() -> None:
    redactor = Redactor(KEY)
    for _ in range(2):
        event = build.process_exit(process_args=["mysql", "-pTopSecret9"], process_command_line="mysql -pTopSecret9")
        redactor.event(event)
        assert event.process_args == ["mysql", event.process_command_line.removeprefix("mysql ")]  # type: ignore[union-attr]
        assert "TopSecret9" not in str(event.process_args)


def test_event_without_secrets_keeps_its_own_objects() -> None:
    redactor, args = Redactor(KEY), ["ls", "-l"]
    event = build.process_exec(process_args=args, process_command_line="ls -l")
    redactor.event(event)
    assert event.process_args is args


@pytest.mark.parametrize("text", ["--ask-pass x", "password=$SECRET", "token: ${{ x }}", "pwd=/root", "password=/run/secrets/db"])
def test_questions_variables_and_paths_are_no_secrets(text: str) -> None:
    assert Redactor(KEY).text(text) == text


def test_secret_in_quotes_with_blanks_goes_whole() -> None:
    assert "words" not in Redactor(KEY).text("mysql --password='two words' x")
    assert Redactor(KEY).arguments(["mysql", "--password", "two words"])[2].startswith("«redacted:password:")
