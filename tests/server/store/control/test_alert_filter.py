import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from redshank.core.errors import InputError
from redshank.server.store.control import actions, alert_filter, detection
from redshank.server.store.control.alert_filter import MAX_VALUES, AlertFilter, Terms, conditions
from redshank.server.store.control.tables import alerts
from tests.server.store.control.scene import NOW, SECOND, alert, event

HOST = "h-" + "a" * 26
RULE = "11111111-1111-1111-1111-111111111111"


def scene(c):
    found = [
        alert("web", (event(1, host_id=HOST, host_name="web-01", user_name="root", process_executable="/usr/bin/bash"),), severity=1),
        alert(
            "db", (event(2, 10, host_name="db_01", user_name="Ada", process_executable="/opt/bash"),), rule_id=RULE, rule_name="100% odd"
        ),
        alert(
            "none", (event(3, 20, host_name=None, user_name=None, process_executable=None, simulated=True),), technique_ids=("T1543.002",)
        ),
    ]
    detection.save(c, found, 1, None, NOW)
    actions.act(c, ["db"], actions.Act("assign", assignee="ada"), "ada", NOW)
    actions.act(c, ["none"], actions.Act("dismiss", "expected"), "ada", NOW)


@pytest.fixture(scope="module")
def kept(shared):
    with shared.write() as c:
        scene(c)
    return shared


@pytest.fixture
def c(kept):
    with kept.read() as c:
        yield c


def found(c, wanted):
    chosen = select(alerts.c.id).where(*conditions(c, wanted)).order_by(alerts.c.number)
    return list(c.execute(chosen).scalars())


ALL = ["web", "db", "none"]
CASES = [
    (Terms(), ALL),
    (Terms(severities=(1,)), ["web"]),
    (Terms(severities=(1, 2)), ALL),
    (Terms(states=("open",)), ["web", "db"]),
    (Terms(states=("open", "dismissed")), ALL),
    (Terms(states=("acknowledged", "dismissed")), ["none"]),
    (Terms(states=("open", "acknowledged", "dismissed")), ALL),
    (Terms(hosts=("web-01",)), ["web"]),
    (Terms(hosts=(HOST,)), ["web"]),
    (Terms(hosts=("web-01", "db_01")), ["web", "db"]),
    (Terms(hosts=("web*",)), ["web"]),
    (Terms(hosts=("*_*",)), ["db"]),
    (Terms(hosts=("%",)), []),
    (Terms(users=("Ada",)), ["db"]),
    (Terms(users=("*a*",)), ["db"]),
    (Terms(rules=("Shell",)), ["web", "none"]),
    (Terms(rules=(RULE,)), ["db"]),
    (Terms(rules=("100% odd",)), ["db"]),
    (Terms(rules=("100%*",)), ["db"]),
    (Terms(rules=("*hel*",)), ["web", "none"]),
    (Terms(processes=("bash",)), ["web", "db"]),
    (Terms(processes=("/usr/bin/bash",)), ["web"]),
    (Terms(processes=("/usr/*",)), ["web"]),
    (Terms(techniques=("T1059",)), ["web", "db"]),
    (Terms(techniques=("t1059.004",)), ["web", "db"]),
    (Terms(techniques=("T1543", "T1059")), ALL),
    (Terms(tactics=("TA0002",)), ALL),
    (Terms(assignees=("ada",)), ["db"]),
    (Terms(assignees=("",)), ["web", "none"]),
    (Terms(ids=("web", "A-2", "3")), ALL),
    (Terms(ids=("a-2",)), ["db"]),
    (Terms(ids=("nothing",)), []),
    (Terms(words=("SHELL", "web")), ["web"]),
    (Terms(words=("%",)), ["db"]),
    (Terms(words=("_",)), ["db"]),
    (Terms(words=("\\",)), []),
    (Terms(severities=(2,), states=("open",)), ["db"]),
]


@pytest.mark.parametrize(("terms", "expected"), CASES, ids=[str(terms) for terms, _ in CASES])
def test_terms_find_alerts(c, terms, expected):
    assert found(c, AlertFilter(terms)) == expected


@pytest.mark.parametrize(
    ("terms", "expected"),
    [(terms, expected) for terms, expected in CASES if terms not in (Terms(), Terms(severities=(2,), states=("open",)))],
)
def test_what_is_left_out_is_the_rest_also_where_nothing_is_known(c, terms, expected):
    without = found(c, AlertFilter(without=terms))
    if len(terms.words) < 2:
        assert without == [name for name in ALL if name not in expected]
    else:
        assert without == []  # a left-out word leaves out whatever has it


def test_times_are_of_the_last_event_and_the_end_is_excluded(c):
    assert found(c, AlertFilter(since_ns=NOW + 10 * SECOND)) == ["db", "none"]
    assert found(c, AlertFilter(until_ns=NOW + 10 * SECOND)) == ["web"]


def test_simulated_or_not(c):
    assert found(c, AlertFilter(simulated=True)) == ["none"]
    assert found(c, AlertFilter(simulated=False)) == ["web", "db"]


def test_common_label_is_found_alert_by_alert(c, monkeypatch):
    monkeypatch.setattr(alert_filter, "FEW", 0)
    for terms, expected in CASES:
        assert found(c, AlertFilter(terms)) == expected


def test_kinds_can_be_left_aside(c):
    wanted = AlertFilter(Terms(severities=(1,), states=("dismissed",)))
    assert len(conditions(c, wanted, but=("severities", "states"))) == 0
    assert len(conditions(c, wanted)) == 2


def test_too_many_values_are_refused(c):
    with pytest.raises(InputError, match="hosts") as caught:
        conditions(c, AlertFilter(Terms(hosts=("a",) * (MAX_VALUES + 1))))
    assert caught.value.kind == "too_many"
    assert found(c, AlertFilter(Terms(hosts=tuple(f"no-{n}" for n in range(MAX_VALUES))))) == []


@given(
    value=st.text(max_size=20), kind=st.sampled_from(["hosts", "users", "rules", "processes", "techniques", "assignees", "ids", "words"])
)
def test_any_value_is_a_value_and_never_sql(kept, value, kind):
    with kept.read() as c:
        inside = found(c, AlertFilter(Terms(**{kind: (value,)})))
        outside = found(c, AlertFilter(without=Terms(**{kind: (value,)})))
    assert sorted(inside + outside) == sorted(ALL)


def test_words_leave_titles_alone_where_they_may_not_be_read(c):
    title = c.execute(select(alerts.c.title).where(alerts.c.id == "web")).scalar_one()
    unread = AlertFilter(where=Terms(words=(title,)), titles=False)
    assert "web" in found(c, AlertFilter(where=Terms(words=(title,))))
    assert found(c, unread) == []
    assert found(c, AlertFilter(where=Terms(words=("WEB-0",)), titles=False)) == ["web"]
    assert found(c, AlertFilter(without=Terms(words=("bash",)), titles=False)) == ["none"]
