"""DNS messages as values; hostile ones end in an error or in less, never in more."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.core.errors import InputError
from redshank.host.sensor.dns import MAX_ANSWERS, MAX_TEXT, Answer, parse, type_name

QUESTION = b"\x07example\x03org\x00" + struct.pack("!HH", 1, 1)
AT_QUESTION = b"\xc0\x0c"


def head(bits: int = 0x100, questions: int = 1, answers: int = 0) -> bytes:
    return struct.pack("!HHHHHH", 4711, bits, questions, answers, 0, 0)


def record(name: bytes, kind: int, data: bytes, ttl: int = 300) -> bytes:
    return name + struct.pack("!HHIH", kind, 1, ttl, len(data)) + data


def test_question_is_read() -> None:
    message = parse(head() + QUESTION)
    assert (message.number, message.is_answer, message.operation) == (4711, False, "QUERY")
    assert (message.question, message.kind) == ("example.org", "A")
    assert message.answers == () and not message.truncated


def test_answers_of_every_kind_are_read() -> None:
    answers = [
        record(AT_QUESTION, 5, b"\x03www\xc0\x0c"), record(AT_QUESTION, 1, bytes((192, 0, 2, 7))),
        record(AT_QUESTION, 28, bytes(15) + b"\1"), record(AT_QUESTION, 16, b"\x03a b\x02c\xff"),
        record(AT_QUESTION, 15, b"\x00\x0a\x02mx\xc0\x0c"), record(AT_QUESTION, 65280, b"\xab"),
    ]  # fmt: skip
    message = parse(head(0x8180, 1, len(answers)) + QUESTION + b"".join(answers))
    assert message.is_answer and message.code == "NOERROR" and not message.truncated
    assert [(a.kind, a.data) for a in message.answers] == [
        ("CNAME", "www.example.org"), ("A", "192.0.2.7"), ("AAAA", "::1"), ("TXT", "a bc\\255"), ("MX", "10 mx.example.org"),
        ("TYPE65280", "ab"),
    ]  # fmt: skip
    assert message.answers[1] == Answer("example.org", "A", 300, "192.0.2.7")


def test_codes_and_types_have_names_and_unknown_ones_their_numbers() -> None:
    assert parse(head(0x8183) + QUESTION).code == "NXDOMAIN" and parse(head(0x818F) + QUESTION).code == "15"
    assert parse(head(0x2800) + QUESTION).operation == "UPDATE" and (type_name(16), type_name(999)) == ("TXT", "TYPE999")


def test_dots_and_bytes_that_are_no_text_are_escaped() -> None:
    assert parse(head() + b"\x03a.b\x02\xff \x00" + struct.pack("!HH", 1, 1)).question == "a\\046b.\\255\\032"


def test_answer_that_was_cut_says_so() -> None:
    whole = head(0x8180, 1, 2) + QUESTION + record(AT_QUESTION, 1, bytes(4)) * 2
    message = parse(whole[:-3])
    assert len(message.answers) == 1 and message.truncated
    assert parse(head(0x8380) + QUESTION).truncated


@pytest.mark.parametrize(
    "data",
    [
        b"short",
        head() + b"\xc0\x0c" + bytes(4),  # a pointer to itself
        head() + b"\xc0\xff" + bytes(4),  # a pointer over the end
        head() + b"\x01a\xc0\x0c" + bytes(4),  # a pointer back to its own name
        head() + b"\x40a\x00" + bytes(4),  # a label of an unknown kind
        head() + (b"\x3f" + b"a" * 63) * 4 + b"\x00" + bytes(4),  # longer than a name may be
        head() + b"\x07exam",
        head() + b"\x01a\x00\x00",
    ],
)
def test_message_that_cannot_be_read_is_an_error(data: bytes) -> None:
    with pytest.raises(InputError):
        parse(data)


def test_message_without_a_question_has_none() -> None:
    assert parse(head(questions=0)).question == ""


LABELS = st.lists(st.text("abcdefghijklmnopqrstuvwxyz0123456789-_", min_size=1, max_size=63), min_size=1, max_size=4)


@given(LABELS, st.integers(0, 65535), st.lists(st.binary(min_size=4, max_size=4), max_size=8))
def test_what_was_written_is_what_is_read(labels: list[str], kind: int, addresses: list[bytes]) -> None:
    name = ".".join(labels)
    if len(name) > 253:
        return
    packed = b"".join(bytes((len(label),)) + label.encode() for label in labels) + b"\0"
    answers = b"".join(record(AT_QUESTION, 1, a) for a in addresses)
    message = parse(head(0x8180, 1, len(addresses)) + packed + struct.pack("!HH", kind, 1) + answers)
    assert (message.question, message.kind) == (name, type_name(kind))
    assert [a.data for a in message.answers] == [".".join(map(str, a)) for a in addresses] and {a.name for a in message.answers} <= {name}


@given(st.binary(max_size=600))
def test_any_bytes_end_in_a_bounded_message_or_an_error(data: bytes) -> None:
    check(data)


@given(st.integers(0, 65535), st.integers(0, 4), st.integers(0, 65535), st.binary(max_size=500))
def test_any_bytes_after_a_head_end_in_a_bounded_message_or_an_error(bits: int, questions: int, answers: int, rest: bytes) -> None:
    check(head(bits, questions, answers) + rest)


@given(st.data())
def test_any_pointers_end(data: st.DataObject) -> None:
    """Names made of pointers and short labels alone: loops, chains, crossings."""
    pointer = st.integers(0xC000, 0xC0FF).map(lambda number: number.to_bytes(2))
    pieces = data.draw(st.lists(st.one_of(pointer, st.just(b"\x01a"), st.just(b"\0")), max_size=120))
    check(head(0x8180, data.draw(st.integers(0, 2)), data.draw(st.integers(0, 60))) + b"".join(pieces))


def check(data: bytes) -> None:
    try:
        message = parse(data)
    except InputError as error:
        assert error.kind
        return
    assert len(message.answers) <= MAX_ANSWERS and len(message.question) <= 1024
    assert all(len(a.data) <= MAX_TEXT and len(a.name) <= 1024 for a in message.answers)
