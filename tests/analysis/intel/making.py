"""A small compiled store, for tests."""

from redshank.analysis.intel.collect import Collector
from redshank.analysis.intel.prefixes import Prefix, parse_prefix
from redshank.analysis.intel.reading import Tally, read_word
from redshank.analysis.intel.store import open_store, write_store

DAY_NS = 86_400 * 10**9
NOW_NS = 20_000 * DAY_NS
SOURCES = (
    {"name": "first", "licence": "MIT", "fetched_ns": NOW_NS - DAY_NS, "until_ns": NOW_NS + DAY_NS},
    {"name": "second", "confidence": 90},
)
OWNERS = ((0, 0), (1, 0), (1, NOW_NS + 1))


def prefix(text: str) -> Prefix:
    """The prefix of a text that has one."""
    found = parse_prefix(text)
    assert found is not None
    return found


def store(path, *listed, clock=lambda: NOW_NS, generation=1):
    """listed: (word, owner); owner 2 is the second source's, ending a moment from now."""
    collector = Collector()
    for word, owner in listed:
        value = parse_prefix(word) or read_word(word, "line 1", Tally())
        assert value is not None
        collector.add(value, owner)
    write_store(path, collector, {"generation": generation, "built_ns": NOW_NS, "sources": SOURCES, "owners": OWNERS})
    return open_store(path, clock)
