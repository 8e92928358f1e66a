import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from redshank.core.errors import InputError
from redshank.server.store.control import actions, alerts, detection
from redshank.server.store.control.actions import Act, Acted, act, undo
from redshank.server.store.control.alert_filter import AlertFilter, Terms
from redshank.server.store.control.tables import alert_history, undo_items, undos
from redshank.server.store.control.tables import alerts as table
from tests.server.store.control.scene import NOW, alert, event, there


def save(c, names):
    detection.save(c, [alert(name, (event(n),), severity=1 + n % 3) for n, name in enumerate(names)], 1, None, NOW)


def states(c):
    return dict(c.execute(select(table.c.id, table.c.state)).all())


@pytest.mark.parametrize(
    ("done", "state", "reason", "assignee"),
    [
        (Act("acknowledge"), "acknowledged", None, None),
        (Act("dismiss", "expected"), "dismissed", "expected", None),
        (Act("assign", assignee="bob"), "open", None, "bob"),
    ],
)
def test_act_changes_what_it_says(control, done, state, reason, assignee):
    with control.write() as c:
        save(c, "ab")
        acted = act(c, ["a"], done, "ada", NOW)
        assert acted == Acted(1, acted.undo, (3, 3))
        row = there(alerts.record(c, "a")).row
        assert (row.state, row.reason, row.assignee, row.revision) == (state, reason, assignee, 3)
        assert there(alerts.record(c, "b")).row.revision == 2


def test_reopened_alert_has_no_reason_any_more(control):
    with control.write() as c:
        save(c, "a")
        act(c, ["a"], Act("dismiss", "other", "because"), "ada", NOW)
        act(c, ["a"], Act("reopen"), "ada", NOW)
        row = there(alerts.record(c, "a")).row
        assert (row.state, row.reason) == ("open", None)


def test_act_on_what_is_so_already_changes_nothing(control):
    with control.write() as c:
        save(c, "ab")
        act(c, ["a"], Act("acknowledge"), "ada", NOW)
        assert act(c, ["a"], Act("acknowledge"), "ada", NOW) == Acted(0, None, (0, 0))
        assert act(c, ["a", "b"], Act("acknowledge"), "ada", NOW).changed == 1
        assert act(c, ["nothing"], Act("acknowledge"), "ada", NOW).changed == 0


def test_act_on_a_filter_gives_each_alert_a_revision(control):
    with control.write() as c:
        save(c, "abcdef")
        acted = act(c, AlertFilter(Terms(severities=(1,))), Act("dismiss", "duplicate"), "ada", NOW)
        assert acted.changed == 2
        assert [(row.id, row.revision) for row in alerts.since(c, acted.revisions[0] - 1)] == [("a", 7), ("d", 8)]
        assert alerts.revision(c) == acted.revisions[1] == 8


def test_act_and_its_undo_are_in_the_history(control):
    with control.write() as c:
        save(c, "a")
        acted = act(c, ["a"], Act("dismiss", "other", "x" * 10_000, assignee="nobody"), "ada", NOW)
        undo(c, there(acted.undo), "ada", NOW + 1)
        first, second = there(alerts.record(c, "a")).history
        assert (first.action, first.reason, len(first.text), first.assignee) == ("dismiss", "other", actions.MAX_TEXT, None)
        assert (second.action, second.actor, second.at) == ("undo", "ada", NOW + 1)


@pytest.mark.parametrize(
    ("done", "kind"), [(Act("acknowlege"), "action"), (Act("dismiss"), "reason"), (Act("dismiss", "because"), "reason")]
)
def test_act_that_is_none_is_refused(control, done, kind):
    with control.write() as c, pytest.raises(InputError) as caught:
        act(c, ["a"], done, "ada", NOW)
    assert caught.value.kind == kind


def test_too_many_alerts_are_refused_and_none_changes(control, monkeypatch):
    monkeypatch.setattr(actions, "MAX_CHANGED", 2)
    with control.write() as c:
        save(c, "abc")
        with pytest.raises(InputError, match="narrow") as caught:
            act(c, AlertFilter(), Act("acknowledge"), "ada", NOW)
        assert caught.value.kind == "too_many"
        assert set(states(c).values()) == {"open"}
        with pytest.raises(InputError, match="ids at once"):
            act(c, ["x"] * (actions.MAX_IDS + 1), Act("acknowledge"), "ada", NOW)


def test_undo_is_of_its_actor_and_happens_once(control):
    with control.write() as c:
        save(c, "a")
        acted = act(c, ["a"], Act("acknowledge"), "ada", NOW)
        for token, actor, now in [
            (there(acted.undo), "bob", NOW),
            (there(acted.undo), "ada", NOW + actions.UNDO_NS),
            ("99", "ada", NOW),
            ("x", "ada", NOW),
            ("9" * 40, "ada", NOW),
            ("²", "ada", NOW),
        ]:
            with pytest.raises(InputError, match="take back") as caught:
                undo(c, token, actor, now)
            assert caught.value.kind == "undo"
        assert undo(c, there(acted.undo), "ada", NOW).changed == 1
        with pytest.raises(InputError):
            undo(c, there(acted.undo), "ada", NOW)


def test_alert_changed_since_stays_as_it_is(control):
    with control.write() as c:
        save(c, "ab")
        first = act(c, ["a", "b"], Act("acknowledge"), "ada", NOW)
        act(c, ["a"], Act("dismiss", "expected"), "bob", NOW)
        assert undo(c, there(first.undo), "ada", NOW).changed == 1
        assert states(c) == {"a": "dismissed", "b": "open"}


def test_repeat_between_act_and_undo_is_kept(control):
    with control.write() as c:
        save(c, "a")
        acted = act(c, ["a"], Act("acknowledge"), "ada", NOW)
        detection.save(c, [alert("a", (event(9, 9),), count=2)], 2, None, NOW)
        undo(c, there(acted.undo), "ada", NOW)
        row = there(alerts.record(c, "a")).row
        assert (row.state, row.count) == ("open", 2)


def test_acts_that_cannot_be_taken_back_are_forgotten(control):
    with control.write() as c:
        save(c, "a")
        act(c, ["a"], Act("acknowledge"), "ada", NOW)
        act(c, ["a"], Act("reopen"), "ada", NOW + actions.UNDO_NS)
        assert [len(c.execute(select(one)).all()) for one in (undos, undo_items, alert_history)] == [1, 1, 2]


def seen(c):
    columns = [column for column in table.c if column.name != "revision"]
    return c.execute(select(*columns).order_by(table.c.number)).all()


acts = st.sampled_from(
    [
        Act("acknowledge"),
        Act("reopen"),
        Act("dismiss", "expected"),
        Act("dismiss", "other", "text"),
        Act("assign", assignee="bob"),
        Act("assign"),
    ]
)
worse = AlertFilter(Terms(severities=(1, 2)))
whats = st.sampled_from([["a"], ["a", "b", "A-3"], AlertFilter(), AlertFilter(Terms(states=("open",))), worse])


@pytest.fixture(scope="module")
def kept(shared):
    with shared.write() as c:
        save(c, "abcdef")
    return shared


@given(steps=st.lists(st.tuples(whats, acts), min_size=1, max_size=6))
@settings(max_examples=40)
def test_acts_taken_back_one_after_the_other_leave_no_trace_in_the_alerts(kept, steps):
    with kept.write() as c:
        before, done = [], []
        for what, one in steps:
            before.append(seen(c))
            done.append(act(c, what, one, "ada", NOW))
        for state, acted in zip(reversed(before), reversed(done), strict=True):
            if acted.undo is not None:
                assert undo(c, there(acted.undo), "ada", NOW).changed == acted.changed
            assert seen(c) == state
        revisions = [row.revision for row in alerts.since(c, 0)]
        assert len(set(revisions)) == 6
