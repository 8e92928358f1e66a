import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redshank.analysis.incidents.pieces import KINDS, MAX_FILE_BYTES, NAMES, load_pieces, read_pieces
from redshank.core.resources import content_folder
from redshank.findings.playbook import STAGES

GOOD = """\
- id: one
  stage: contain
  verb: block address
  of: peer
  title: Block {value}
  why: It is theirs.
  command: ip route add blackhole {value}
  preview: Cuts it.
"""


def wrong(text: str) -> list[str]:
    return [str(error) for error in read_pieces(text.encode(), "x.yml")[1]]


def test_shipped_pieces_load_without_a_word():
    read = load_pieces([content_folder("families") / "steps"])
    assert read.problems == ()
    assert {piece.stage for piece in read.pieces} == set(STAGES)
    assert [STAGES.index(piece.stage) for piece in read.pieces] == sorted(STAGES.index(piece.stage) for piece in read.pieces)


def test_piece_that_the_guide_shows_is_read():
    page = (content_folder("families") / "steps" / "README.md").read_text()
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    pieces, errors = read_pieces(example.encode(), "README.md")
    assert errors == [] and len(pieces) == 1
    assert all(f"`{kind}`" in page for kind in KINDS)
    assert all(f"{{{name}}}" in page for name in NAMES - {"value", "values", "name", "host"})


def test_shipped_pieces_kill_the_watchdog_before_the_bot_and_restore_before_they_take_away():
    order = [piece.id for piece in load_pieces([content_folder("families") / "steps"]).pieces]
    first = ["empty-preload", "clear-flags", "kill-watchdog", "kill-process", "remove-start"]
    eradicate = [*first, "restore-tool", "remove-program", "remove-copy"]
    assert [order.index(name) for name in eradicate] == sorted(order.index(name) for name in eradicate)


def test_every_shipped_action_that_takes_something_away_can_be_taken_back():
    for piece in load_pieces([content_folder("families") / "steps"]).pieces:
        if piece.verb in ("block address", "isolate host", "quarantine file", "stop and disable service", "close port"):
            assert piece.undo, piece.id


def test_a_good_piece_is_read_with_its_defaults():
    (piece,), errors = read_pieces(GOOD.encode(), "x.yml")
    assert errors == []
    assert (piece.id, piece.order, piece.of, piece.together, piece.undo) == ("one", 50, ("peer",), False, "")


@pytest.mark.parametrize(("old", "new", "message"), [
    ("stage: contain", "stage: contian", "x.yml:2:10: unknown word 'contian' (did you mean 'contain'?)"),
    ("  why: It is theirs.\n", "", "x.yml:1:3: key 'why' is missing"),
    ("of: peer", "of: pear", "x.yml:4:7: unknown word 'pear' (did you mean 'peer'?)"),
    ("verb: block address", "verb: run script", "x.yml:3:9: unknown word 'run script'"),
    ("blackhole {value}", "blackhole '{value}'", "x.yml:7:12: {value} stands inside quotes: it is quoted when it is put in"),
    ("blackhole {value}", 'blackhole "a {value}"', "x.yml:7:12: {value} stands inside quotes: it is quoted when it is put in"),
    ("blackhole {value}", "blackhole {valeu}", "x.yml:7:12: unknown name {valeu} (did you mean 'value'?)"),
    ("blackhole {value}", "blackhole `id`", "x.yml:7:12: ` is not allowed here"),
    ("blackhole {value}", "blackhole \\{value}", "x.yml:7:12: \\ is not allowed here"),
    ("blackhole {value}", "blackhole 'x", "x.yml:7:12: a quote is not closed, or a here-document begins"),
    ("blackhole {value}", "cat <<EOF", "x.yml:7:12: a quote is not closed, or a here-document begins"),
    ("id: one", "id: one\n  id: two", "x.yml:2:3: key 'id' stands twice"),
    ("id: one", "id: one\n  order: soon", "x.yml:2:10: a whole number from 0 to 9999 is expected"),
    ("id: one", "id: one\n  colour: red", "x.yml:2:3: unknown word 'colour'"),
    ("why: It is theirs.", "why: [a]", "x.yml:6:8: a text is expected"),
    ("why: It is theirs.", 'why: "a\\u202eb"', "x.yml:6:8: a printable text of 1 to 2000 characters is expected"),
])  # fmt: skip
def test_a_mistake_is_named_with_its_place(old, new, message):
    assert wrong(GOOD.replace(old, new)) == [message]


@pytest.mark.parametrize("text", [
    "a: &x 1\nb: *x", "- !!python/object/apply:os.system [id]", "[" * 50 + "]" * 50, "- {", "just text", "\x00",
    "- " + "a" * MAX_FILE_BYTES, "- [" + "1," * 20_000 + "]",
])  # fmt: skip
def test_a_file_that_is_no_harmless_list_of_pieces_gives_one_error(text):
    pieces, errors = read_pieces(text.encode(), "x.yml")
    assert pieces == []
    assert len(errors) == 1 and str(errors[0]).startswith("x.yml:")


def test_one_bad_piece_leaves_the_others_and_one_bad_file_too(tmp_path):
    (tmp_path / "a.yml").write_text(GOOD + GOOD.replace("id: one", "id: two").replace("contain", "never"))
    (tmp_path / "b.yml").write_bytes(b"\xff\xfe\xff")
    (tmp_path / "c.yml").mkdir()
    read = load_pieces([tmp_path, tmp_path / "missing"])
    assert [piece.id for piece in read.pieces] == ["one"]
    assert len(read.problems) == 3


def test_a_later_folder_replaces_a_piece(tmp_path):
    for name, title in (("shipped", "theirs"), ("site", "ours")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.yml").write_text(GOOD.replace("Block {value}", title))
    assert [piece.title for piece in load_pieces([tmp_path / "shipped", tmp_path / "site"]).pieces] == ["ours"]


@settings(max_examples=60)
@given(st.binary(max_size=200) | st.text(alphabet="-: {}[]'\"&*!|>\nabc", max_size=60).map(str.encode))
def test_whatever_a_file_holds_it_is_read_or_refused(data):
    pieces, errors = read_pieces(data, "x.yml")
    assert pieces or errors or data.strip()[:1] in (b"[", b"-", b"")
