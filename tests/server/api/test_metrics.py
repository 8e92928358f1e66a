import re

from redshank.server.api.metrics import _labels, metrics_text
from redshank.server.store.control import refusals
from tests.server import story
from tests.server.site import Site

LINE = re.compile(r'[a-z_0-9]+(\{[a-z_]+="[^"\n]*"(,[a-z_]+="[^"\n]*")*\})? -?[0-9.e+]+')


def test_every_line_is_one_that_prometheus_reads(site: Site) -> None:
    site.tell(story.break_in(), site.enrol("web-03"))
    with site.control.write() as c:
        refusals.count(c, "-", "bad_signature", 3, site.now())
    text = metrics_text(site.parts, site.parts.event_store.stats(), 2)
    for line in text.splitlines():
        assert line.startswith("# ") or LINE.fullmatch(line), line
    assert 'redshank_agents{state="online"} 1\n' in text
    assert 'redshank_refused_total{kind="bad_signature"} 3\n' in text
    assert "redshank_streams 2\n" in text
    assert text.endswith("\n")


def test_label_values_are_escaped() -> None:
    assert _labels({"kind": 'a"b\\c\nd'}) == '{kind="a\\"b\\\\c\\nd"}'
