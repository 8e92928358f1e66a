from redshank.server.ingest.registry import KnownAgent, Registry

ONE = KnownAgent("a" * 26, "h-1", "web-03", b"k" * 32)
REVOKED = KnownAgent("a" * 26, "h-1", "web-03", b"k" * 32, revoked=True)


def test_counter_only_grows_and_a_replay_tells_the_last_one():
    registry = Registry([ONE], {(ONE.agent_id, "bulk"): 5})
    assert registry.take_counter(ONE.agent_id, "bulk", 5) == 5
    assert registry.take_counter(ONE.agent_id, "bulk", 9) is None
    assert registry.take_counter(ONE.agent_id, "bulk", 8) == 9
    assert registry.take_counter(ONE.agent_id, "urgent", 1) is None


def test_counters_to_be_written_are_given_once_and_kept_where_writing_failed():
    registry = Registry([ONE])
    registry.take_counter(ONE.agent_id, "bulk", 3)
    taken = registry.unsaved_counters()
    assert taken == {(ONE.agent_id, "bulk"): 3}
    assert registry.unsaved_counters() == {}
    registry.take_counter(ONE.agent_id, "bulk", 4)
    registry.keep_unsaved(taken)
    assert registry.unsaved_counters() == {(ONE.agent_id, "bulk"): 4}


def test_revoked_agent_is_named_once():
    registry = Registry([ONE])
    assert registry.replace([REVOKED]) == {ONE.agent_id}
    assert registry.replace([REVOKED]) == set()
    found = registry.find(ONE.agent_id)
    assert found is not None
    assert found.revoked


def test_agent_that_enrolled_while_the_store_was_read_stays():
    registry = Registry()
    registry.add(ONE)
    registry.replace([])
    assert registry.find(ONE.agent_id) == ONE


def test_when_an_agent_was_heard_is_told_by_the_given_clock():
    now = [10.0]
    registry = Registry([ONE], clock=lambda: now[0])
    assert registry.heard_s(ONE.agent_id) is None
    registry.take_counter(ONE.agent_id, "bulk", 1)
    now[0] = 20.0
    assert registry.heard_s(ONE.agent_id) == 10.0
