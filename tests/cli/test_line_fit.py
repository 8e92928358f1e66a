from hypothesis import given
from hypothesis import strategies as st

from redshank.cli.line_fit import Part, line_of
from redshank.cli.terminal import Look, width

PARTS = [
    Part((("10:00:00.000", ""),)),
    Part((("Severity 1", ""),)),
    Part((("Kernel module load", ""),), order=4, least=8),
    Part((("web-03", ""),), order=2),
    Part((("sshd > bash > insmod (7)", ""),), order=3, least=10, from_start=True),
    Part((("T1547.006", ""),), order=1),
]


def test_line_without_bound_is_whole() -> None:
    assert line_of(PARTS, Look()) == "10:00:00.000  Severity 1  Kernel module load  web-03  sshd > bash > insmod (7)  T1547.006"


def test_empty_parts_take_no_place() -> None:
    assert line_of([Part((("a", ""),)), Part((("", ""),)), Part((("b", ""),))], Look()) == "a  b"


def test_least_telling_part_goes_first() -> None:
    whole = len(line_of(PARTS, Look()))
    assert line_of(PARTS, Look(whole)).endswith("T1547.006")
    assert line_of(PARTS, Look(whole - 1)).endswith("insmod (7)")


def test_chain_is_cut_at_its_start() -> None:
    assert line_of(PARTS, Look(60)) == "10:00:00.000  Severity 1  Kernel module load  \u2026 > insmod (7)"


def test_parts_that_do_not_fit_even_at_their_least_are_left_out_and_give_their_room() -> None:
    assert line_of(PARTS, Look(38)) == "10:00:00.000  Severity 1  Kernel modu\u2026"
    assert line_of(PARTS, Look(43)) == "10:00:00.000  Severity 1  Kernel module lo\u2026"


@given(st.integers(1, 120))
def test_line_is_never_wider_than_its_bound(columns: int) -> None:
    assert width(line_of(PARTS, Look(columns))) <= columns
