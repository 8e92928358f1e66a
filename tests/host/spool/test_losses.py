"""The account of losses."""

from redshank.events._generated.types import AgentLoss
from redshank.host.spool.losses import AGAIN_NS, Losses


def told(losses, now, **more):
    return [
        (loss.loss_reason, loss.loss_type, loss.loss_count, loss.loss_total)
        for loss in losses.events(now, 5, **more)
        if isinstance(loss, AgentLoss)
    ]


def test_first_loss_is_told_at_once_and_later_ones_are_summed_up():
    losses = Losses()
    losses.add("spool_full", 2, 10)
    assert losses.due_ns() == 0
    assert told(losses, 100) == [("spool_full", "class 2", 10, 10)]
    losses.add("spool_full", 2, 3)
    losses.add("spool_full", 2, 4)
    assert losses.due_ns() == 100 + AGAIN_NS
    assert told(losses, 101) == []
    assert told(losses, 100 + AGAIN_NS) == [("spool_full", "class 2", 7, 17)]
    assert losses.due_ns() is None and told(losses, 1 << 60) == []


def test_kinds_and_classes_are_counted_apart():
    losses = Losses()
    losses.add("spool_full", 3, 1)
    losses.add("corrupt_segment", 3, 2)
    losses.add("spool_full", 1, 4)
    assert sorted(told(losses, 1)) == [
        ("corrupt_segment", "class 3", 2, 2),
        ("spool_full", "class 1", 4, 4),
        ("spool_full", "class 3", 1, 1),
    ]
    assert (losses.lost(3), losses.lost(1), losses.lost(0)) == (3, 4, 0)


def test_trouble_that_cost_nothing_is_told_with_zero_and_unknown_without_a_count():
    losses = Losses()
    losses.add("disk_error", None, 0)
    losses.add("restart", None, None)
    assert told(losses, 1) == [("disk_error", None, 0, 0), ("restart", None, None, 0)]


def test_everything_is_told_at_the_end():
    losses = Losses()
    losses.add("poison", 1, 1)
    told(losses, 1)
    losses.add("poison", 1, 1)
    assert told(losses, 2, everything=True) == [("poison", "class 1", 1, 2)]


def test_event_says_where_and_when():
    losses = Losses()
    losses.add("poison", 0, 1)
    (event,) = losses.events(1, 77)
    assert isinstance(event, AgentLoss)
    assert (event.loss_where, event.timestamp) == ("spool", 77)
