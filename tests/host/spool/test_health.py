"""Health as the heartbeat carries it."""

import msgspec

from redshank.host.spool.health import SpoolHealth


def test_flat_form_is_json_with_lanes_as_text():
    health = SpoolHealth("degraded", "disk full", 10, 2, {0: 1, 1: 0}, {0: 0, 1: 7})
    assert msgspec.json.decode(msgspec.json.encode(health.flat())) == {
        "state": "degraded",
        "detail": "disk full",
        "bytes": 10,
        "blocks": 2,
        "events": {"0": 1, "1": 0},
        "dropped": {"0": 0, "1": 7},
    }
