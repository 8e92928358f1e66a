import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redshank.analysis.incidents.report_markdown import escaped, markdown_report
from tests.analysis.incidents.played import HOSTILE, breach_report, check_golden, hostile_report


def test_markdown_of_the_played_breach_is_the_one_that_is_kept():
    check_golden(markdown_report(breach_report()), "billgates.report.md")


def without_code(text: str) -> str:
    return re.sub(r"^   (`{3,})sh\n   .*\n   \1$", "", text, flags=re.MULTILINE)


@settings(max_examples=40)
@given(st.text(alphabet=st.characters(), max_size=80) | st.sampled_from(HOSTILE))
def test_nothing_of_a_host_is_markup(text):
    rendered = without_code(markdown_report(hostile_report(text)))
    ours = rendered.replace("**", "")
    assert not re.search(r"(?<!\\)[`<>*_!\[]", ours.replace("\\\\", ""))
    assert "://" not in rendered
    assert all(line.isprintable() for line in rendered.split("\n"))
    assert len([line for line in rendered.split("\n") if line.startswith("# ")]) == 1


@pytest.mark.parametrize(("text", "written"), [
    ("http://192.0.2.1/x", "http:\\/\\/192.0.2.1/x"), ("www.example.org", "www\\.example.org"), ("a|b", "a\\|b"), ("*a*", "\\*a\\*"),
    ("a\nb", "a\\\\x0ab"),
])  # fmt: skip
def test_marks_are_escaped_and_addresses_do_not_become_links(text, written):
    assert escaped(text) == written


def test_tables_keep_their_columns_whatever_is_in_them():
    for text in HOSTILE:
        rows = [line for line in markdown_report(hostile_report(text)).split("\n") if line.startswith("| ")]
        assert {len(re.findall(r"(?<!\\)\|", row.replace("\\\\", ""))) for row in rows} <= {7, 8}


def test_a_command_with_backticks_stands_in_a_longer_fence():
    report = markdown_report(hostile_report("````"))
    blocks = re.findall(r"^   (`{3,})sh\n   (.*)\n   \1$", report, flags=re.MULTILINE)
    assert any(len(fence) == 5 and "````" in command for fence, command in blocks)
    assert all(fence not in command for fence, command in blocks)
