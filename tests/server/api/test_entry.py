import asyncio

import pytest

from redshank.core.clock import FixedClock
from redshank.server.api.entry import TRIES_OF_ADDRESS, TRIES_OF_NAME, Entry, EntryError
from redshank.server.api.first_run import new_link
from redshank.server.api.login import Visitor
from redshank.server.store.control import audit
from tests.server.site import ADDRESS, PASSWORD, Site

HERE = Visitor("127.0.0.1")


@pytest.fixture
def door(site: Site) -> Entry:
    site.user("owner", "ann")
    return Entry(site.parts, site.passwords)


def status_of(door: Entry, name: str, password: str, ip: str = "127.0.0.1") -> int:
    try:
        asyncio.run(door.log_in(name, password, Visitor(ip)))
    except EntryError as error:
        return error.status
    return 200


def test_right_password_lets_in(door: Entry) -> None:
    login = asyncio.run(door.log_in("ann", PASSWORD, HERE))
    assert (login.user.name, login.may("alerts.act")) == ("ann", True)


@pytest.mark.parametrize(("name", "password"), [("ann", "wrong"), ("ann", ""), ("nobody", PASSWORD), ("", ""), ("Ann", PASSWORD)])
def test_wrong_name_and_wrong_password_are_told_alike(door: Entry, name: str, password: str) -> None:
    with pytest.raises(EntryError) as error:
        asyncio.run(door.log_in(name, password, HERE))
    assert (error.value.status, str(error.value)) == (401, "Name or password is wrong.")


def test_of_many_tries_at_once_only_so_many_are_made(site: Site, door: Entry) -> None:
    made = []
    check = site.passwords.check
    site.passwords.check = lambda user, password: (made.append(password), check(user, password))[1]  # type: ignore[func-returns-value]

    async def all_at_once() -> list[BaseException | object]:
        tries = [door.log_in("ann", f"guess {n}", Visitor(f"198.51.100.{n}")) for n in range(200)]
        return await asyncio.gather(*tries, return_exceptions=True)

    results = asyncio.run(all_at_once())
    assert len(made) == TRIES_OF_NAME
    assert sorted({getattr(result, "status", 0) for result in results}) == [401, 429]


def test_one_address_trying_many_names_is_stopped(door: Entry) -> None:
    statuses = [status_of(door, f"user{n}", "wrong", "198.51.100.7") for n in range(TRIES_OF_ADDRESS + 2)]
    assert statuses == [401] * TRIES_OF_ADDRESS + [429] * 2
    assert status_of(door, "ann", PASSWORD, "192.0.2.1") == 200


def test_waiting_helps_and_the_right_password_forgets_the_wrong_ones(door: Entry, clock: FixedClock) -> None:
    for _ in range(TRIES_OF_NAME - 1):
        assert status_of(door, "ann", "wrong") == 401
    assert status_of(door, "ann", PASSWORD) == 200
    for _ in range(TRIES_OF_NAME):
        assert status_of(door, "ann", "wrong", "192.0.2.5") == 401
    assert status_of(door, "ann", PASSWORD, "192.0.2.6") == 429
    clock.move(15 * 60 * 1_000_000_000)
    assert status_of(door, "ann", PASSWORD, "192.0.2.6") == 200


def test_refusals_stand_in_the_audit_log(site: Site, door: Entry) -> None:
    status_of(door, "ev\x00il\n", "wrong")
    with site.control.read() as c:
        assert [entry.verb for entry in audit.entries(c)] == ["session.refused"]
        assert audit.verify(c) is None


def come_in(door: Entry, key: str, name: str = "ann", password: str = PASSWORD, again: str = PASSWORD) -> int:
    try:
        asyncio.run(door.come_in(key, name, password, again, HERE))
    except EntryError as error:
        return error.status
    return 200


def test_first_owner_comes_in_and_the_link_is_over(site: Site) -> None:
    door = Entry(site.parts, site.passwords)
    key = new_link(site.control, ADDRESS, site.now()).partition("key=")[2]
    assert come_in(door, key, password="short", again="short") == 400
    assert come_in(door, key, again="something else") == 400
    assert come_in(door, key, name="") == 400
    assert come_in(door, key, name="not a name") == 400
    assert come_in(door, key) == 200
    assert come_in(door, key) == 410
    assert status_of(door, "ann", PASSWORD) == 200


def test_of_two_who_use_one_link_at_once_one_gets_in(site: Site) -> None:
    door = Entry(site.parts, site.passwords)
    key = new_link(site.control, ADDRESS, site.now()).partition("key=")[2]

    async def both() -> list[object]:
        return await asyncio.gather(*(door.come_in(key, name, PASSWORD, PASSWORD, HERE) for name in ("ann", "eve")), return_exceptions=True)

    results = asyncio.run(both())
    assert sum(isinstance(result, EntryError) for result in results) == 1
