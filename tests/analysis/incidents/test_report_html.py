from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redshank.analysis.incidents.report_html import html_report
from tests.analysis.incidents.played import HOSTILE, breach_report, hostile_report

TAGS = frozenset((
    "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "span", "table", "thead", "tbody", "tr", "th", "td",
    "ol", "ul", "li", "strong", "pre",
))  # fmt: skip
OPEN_ONLY = {"meta"}


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: set[tuple[str, str]] = set()
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {(tag, name) for name, _ in attrs}
        if tag not in OPEN_ONLY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("reader", ["analyst", "auditor"])
def test_page_needs_nothing_from_elsewhere_and_has_no_script(reader):
    text = html_report(breach_report(), reader)
    page = Page(text)
    assert set(page.tags) <= TAGS and page.open == []
    assert {name for _, name in page.attributes} <= {"lang", "charset", "http-equiv", "content", "name", "class"}
    assert "default-src 'none'" in text and "url(" not in text and "@import" not in text
    assert "@page" in text


def test_analyst_reads_commands_and_alerts_and_the_auditor_reads_neither():
    analyst, auditor = (Page(html_report(breach_report(), reader)).text for reader in ("analyst", "auditor"))
    assert "ip route add blackhole 203.0.113.66" in analyst and "event-1" in analyst
    assert "blackhole" not in auditor and "event-1" not in auditor
    for said in ("How they came in", "What is not known", "How long it took", "Kill chain"):
        assert said in analyst and said in auditor
    assert "signed list of their hashes" in auditor


@settings(max_examples=30)
@given(st.text(alphabet=st.characters(), max_size=80) | st.sampled_from(HOSTILE), st.sampled_from(["analyst", "auditor"]))
def test_nothing_of_a_host_is_markup(text, reader):
    page = html_report(hostile_report(text), reader)
    page.encode()
    harmless = Page(html_report(hostile_report("harmless"), reader))
    parsed = Page(page)
    assert set(parsed.tags) <= TAGS and parsed.open == []
    assert parsed.attributes <= harmless.attributes | {("p", "class")}
    assert "\x1b" not in page and "\u202e" not in page
