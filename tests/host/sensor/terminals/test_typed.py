from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.terminals.typed import ECHO_NS, IDLE_NS, MASK, Typed

MS = 1_000_000
LATER = 10 * ECHO_NS


def text(typed: Typed, now: int = LATER) -> str:
    return "".join(piece.text for piece in typed.due(now))


def type_and_echo(typed: Typed, keys: str, at: int = 0) -> int:
    for key in keys:
        typed.type(at, key.encode(), "$ ")
        typed.shown(at + MS, b"\r\n" if key == "\r" else key.encode())
        at += 50 * MS
    return at


def test_command_that_is_echoed_is_kept_with_its_times() -> None:
    typed = Typed()
    end = type_and_echo(typed, "ls -l\r")
    (piece,) = typed.due(end + ECHO_NS)
    assert piece.text == "ls -l\r" and [after for after, _ in piece.parts] == [n * 50 * MS for n in range(6)]


def test_password_without_echo_is_one_mark_whatever_its_length() -> None:
    for secret in ("a", "hunter2", "a much longer one"):
        typed = Typed()
        for n, key in enumerate(secret + "\r"):
            typed.type(n * 50 * MS, key.encode(), "far ready> ")
        typed.shown(60 * 50 * MS, b"\r\n")
        pieces = typed.due(100 * 50 * MS)
        assert [(piece.text, piece.parts) for piece in pieces] == [(MASK, ((0, len(MASK)),))]


def test_one_key_without_echo_hides_the_whole_line() -> None:
    typed = Typed()
    type_and_echo(typed, "pass")
    typed.type(LATER, b"word", "pass")
    typed.type(LATER + MS, b"\r", "pass")
    assert text(typed, 2 * LATER) == MASK


def test_line_typed_at_a_prompt_is_hidden_even_where_it_is_echoed() -> None:
    typed = Typed()
    typed.type(0, b"hunter2", "Password: ")
    typed.shown(MS, b"hunter2")
    typed.type(2 * MS, b"\r", "Password: hunter2")
    assert text(typed) == MASK


def test_kernels_mark_ends_the_line_before_and_marks_in_a_row_are_one() -> None:
    typed = Typed()
    type_and_echo(typed, "su\r")
    for n in range(3):
        typed.hide(LATER + n)
    assert text(typed, 2 * LATER) == "su\r" + MASK


def test_paste_of_several_lines_is_kept_line_by_line() -> None:
    typed = Typed()
    typed.type(0, b"one\rtwo\rthree\r", "$ ")
    typed.shown(MS, b"one\r\n$ two\r\n$ three\r\n")
    assert text(typed) == "one\rtwo\rthree\r"


def test_keys_that_show_nothing_of_themselves_need_no_echo() -> None:
    typed = Typed()
    typed.type(0, b"\x1b[A\x1bOB\x1b[200~ab\x1b[201~\x7f\x01\x1bf\x1b]11;rgb:00/00/00\x1b\\\r", "$ ")
    typed.shown(MS, b"ab")
    assert text(typed).endswith("\r")


def test_echo_in_the_distance_is_none() -> None:
    typed = Typed()
    typed.type(0, b"z\r", "? ")
    typed.shown(MS, b"." * 300 + b"z")
    assert text(typed) == MASK


def test_unfinished_line_waits_and_is_settled_when_idle_or_at_the_end() -> None:
    typed = Typed()
    type_and_echo(typed, "half")
    assert typed.due(ECHO_NS * 2) == []
    assert text(typed, IDLE_NS * 2) == "half"
    typed.type(IDLE_NS * 3, b"never shown", "")
    assert [piece.text for piece in typed.due(IDLE_NS * 3, end=True)] == [MASK]


def test_letters_of_other_alphabets_are_echoed_as_they_are() -> None:
    typed = Typed()
    type_and_echo(typed, "zürich ☃\r")
    assert text(typed) == "zürich ☃\r"


@given(st.binary(min_size=1, max_size=40).filter(lambda b: b"\r" not in b and b"\n" not in b and b"\x03" not in b and b"\x04" not in b))
def test_nothing_that_was_not_shown_gets_through(secret: bytes) -> None:
    typed = Typed()
    typed.type(0, secret + b"\r", "anything ")
    shown = text(typed)
    printable = [one for one in secret if one > 0x20 and one != 0x7F]
    assert shown == MASK or not printable or b"\x1b" in secret


def test_endless_line_is_cut_to_what_a_field_and_a_list_hold() -> None:
    typed, pieces = Typed(), []
    typed.type(0, b"x" * 50_000, "$ ")
    typed.shown(MS, b"x" * 50_000)
    for n in range(1000):
        typed.type(n * MS, b"\x1b[A", "$ ")
    pieces = typed.due(LATER, end=True)
    assert all(len(piece.text) <= 32_768 and len(piece.parts) <= 256 for piece in pieces)
    assert sum(piece.text.count("x") for piece in pieces) == 50_000
