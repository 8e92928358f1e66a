from dataclasses import replace

import pytest

from redshank.server.store.control import sessions, users
from redshank.server.store.control.sessions import ABSOLUTE_S, IDLE_S, MAX_OF_USER, NewSession
from tests.server.store.control.scene import NOW, SECOND, there


@pytest.fixture
def c(control):
    with control.write() as c:
        users.create(c, "ada", "owner", NOW)
        yield c


def start(c, secret="secret", now=NOW, **more):
    return sessions.start(c, secret, NewSession("ada", f"csrf of {secret}", "192.0.2.1", **more), now)


def test_session_is_found_by_its_secret_which_is_not_stored(c):
    made = start(c, browser="x" * 1_000)
    assert sessions.find(c, "secret", NOW) == made
    assert sessions.find(c, "other", NOW) is None
    assert sessions.find(c, made.session_id, NOW) is None
    assert len(made.browser) == sessions.MAX_BROWSER
    assert "'secret'" not in str(c.exec_driver_sql("SELECT * FROM sessions").all())


def test_session_ends_when_idle(c):
    start(c)
    assert sessions.find(c, "secret", NOW + IDLE_S * SECOND - 1) is not None
    assert sessions.find(c, "secret", NOW + IDLE_S * SECOND) is None


def test_session_in_use_ends_after_twelve_hours(c):
    made, now = start(c), NOW
    while now < NOW + ABSOLUTE_S * SECOND:
        sessions.touch(c, made, now)
        assert sessions.find(c, "secret", now) is not None
        now += 1_000 * SECOND
    sessions.touch(c, made, NOW + ABSOLUTE_S * SECOND)
    assert sessions.find(c, "secret", NOW + ABSOLUTE_S * SECOND) is None


def test_use_is_noted_at_most_once_a_minute_and_never_back(c):
    made = start(c)
    assert not sessions.needs_touch(made, NOW + 59 * SECOND)
    assert sessions.needs_touch(made, NOW + 60 * SECOND)
    sessions.touch(c, made, NOW + 60 * SECOND)
    sessions.touch(c, made, NOW + 30 * SECOND)
    assert there(sessions.find(c, "secret", NOW + 60 * SECOND)).last_used_at == NOW + 60 * SECOND


def test_session_of_a_disabled_user_is_none(c):
    users.set_disabled(c, "ada", True)
    start(c)
    assert sessions.find(c, "secret", NOW) is None


def test_rotated_session_goes_on_under_its_new_secret_only(c):
    made = start(c)
    turned = there(sessions.rotate(c, made, "new", "new csrf"))
    assert turned == replace(made, session_id=turned.session_id, csrf="new csrf")
    assert sessions.find(c, "secret", NOW) is None
    assert sessions.find(c, "new", NOW) == turned
    assert sessions.rotate(c, made, "newer", "csrf") is None


def test_sessions_end_one_by_one_or_all_but_one(c):
    one, two, three = (start(c, secret) for secret in ("one", "two", "three"))
    assert sessions.end(c, one.session_id)
    assert not sessions.end(c, one.session_id)
    assert sessions.end_all(c, "ada", but=two.session_id) == 1
    assert sessions.of_user(c, "ada", NOW) == [two]
    assert sessions.end_all(c, "ada") == 1
    assert sessions.find(c, "three", NOW) is None
    assert three.user_name == "ada"


def test_user_has_a_bounded_number_of_sessions(c):
    for number in range(MAX_OF_USER + 3):
        start(c, f"s{number}", NOW + number)
    kept = sessions.of_user(c, "ada", NOW + 100)
    assert len(kept) == MAX_OF_USER
    assert sessions.find(c, "s2", NOW + 100) is None
    assert sessions.find(c, f"s{MAX_OF_USER + 2}", NOW + 100) == kept[0]


def test_what_is_over_is_listed_no_more_and_goes(c):
    start(c)
    late = NOW + IDLE_S * SECOND
    assert sessions.of_user(c, "ada", late) == []
    assert sessions.prune(c, late) == 1
    assert sessions.prune(c, late) == 0
