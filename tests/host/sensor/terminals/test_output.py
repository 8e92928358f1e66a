from hypothesis import given
from hypothesis import strategies as st

from redshank.events.octets import to_bytes
from redshank.host.redact.redactor import Redactor
from redshank.host.sensor.terminals.output import AGE_NS, LINE_AGE_NS, MAX_BYTES, Output, Piece, Span, Unredacted, redacted, replace

SECOND = 1_000_000_000


def parts(piece: Piece) -> list[str]:
    texts, at = [], 0
    for _, count in piece.parts:
        texts.append(piece.text[at : at + count])
        at += count
    assert at == len(piece.text)
    return texts


@given(st.lists(st.binary(min_size=1, max_size=5000), max_size=12))
def test_pieces_together_are_the_bytes_whatever_they_are(reads: list[bytes]) -> None:
    output, pieces, offset = Output(Unredacted()), [], 0
    for at, data in enumerate(reads):
        pieces += output.add(at, offset, data, len(data))
        offset += len(data)
    pieces += output.flush()
    assert b"".join(to_bytes(piece.text) for piece in pieces) == b"".join(reads)
    assert [piece.offset for piece in pieces] == [sum(one.length for one in pieces[:n]) for n in range(len(pieces))]
    for piece in pieces:
        assert piece.length <= MAX_BYTES and len(piece.text) <= 32_768 and sum(count for _, count in piece.parts) == len(piece.text)


def test_line_waits_a_second_and_an_unfinished_one_two() -> None:
    output = Output(Unredacted())
    output.add(0, 0, b"done\r\nhalf", 10)
    assert output.due(AGE_NS - 1) == []
    assert [piece.text for piece in output.due(AGE_NS)] == ["done\r\n"]
    assert output.due(LINE_AGE_NS - 1) == []
    assert [piece.text for piece in output.due(LINE_AGE_NS)] == ["half"]


def test_lost_bytes_are_told_with_the_piece_after_them() -> None:
    output = Output(Unredacted())
    output.add(0, 0, b"abc", 3)
    before = output.add(1, 10, b"xyz", 3)
    assert [(piece.text, piece.missing) for piece in before] == [("abc", 0)]
    assert [(piece.text, piece.missing, piece.offset) for piece in output.flush()] == [("xyz", 7, 10)]


def test_cut_call_tells_what_it_left_out() -> None:
    output = Output(Unredacted())
    assert [piece.text for piece in output.add(0, 0, b"abc", 100)] == ["abc"]
    output.add(1, 100, b"d", 1)
    assert [piece.missing for piece in output.flush()] == [97]


def test_secret_over_two_pieces_is_taken_out_of_both() -> None:
    output = Output(Redactor(b"k" * 32))
    first = output.add(0, 0, b"password=Sup3r", 14) + output.due(LINE_AGE_NS)
    second = output.add(LINE_AGE_NS, 14, b"Secret99 rest\n", 14) + output.due(2 * LINE_AGE_NS)
    text = "".join(piece.text for piece in first + second)
    assert "Sup3r" not in text and "Secret" not in text and text.startswith("password=«redacted:") and text.endswith(" rest\n")


def test_parts_keep_their_times_when_a_secret_goes() -> None:
    output = Output(Redactor(b"k" * 32))
    for at, data in ((0, b"token="), (5, b"abcDEF123456"), (9, b" end\n")):
        output.add(at, output.offset or 0, data, len(data))
    (piece,) = output.flush()
    assert [after for after, _ in piece.parts] == [0, 5, 9]
    assert parts(piece)[0] == "token=" and parts(piece)[2] == " end\n" and "abc" not in piece.text


def test_boundary_inside_a_replaced_span_moves_behind_it() -> None:
    assert replace("0123456789", [3, 3, 4], [Span(2, 7, "XY")]) == ("01XY789", [4, 0, 3])


def test_typed_line_is_redacted_by_itself() -> None:
    piece = redacted(Piece(0, "mysql -pSup3rSecret\r", ((0, 6), (3, 14))), Redactor(b"k" * 32))
    assert "Sup3r" not in piece.text and sum(count for _, count in piece.parts) == len(piece.text)


def test_last_line_is_what_follows_the_last_end() -> None:
    output = Output(Unredacted())
    output.add(0, 0, b"one\r\nPassw", 10)
    output.flush()
    output.add(1, 10, b"ord: ", 5)
    assert output.last_line() == "Password: "
