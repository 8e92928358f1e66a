from redshank.server.store.control import outbox
from redshank.server.store.control.outbox import Notice


def test_stage_of_an_alert_is_noted_once(control):
    with control.write() as c:
        outbox.add(c, ["a", "b"], "opened", 10)
        outbox.add(c, ["a"], "opened", 20)
        outbox.add(c, [], "opened", 20)
        assert outbox.unsent(c) == [Notice(f"alert/{id_}/opened", id_, "opened", 10, None, 0) for id_ in ("a", "b")]


def test_what_was_sent_waits_no_longer(control):
    with control.write() as c:
        outbox.add(c, ["a"], "opened", 10)
        outbox.attempted(c, "alert/a/opened")
        assert outbox.unsent(c)[0].attempts == 1
        assert outbox.sent(c, "alert/a/opened", 20)
        assert not outbox.sent(c, "alert/a/opened", 30)
        assert outbox.unsent(c) == []
        outbox.add(c, ["a"], "opened", 40)
        assert outbox.unsent(c) == []
