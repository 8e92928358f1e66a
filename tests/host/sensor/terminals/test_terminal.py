import msgspec

from redshank.events._generated.types import SessionTty
from redshank.events.codec import from_json, to_line
from redshank.host.sensor.terminals.output import Output, Piece, Unredacted
from redshank.host.sensor.terminals.sessions import Remote
from redshank.host.sensor.terminals.terminal import METADATA_AGE_NS, Terminal, link
from redshank.host.sensor.terminals.typed import Typed
from tests.generated import build


def terminal() -> Terminal:
    holder = build.session_tty(tty_number=3, tty_device=26, tty_marks=1, process_name="sshd")
    return Terminal("T-1", "S-1", None, holder, Output(Unredacted()), Typed(), remote=Remote("192.0.2.7", 4000), late_ns=9)


def test_pieces_are_numbered_and_chained_and_the_first_says_how_late_it_is() -> None:
    mine = terminal()
    first = mine.output_piece(Piece(1000, "ab", ((0, 1), (7000, 1)), 5, 2, 4))
    second = mine.typed_piece(Piece(2000, "x\r", ((0, 2),)))
    last = mine.ending(3000)
    assert [one.tty_chunk for one in (first, second, last)] == [0, 1, 2]
    assert (first.tty_previous, second.tty_previous, last.tty_previous) == (None, first.tty_chain, second.tty_chain)
    assert all(link(one) == one.tty_chain for one in (first, second, last))
    assert (first.tty_late_ns, second.tty_late_ns) == (9, None)
    assert first.tty_times == [{"after_us": 0, "characters": 1}, {"after_us": 7, "characters": 1}]
    assert (first.tty_offset, first.tty_length, first.tty_missing, first.source_ip) == (5, 2, 4, "192.0.2.7")
    assert last.tty_ended and last.process_io_text is None


def test_changed_piece_breaks_the_chain() -> None:
    piece = terminal().output_piece(Piece(1000, "rm -rf /", ((0, 8),)))
    piece.process_io_text = "ls -l"
    assert link(piece) != piece.tty_chain


def test_typed_piece_tells_neither_place_nor_length() -> None:
    piece = terminal().typed_piece(Piece(0, "«masked»", ((0, 8),)))
    assert (piece.tty_offset, piece.tty_length, piece.tty_marks) == (None, None, None)


def test_size_is_told_when_it_changes() -> None:
    mine = terminal()
    event = build.session_tty(process_tty_rows=24, process_tty_columns=80, tty_number=3)
    (told,) = mine.size(event)
    assert (told.tty_id, told.process_tty_rows, told.process_tty_columns, told.terminal_session) == ("T-1", 24, 80, "S-1")
    assert told.process_pid == event.process_pid
    assert list(mine.size(event)) == []


def test_bytes_without_content_are_counted_for_ten_seconds() -> None:
    mine = terminal()
    mine.counted(5, 100)
    mine.counted(6, 20)
    assert list(mine.count_piece(METADATA_AGE_NS)) == []
    (told,) = mine.count_piece(METADATA_AGE_NS + 5)
    assert (told.tty_length, told.process_io_text) == (120, None)
    assert list(mine.count_piece(10 * METADATA_AGE_NS)) == []


def test_piece_is_taken_by_whoever_checks_the_bounds_of_the_table() -> None:
    parts = tuple((n, 125) for n in range(256))
    event = terminal().output_piece(Piece(1000, "\\xff\0\x1b[" * 5000, parts, 5, 2))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(event), type=SessionTty) == event
    assert from_json(to_line(event)).process_io_text == event.process_io_text  # type: ignore[attr-defined]
