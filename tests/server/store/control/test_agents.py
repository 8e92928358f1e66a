import json
from dataclasses import replace

import pytest

from redshank.core.errors import InputError
from redshank.server.store.control import agents, hosts, tokens
from redshank.server.store.control.agents import Facts, NewAgent
from redshank.wire.signing import agent_id_of
from tests.server.store.control.scene import NOW, enrolled, there

KEY = b"k" * 32


def test_enrolled_agent_is_known_by_the_hash_of_its_key(control):
    with control.write() as c:
        record = enrolled(c, KEY, machine_id="m")
        assert record.agent_id == agent_id_of(KEY)
        assert (record.host_name, record.public_key, record.enrolled_at, record.last_seen) == ("web-01", KEY, NOW, NOW)
        assert agents.all_agents(c) == [record] == [agents.get(c, record.agent_id)]
        assert [host.host_id for host in hosts.all_hosts(c)] == [record.host_id]


def test_unknown_agent_is_none(control):
    with control.read() as c:
        assert agents.get(c, "z") is None


def test_same_key_again_is_the_same_agent(control):
    with control.write() as c:
        first = enrolled(c, KEY)
        again = agents.enrol(c, NewAgent(KEY, Facts("renamed", "2.0", "6.2", "Debian 13")), NOW + 5)
        assert again == replace(first, host_name="renamed", version="2.0", kernel="6.2", os="Debian 13", last_seen=NOW + 5)
        assert hosts.all_hosts(c)[0].name == "renamed"


def test_new_key_on_a_known_machine_is_a_new_agent_on_the_same_host(control):
    with control.write() as c:
        first, second = enrolled(c, KEY, machine_id="m"), enrolled(c, b"l" * 32, machine_id="m")
        assert first.agent_id != second.agent_id
        assert first.host_id == second.host_id


def test_revoked_key_is_not_let_in_again(control):
    with control.write() as c:
        record = enrolled(c, KEY)
        assert agents.revoke(c, record.agent_id, "ada", NOW)
        assert not agents.revoke(c, record.agent_id, "bob", NOW + 1)
        found = there(agents.get(c, record.agent_id))
        assert (found.revoked_at, found.revoked_by) == (NOW, "ada")
        with pytest.raises(InputError, match="revoked") as caught:
            enrolled(c, KEY)
        assert caught.value.kind == "revoked"


def test_agents_of_a_token(control):
    with control.write() as c:
        token = tokens.create(c, "secret", tokens.NewToken("ada", max_uses=2), NOW)
        record = enrolled(c, KEY, token_id=token.token_id)
        enrolled(c, b"l" * 32)
        assert agents.of_token(c, token.token_id) == [record]


def test_last_seen_never_goes_back(control):
    with control.write() as c:
        record = enrolled(c)
        agents.heard(c, record.agent_id, NOW + 10)
        agents.heard_all(c, {record.agent_id: NOW + 5, "unknown": NOW})
        assert there(agents.get(c, record.agent_id)).last_seen == NOW + 10


def test_last_heartbeat_is_kept(control):
    with control.write() as c:
        record = enrolled(c)
        agents.heartbeat(c, record.agent_id, NOW + 1, {"redshank.heartbeat.state": "old"})
        agents.heartbeat(c, record.agent_id, NOW + 2, {"redshank.heartbeat.state": "ok"})
        found = there(agents.get(c, record.agent_id))
        assert (found.heartbeat, found.heartbeat_at, found.last_seen) == ({"redshank.heartbeat.state": "ok"}, NOW + 2, NOW + 2)


def test_huge_heartbeat_keeps_its_short_values(control):
    with control.write() as c:
        record = enrolled(c)
        agents.heartbeat(c, record.agent_id, NOW, {"state": "ok", "long": "x" * 100_000} | {f"k{n}": "v" * 90 for n in range(1_000)})
        found = there(agents.get(c, record.agent_id)).heartbeat
    assert found["state"] == "ok"
    assert "long" not in found
    assert len(json.dumps(found)) <= agents.MAX_HEARTBEAT_BYTES


@pytest.mark.parametrize("what", ["event", "alert", "severity_1"])
def test_first_is_marked_once(control, what):
    with control.write() as c:
        record = enrolled(c)
        assert agents.mark_first(c, record.agent_id, what, NOW + 1)
        assert not agents.mark_first(c, record.agent_id, what, NOW + 2)
        assert not agents.mark_first(c, "unknown", what, NOW)
        assert getattr(agents.get(c, record.agent_id), f"first_{what}_at") == NOW + 1


def test_what_streams_showed_is_added_up(control):
    with control.write() as c:
        record = enrolled(c)
        agents.count(c, record.agent_id, duplicates=2, holes=1)
        agents.count(c, record.agent_id, duplicates=1, forks=1)
        found = there(agents.get(c, record.agent_id))
        assert (found.duplicates, found.holes, found.forks) == (3, 1, 1)
