from typing import Any

from redshank.analysis.detect.ancestors import LastAncestors
from redshank.analysis.detect.match import executables


def test_programs_are_those_that_the_tree_walk_reads():
    chain = [{"pid": 2, "executable": "/bin/SH"}, {"pid": 1, "executable": ""}, {"executable": 7}]
    cases: tuple[list[Any], ...] = ([], [{"pid": 1}], chain)
    for given in cases:
        last = LastAncestors()
        assert last.programs(given) == executables(given)
        assert last.small(given) == [program.lower() for program in executables(given)]


def test_next_event_is_read_anew():
    last, first, second = LastAncestors(), [{"executable": "/A"}], [{"executable": "/B"}]
    assert [last.small(first), last.programs(first), last.programs(second), last.small(second), last.small(first)] == [
        ["/a"], ["/A"], ["/B"], ["/b"], ["/a"],
    ]  # fmt: skip


def test_event_that_breaks_the_reading_leaves_no_wrong_answer():
    last, broken = LastAncestors(), list[Any]([None])
    for _ in range(2):
        try:
            last.programs(broken)
        except AttributeError:
            continue
        raise AssertionError("what cannot be read was answered")
