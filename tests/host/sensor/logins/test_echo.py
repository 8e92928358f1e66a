from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.logins.echo import WINDOW_NS, EchoFilter


def test_line_told_by_both_logs_is_an_echo_the_second_time() -> None:
    echoes = EchoFilter()
    assert not echoes.is_echo("journal", "sshd", 7, "x", 0)
    assert echoes.is_echo("auth.log", "sshd", 7, "x", 500)
    assert not echoes.is_echo("auth.log", "sshd", 8, "x", 500)
    assert not echoes.is_echo("auth.log", "sshd", 7, "y", 500)
    assert echoes.echoes == 1


def test_same_words_much_later_are_no_echo() -> None:
    echoes = EchoFilter()
    assert not echoes.is_echo("journal", "sshd", 7, "x", 0)
    assert not echoes.is_echo("auth.log", "sshd", 7, "x", WINDOW_NS + 1)


def test_control_characters_are_the_same_in_either_form() -> None:
    echoes = EchoFilter()
    assert not echoes.is_echo("journal", "x", None, "a\tb\x01", 0)
    assert echoes.is_echo("auth.log", "x", None, "a#011b#001", 0)


def test_it_remembers_no_more_than_its_capacity() -> None:
    echoes = EchoFilter(capacity=10)
    for pid in range(100):
        echoes.is_echo("journal", "sshd", pid, "x", 0)
    assert not echoes.is_echo("auth.log", "sshd", 1, "x", 0)
    assert echoes.is_echo("auth.log", "sshd", 99, "x", 0)
    assert len(echoes._open) <= 11


@given(st.lists(st.sampled_from(["journal", "auth.log"]), max_size=20))
def test_in_whatever_order_as_many_lines_are_left_as_the_longer_log_has(logs: list[str]) -> None:
    echoes = EchoFilter()
    left = sum(not echoes.is_echo(log, "sshd", 7, "x", 0) for log in logs)
    assert left == max(logs.count("journal"), logs.count("auth.log"))
