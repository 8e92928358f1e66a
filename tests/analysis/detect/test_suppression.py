import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.analysis.detect.filters import takes
from redshank.analysis.detect.suppression import (
    DAY_NS,
    MAX_PARTS,
    STABLE,
    Part,
    Suppression,
    checked_parts,
    from_sigma,
    holds,
    part_holds,
    to_filters,
    to_sigma,
    value_of,
)
from redshank.core.errors import ContentError, InputError
from redshank.events._generated.types import ProcessExec
from tests.analysis.detect.writing import load_all, rule_text
from tests.generated import build

RULES = load_all(rule_text("selection: {Image|endswith: /app}\ncondition: selection", name="app"))
NOW = 1_795_507_200 * 10**9


def suppression(*parts: Part, hosts=(), reason="our nightly backup") -> Suppression:
    return Suppression("s-1", "id-app", "app", parts, reason, "anna", NOW, NOW + 30 * DAY_NS, hosts)


@given(
    st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF, blacklist_characters="\x7f"), min_size=1, max_size=40)
    .map(lambda s: f"/srv/{s}/app")
    .filter(lambda s: "\x85" not in s and "\xa0" not in s),
    st.booleans(),
)
def test_sigma_filter_of_a_value_hides_exactly_that_value(value, with_host):
    one = suppression(Part("process.executable", value), hosts=("h-1",) if with_host else ())
    filters, wrong = to_filters([one], RULES)
    assert wrong == {}
    event = build.process_exec(process_executable=value, host_id="h-1")
    assert takes(filters[0], event, {})
    assert holds(one.parts, event)
    other = build.process_exec(process_executable=value + "x", host_id="h-1")
    assert not takes(filters[0], other, {})
    assert not holds(one.parts, other)
    ((rule, parts, hosts, told),) = from_sigma(to_sigma(one), "x.yml")
    assert (rule, parts, hosts) == ("id-app", one.parts, one.hosts)
    assert told == {"reason": one.reason, "expires_ns": one.expires_ns}


def test_pattern_leaves_its_stars_open_and_nothing_else():
    one = suppression(Part("file.path", "/srv/a?b[1]/x-*.tmp", is_pattern=True))
    assert part_holds(one.parts[0], "/srv/a?b[1]/x-81.tmp")
    assert not part_holds(one.parts[0], "/srv/aab[1]/x-81.tmp")
    assert not part_holds(one.parts[0], "/srv/a?b[1]/x-81.tmp.sh")
    assert from_sigma(to_sigma(one), "x.yml")[0][1] == one.parts


def test_case_counts_and_host_is_part_of_the_filter():
    filters, _ = to_filters([suppression(Part("process.executable", "/opt/App"), hosts=("h-1",))], RULES)
    assert takes(filters[0], build.process_exec(process_executable="/opt/App", host_id="h-1"), {})
    assert not takes(filters[0], build.process_exec(process_executable="/opt/app", host_id="h-1"), {})
    assert not takes(filters[0], build.process_exec(process_executable="/opt/App", host_id="h-2"), {})


def test_number_and_address_are_compared_as_such():
    one = suppression(Part("destination.ip", "192.0.2.7"), Part("destination.port", "443"))
    event = build.net_connect(destination_ip="192.0.2.7", destination_port=443)
    assert holds(one.parts, event)
    assert value_of("destination.port", event) == "443"
    source = "{product: linux, category: network_connection}"
    rules = load_all(rule_text("selection: {DestinationPort: 443}\ncondition: selection", source, "app"))
    filters, wrong = to_filters([one], rules)
    assert wrong == {}
    assert takes(filters[0], event, {})


def test_what_the_event_does_not_tell_does_not_hold():
    assert not holds([Part("user.name", "root")], ProcessExec(timestamp=1, process_executable="/x"))


def test_suppression_of_a_rule_that_is_gone_is_told_and_not_used():
    one = Suppression("s-2", "gone", "gone", (Part("user.name", "x"),), "because it is", "anna", NOW, NOW + DAY_NS)
    filters, wrong = to_filters([one, suppression(Part("user.name", "y"))], RULES)
    assert [each.id for each in filters] == ["s-1"]
    assert "no rule is called 'gone'" in wrong["s-2"]


@pytest.mark.parametrize("field", ["process.pid", "@timestamp", "process.entity_id", "event.id", "process.args", "nothing", "host.id"])
def test_field_that_does_not_stay_the_same_is_refused(field):
    with pytest.raises(InputError, match="may not be in a suppression"):
        checked_parts([Part(field, "1")])


def test_parts_are_put_in_order_and_bounded():
    parts = [Part("user.name", "a"), Part("process.executable", "/b")]
    assert [part.field for part in checked_parts(parts)] == ["process.executable", "user.name"]
    many = [Part(field, "x") for field in STABLE][: MAX_PARTS + 1]
    for wrong in ([], many, parts * 2, [Part("user.name", "")], [Part("user.name", "x" * 2000)]):
        with pytest.raises(InputError):
            checked_parts(wrong)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("not selection", "selection"), "one selection"),
        (("|cased", "|contains"), "no modifier but"),
        (("- id-app", "- id-app\n  - other"), "one rule"),
        (("title:", "titel:"), "unknown key 'titel'"),
    ],
)
def test_filter_that_is_no_suppression_is_not_imported(change, told):
    with pytest.raises(ContentError, match=told):
        from_sigma(to_sigma(suppression(Part("process.executable", "/opt/app"))).replace(*change), "x.yml")


def test_file_without_a_filter_or_without_grammar_is_not_imported():
    for text in ("", "- a", "a: ["):
        with pytest.raises(ContentError):
            from_sigma(text, "x.yml")
