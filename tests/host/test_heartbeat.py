import msgspec

from redshank.events.codec import from_flat, to_flat
from redshank.host.heartbeat import Condition, heartbeat
from redshank.host.sensor.source import SourceHealth
from redshank.host.spool import SpoolHealth
from redshank.wire.messages import HostFacts

SPOOL = SpoolHealth("ok", "", 4096, 2, {0: 1, 1: 5}, {0: 0, 3: 7})
SOURCES = [SourceHealth("ebpf", "ok", "", {"events": 9}), SourceHealth("journal", "off", "no journal files")]


def test_heartbeat_says_how_every_source_and_the_spool_are() -> None:
    event = heartbeat("running", 15, Condition(SOURCES, SPOOL, 1 << 20), HostFacts("web-03", "", "6.1.0", "Debian", "0.1"), 7)
    flat = to_flat(event)
    assert flat["redshank.heartbeat.state"] == "running" and flat["redshank.heartbeat.interval_s"] == 15
    assert [one["name"] for one in flat["redshank.heartbeat.sources"]] == ["ebpf", "journal"]
    assert flat["redshank.heartbeat.sources"][1]["detail"] == "no journal files"
    assert flat["redshank.heartbeat.spool"] == [SPOOL.flat()]
    assert (flat["agent.version"], flat["host.os.kernel"], flat["host.os.name"]) == ("0.1", "6.1.0", "Debian")


def test_heartbeat_is_an_event_of_the_table_on_every_way() -> None:
    event = heartbeat("started", 15, Condition(SOURCES, SPOOL, 0), HostFacts("web-03"), 7_000)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(event), type=type(event)) == event
    assert from_flat(to_flat(event)) == event
