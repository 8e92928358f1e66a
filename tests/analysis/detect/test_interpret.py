import json
from base64 import b64encode
from itertools import product

import pytest

from redshank.analysis.detect.engine import Engine
from redshank.analysis.detect.interpret import constant, fires, holds
from redshank.analysis.detect.sigma.load import load_text
from redshank.analysis.detect.sigma.tree import AllOf, AnyOf, AtLeast, Attribute, Fixed, InList, Item, Negation, SameAs, TextTest, ValueTest
from redshank.events import BY_NAME, names
from tests.analysis.detect import pysigma_reading
from tests.analysis.detect.writing import load_rule
from tests.generated import build

EVENT = build.process_exec(process_executable="/usr/bin/curl", process_command_line="curl -o x")


def item(*tests, every=False, source=None):
    image = source or Attribute("process.executable", "process_executable", "text")
    return Item("s", (image,), tuple(ValueTest(text, (TextTest("contains", text),)) for text in tests), every)


YES, NO, NEVER = item("curl"), item("wget"), item("x", source=Fixed("file.path"))
ALWAYS = Negation(NEVER)


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (item("wget", "curl"), True),
        (item("wget", "curl", every=True), False),
        (item("usr", "curl", every=True), True),
        (AllOf((YES, YES)), True),
        (AllOf((YES, NO)), False),
        (AllOf(()), True),
        (AnyOf((NO, YES)), True),
        (AnyOf(()), False),
        (Negation(NO), True),
        (AtLeast(2, (YES, NO, YES)), True),
        (AtLeast(2, (YES, NO, NO)), False),
    ],
)
def test_tree_is_walked_part_by_part(expr, expected):
    assert holds(expr, EVENT, {}) is expected


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (YES, None),
        (NEVER, False),
        (ALWAYS, True),
        (AllOf((YES, NEVER)), False),
        (AllOf((YES, ALWAYS)), None),
        (AnyOf((YES, ALWAYS)), True),
        (AnyOf((NEVER, NEVER)), False),
        (AtLeast(2, (ALWAYS, NEVER, YES)), None),
        (AtLeast(2, (ALWAYS, NEVER, NEVER)), False),
        (AtLeast(2, (ALWAYS, ALWAYS, YES)), True),
        (Item("s", (Fixed("event.action", ("process.exec",)),), (ValueTest("%x%", (InList("x"),)),)), None),
        (Item("s", (Fixed("event.action", ("process.exec",)),), (ValueTest("y", (SameAs(Fixed("z")),)),)), None),
    ],
)
def test_what_is_the_same_for_every_event_of_a_type_is_known_beforehand(expr, expected):
    assert constant(expr, EVENT) is expected


def test_rule_fires_only_on_types_it_looks_at():
    rule = load_rule("s: {Image|endswith: /curl}\ncondition: s")
    assert fires(rule, EVENT, {})
    assert not fires(rule, build.process_exit(process_executable="/usr/bin/curl"), {})


TEXTS = (
    "sh", "SH", "*sh", "s*h", "s?", "*", "?", "", "/bin/sh", "\\*", "\\?", "a\\*b", "a\\\\b", "a\\\\*b", "a\\b", "-c", "/c", " -c id",
    "a b", "*-c*", "**", "\\\\", "17", "curl -d", "id",
)  # fmt: skip
TEXT_KEYS = (
    "", "|contains", "|startswith", "|endswith", "|cased", "|contains|cased", "|startswith|cased", "|windash", "|windash|contains",
    "|base64", "|base64|contains", "|base64offset|contains", "|wide|base64offset|contains", "|wide|base64|contains",
)  # fmt: skip
LISTS = (["sh", "/bin/*"], ["*sh*", "* -c *"], ["s", "h", "nothing"], ["", "id"])
PATTERNS = ("sh$", "^/bin", "S.", "a.b", "^id$", "(curl|id)", "\\\\", "a\\*b")
PLAIN = (
    "YXNoIGlkYg== /bin/SH -c id aW Q c2g=", "sh", "SH", "/bin/sh", "s", "a*b", "a\\b", "a\\*b", "a\nb", "x\nid\ny", "a b", " -c id",
    "\u2013c",
)  # fmt: skip
ENCODED = tuple(b64encode(word.encode(form)).decode() for word in ("sh", "xid", "-c", "aash") for form in ("utf-8", "utf-16-le"))
EVENTS = tuple(
    {"CommandLine": line, "Image": image, "user.id": number}
    for number, (line, image) in enumerate(product((*PLAIN, *ENCODED, "", None), ("/bin/sh", "sh", None)))
)
CONNECTIONS = tuple(
    {"DestinationIp": place, "DestinationPort": port, "Initiated": truth}
    for place in ("192.0.2.1", "192.0.3.1", "2001:db8::1", "2001:db9::1", None)
    for port in (0, 17, 80, 65535, None)
    for truth in (True, False)
)


def key_matrix():
    for key, value in product(TEXT_KEYS, TEXTS):
        yield {"s": {f"CommandLine{key}": value}, "condition": "s"}
    for key, words in product(("", "|contains", "|contains|all", "|endswith", "|cased"), LISTS):
        yield {"s": {f"CommandLine{key}": words}, "condition": "s"}
    yield {"s": {"CommandLine": [None, "sh"]}, "condition": "s"}
    for key, value in product(("|re", "|re|i", "|re|m", "|re|s", "|re|i|s"), PATTERNS):
        yield {"s": {f"CommandLine{key}": value}, "condition": "s"}
    for key in ("|fieldref", "|fieldref|contains", "|fieldref|startswith", "|fieldref|endswith"):
        yield {"s": {f"CommandLine{key}": "Image"}, "condition": "s"}
    for truth in (True, False):
        yield {"s": {"CommandLine|exists": truth, "Image|exists": True}, "condition": "s"}
    for value in ("sh", "s?h", "/bin/*", "a\\*b"):
        yield {"k": [value, "nothing"], "condition": "k"}
    for condition in ("a and not b", "not a or b", "1 of *", "all of them", "not (a and b)", "1 of a* and not all of b*", "a or b and b"):
        yield {"a": {"CommandLine|contains": "sh"}, "b": [{"Image": None}, {"Image|endswith": "/sh"}], "condition": condition}


def connection_matrix():
    for key, port in product(("", "|lt", "|lte", "|gt", "|gte", "|neq"), (0, 17, 80, 65535)):
        yield {"s": {f"DestinationPort{key}": port}, "condition": "s"}
    for network in ("192.0.2.0/24", "192.0.2.1/32", "0.0.0.0/0", "2001:db8::/32", "::/0"):
        yield {"s": {"DestinationIp|cidr": network}, "condition": "s"}
    for value in ("192.0.2.1", "192.0.*", "2001:db8::1", None, ["192.0.2.1", "192.0.3.1"]):
        yield {"s": {"DestinationIp": value}, "condition": "s"}
    for truth in (True, False):
        yield {"s": {"Initiated": truth}, "condition": "not s"}
    yield {"s": {"DestinationPort": [17, 80], "Initiated": True}, "f": {"DestinationPort": None}, "condition": "s or f"}


def loaded(matrix, logsource):
    """The matrix with our rule and pySigma's reading of each detection, and those that only one side refuses."""
    both, found = [], []
    for number, detection in enumerate(matrix):
        text = json.dumps({"title": "t", "id": f"m{number}", "logsource": logsource, "detection": detection})
        own, theirs = load_text(text, "x.yml"), pysigma_reading.reading(detection, logsource)
        if own.rules and theirs is not None:
            both.append((detection, own.rules[0], theirs))
        elif own.rules or theirs is not None:
            found.append((detection, own.errors))
    return both, found


def disagreements(matrix, category, event_type, flats):
    """What the walked rule, the compiled one and pySigma do not agree on, and how many judgements were compared."""
    both, found = loaded(matrix, {"product": "linux", "category": category})
    engine = Engine([rule for _, rule, _ in both], lists={}, clock=lambda: 0)
    attributes = {name: names.attribute(names.resolve(name)) for name in flats[0]}
    for flat in flats:
        event = BY_NAME[event_type](timestamp=0, **{attributes[name]: value for name, value in flat.items()})
        fired = {alert.rule_id for alert in engine.detect([event])}
        for detection, rule, theirs in both:
            verdict = pysigma_reading.holds(theirs, flat, ("CommandLine", "Image"))
            if (fires(rule, event, {}), rule.id in fired) != (verdict, verdict):
                found.append((detection, flat))
    return found, len(both) * len(flats)


@pytest.mark.parametrize(
    ("matrix", "category", "event_type", "flats", "least"),
    [
        (key_matrix, "process_creation", "process.exec", EVENTS, 25_000),
        (connection_matrix, "network_connection", "net.connect", CONNECTIONS, 1_500),
    ],
)
def test_matrix_of_modifiers_values_and_events_is_judged_as_pysigma_reads_it(matrix, category, event_type, flats, least):
    found, judged = disagreements(matrix(), category, event_type, flats)
    assert found == []
    assert judged > least
