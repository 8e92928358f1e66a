import pytest
from bench.rows import Row, markdown, table


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (Row("a", "a", 1.05, 1.06), "holds"),
        (Row("a", "a", 1.064, 1.06), "holds"),
        (Row("a", "a", 1.10, 1.06), "misses by 0.04"),
        (Row("a", "a", 250_000, 300_000, "{:,.0f}", "high"), "misses by 50,000"),
        (Row("a", "a", 310_000, 300_000, "{:,.0f}", "high"), "holds"),
        (Row("a", "a", 61.0, 60.0, "{:.1f} MiB"), "misses by 1.0 MiB"),
        (Row("a", "a", 0.7, 0.5, "{:.2f}%"), "misses by 0.20%"),
        (Row("a", "a", 3.0), "shown"),
        (Row("a", "a", None, 3.0, missing="no root"), "not measured"),
    ],
)
def test_verdict_follows_the_figure_as_it_is_written(row, verdict):
    assert row.verdict() == verdict
    assert row.misses() == verdict.startswith("misses")


def test_bound_says_which_side_is_good():
    assert Row("a", "a", 1, 2).bound() == "≤ 2.00"
    assert Row("a", "a", 1, 2, better="high").bound() == "≥ 2.00"
    assert Row("a", "a", 1).bound() == "-"


def test_table_has_columns_in_line():
    lines = table([Row("a", "short", 1.0, 2.0, detail="x"), Row("b", "much longer", missing="auditd is not installed")]).splitlines()
    assert lines[0].index("goal") == lines[1].index("≤ 2.00")
    assert lines[2].endswith("not measured  auditd is not installed")


def test_markdown_cell_keeps_its_bars():
    assert markdown([Row("a", "a", 1.0, detail="x | y")]).splitlines()[-1] == "| a | - | 1.00 | shown | x \\| y |"
