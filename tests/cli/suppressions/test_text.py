from redshank.analysis.detect.suppression import DAY_NS, Part, Suppression
from redshank.cli.suppressions.text import found_flat, found_lines, part_text, row_line
from redshank.server.store.control.suppressions import Record, Version
from redshank.server.suppress.dry_run import Found
from tests.generated import build

NOW = 1_795_507_200 * 10**9


def test_text_of_strangers_reaches_no_terminal():
    part = Part("file.path", "/a\nb")
    one = Suppression("12345678-x", "r", "A \x1b[31mrule", (part,), "our\u202e own", "anna", NOW, NOW + DAY_NS, ("h-1",))
    line = row_line(Record(Version(1, NOW, "anna", "create", "", "active", one), 3), NOW)
    assert line.startswith("12345678  active   until 2026-11-25       3 hidden  ")
    assert "on 1 host" in line
    assert line.isprintable()


def test_long_value_is_cut_and_a_pattern_is_marked():
    assert part_text(Part("file.path", "/x/" + "y" * 500, is_pattern=True)).startswith("file.path~/x/yyy")
    assert len(part_text(Part("file.path", "y" * 500))) < 140


def test_dry_run_that_was_cut_short_says_so():
    found = Found(looked_at=5, stored=9, matches=1, samples=[build.process_exec(timestamp=NOW, event_id="e")], after=(NOW, "e"))
    lines = list(found_lines(found, "hidden"))
    assert lines[0] == "of the stored events (5 looked at of 9, and not to the end): 1 matches would have been hidden"
    assert found_flat(found)["complete"] is False
