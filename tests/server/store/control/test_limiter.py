import threading

import pytest
from sqlalchemy import func, select

from redshank.server.store.control import limiter
from redshank.server.store.control.limiter import MAX_OF_ACCOUNT, MAX_OF_ADDRESS, WINDOW_S
from redshank.server.store.control.tables import login_attempts
from tests.server.store.control.scene import NOW, SECOND


def tries(control, attempts):
    waits = []
    for account, ip, now in attempts:
        with control.write() as c:
            waits.append(limiter.count_login(c, account, ip, now))
    return waits


def test_account_is_tried_so_often_from_wherever(control):
    waits = tries(control, [("ada", f"192.0.2.{n}", NOW) for n in range(MAX_OF_ACCOUNT + 1)])
    assert waits[:MAX_OF_ACCOUNT] == [0.0] * MAX_OF_ACCOUNT
    assert waits[-1] == WINDOW_S
    assert tries(control, [("bob", "192.0.2.99", NOW)]) == [0.0]


def test_spelling_of_a_name_makes_no_other_account(control):
    waits = tries(control, [(name, "192.0.2.1", NOW) for name in ["ada", "ADA"] * MAX_OF_ACCOUNT])
    assert waits.count(0.0) == MAX_OF_ACCOUNT


def test_address_tries_so_many_accounts(control):
    waits = tries(control, [(f"user{n}", "192.0.2.1", NOW) for n in range(MAX_OF_ADDRESS + 1)])
    assert waits[-2] == 0.0
    assert waits[-1] > 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("no address", "no address", True),
    ],
)
def test_addresses_of_one_customer_are_one(control, one, other, same):
    tries(control, [(f"user{n}", one, NOW) for n in range(MAX_OF_ADDRESS)])
    assert (tries(control, [("ada", other, NOW)])[0] > 0) == same


def test_after_the_window_it_begins_anew(control):
    attempts = [("ada", "192.0.2.1", NOW)] * (MAX_OF_ACCOUNT + 5)
    assert tries(control, attempts)[-1] == WINDOW_S
    assert tries(control, [("ada", "192.0.2.1", NOW + 300 * SECOND)]) == [WINDOW_S - 300]
    assert tries(control, [("ada", "192.0.2.1", NOW + WINDOW_S * SECOND)]) == [0.0]


def test_good_login_forgives_the_account_and_not_the_address(control):
    tries(control, [("ada", "192.0.2.1", NOW)] * MAX_OF_ADDRESS)
    with control.write() as c:
        limiter.forgive(c, "Ada")
    assert tries(control, [("ada", "192.0.2.2", NOW), ("bob", "192.0.2.1", NOW)]) == [0.0, WINDOW_S]


def test_names_are_not_stored_and_old_ones_go(control):
    tries(control, [(f"my-password-{n}", "192.0.2.1", NOW) for n in range(20)])
    with control.read() as c:
        assert "my-password" not in str(c.execute(select(login_attempts)).all())
    tries(control, [("ada", "192.0.2.1", NOW + WINDOW_S * SECOND)])
    with control.read() as c:
        assert c.execute(select(func.count()).select_from(login_attempts)).scalar() == 2


def test_of_many_at_once_none_goes_uncounted(control):
    start, waits = threading.Barrier(20), []

    def come():
        start.wait()
        with control.write() as c:
            waits.append(limiter.count_login(c, "ada", "192.0.2.1", NOW))

    threads = [threading.Thread(target=come) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert waits.count(0.0) == MAX_OF_ACCOUNT
