import io

import pytest

from redshank.analysis.detect.suppression import DAY_NS, Part, Suppression
from redshank.core.clock import FixedClock
from redshank.core.log import Log
from redshank.server.store.control import suppressions
from redshank.server.store.control.database import open_control
from redshank.server.store.control.suppressions import Change
from redshank.server.suppress.book import SuppressionBook
from tests.generated import build
from tests.server.detect import judging

NOW = 1_795_507_200 * 10**9


@pytest.fixture
def control(tmp_path):
    opened = open_control(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def clock():
    return FixedClock(NOW, 0)


@pytest.fixture
def said():
    return io.StringIO()


@pytest.fixture
def book(control, clock, said):
    return SuppressionBook(control, clock, Log(stream=said))


def add(control, days=30, rule="shell", severity=1, suppression_id="s-1", executable="/opt/app/sh"):
    part = Part("process.executable", executable)
    expires = NOW + days * DAY_NS
    one = Suppression(suppression_id, rule, "A shell was started", (part,), "our own", "anna", NOW, expires, (), severity)
    with control.write() as c:
        suppressions.add(c, one, Change("create", "anna", NOW))


def shell(pid=1):
    return build.process_exec(process_executable="/opt/app/sh", process_pid=pid, timestamp=NOW)


def test_what_is_signed_off_is_in_force_at_the_next_look_and_what_is_revoked_is_not(control, clock, book):
    engine = judging.engine(clock)
    assert book.look(engine)
    assert len(engine.detect([shell()])) == 1
    add(control)
    assert book.look(engine)
    assert engine.detect([shell(2)]) == []
    assert not book.look(engine)
    with control.write() as c:
        suppressions.revoke(c, "s-1", Change("revoke", "anna", NOW, "over"))
    assert book.look(engine)
    assert len(engine.detect([shell(3)])) == 1


def test_new_rules_are_given_the_suppressions_before_they_judge(control, clock, book):
    add(control)
    book.look(judging.engine(clock))
    fresh = judging.engine(clock)
    book.equip(fresh)
    assert fresh.detect([shell()]) == []
    other = judging.engine(clock)
    assert not book.look(other)
    assert other.detect([shell()]) == []


def test_expired_one_stops_by_itself_and_that_is_said_once(control, clock, book, said):
    engine = judging.engine(clock)
    add(control, days=1)
    book.look(engine)
    clock.move(DAY_NS)
    assert len(engine.detect([shell()])) == 1
    book.look(engine)
    book.look(engine)
    assert said.getvalue().count("suppression.expired") == 1


def test_suppression_of_a_rule_that_became_worse_or_went_is_not_used_and_that_is_said(control, clock, book, said):
    engine = judging.engine(clock)
    add(control, severity=2)
    add(control, rule="gone", suppression_id="s-2")
    book.look(engine)
    assert len(engine.detect([shell()])) == 1
    assert "Severity 1 now" in book.unused["s-1"]
    assert "no rule is called 'gone'" in book.unused["s-2"]
    assert said.getvalue().count("suppression.unused") == 2
    book.look(engine)
    assert said.getvalue().count("suppression.unused") == 2


def test_counts_are_written_down(control, clock, book):
    engine = judging.engine(clock)
    add(control)
    book.look(engine)
    engine.detect([shell(1), shell(2)])
    book.note(engine)
    book.note(engine)
    with control.read() as c:
        record = suppressions.get(c, "s-1")
    assert record
    assert (record.hidden, record.last_hidden_at) == (2, NOW)


