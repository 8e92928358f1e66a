from urllib.parse import parse_qs, urlsplit

import pytest

from redshank.core.clock import FixedClock
from redshank.core.errors import InputError
from redshank.server.api.first_run import NewAccount, link_of, new_link, use_link
from redshank.server.api.login import Visitor
from redshank.server.store.control import audit, users
from tests.server.site import ADDRESS, Site

HERE = Visitor("127.0.0.1")


def key_of(link: str) -> str:
    return parse_qs(urlsplit(link).query)["key"][0]


def test_link_makes_the_first_owner_once(site: Site) -> None:
    link = new_link(site.control, ADDRESS, site.now())
    assert link.startswith(f"{ADDRESS}/first-run?key=")
    made = use_link(site.parts, key_of(link), NewAccount("ann", "plain:x"), HERE)
    assert made and (made.name, made.role) == ("ann", "owner")
    assert use_link(site.parts, key_of(link), NewAccount("eve", "plain:x"), HERE) is None


def test_looking_does_not_use_it_up_and_an_hour_does(site: Site, clock: FixedClock) -> None:
    key = key_of(new_link(site.control, ADDRESS, site.now()))
    for _ in range(3):
        assert link_of(site.control, key, site.now())
    clock.move(3601 * 1_000_000_000)
    assert link_of(site.control, key, site.now()) is None
    assert use_link(site.parts, key, NewAccount("ann", "plain:x"), HERE) is None


def test_second_owner_cannot_come_by_an_older_link(site: Site) -> None:
    key = key_of(new_link(site.control, ADDRESS, site.now()))
    site.user("owner")
    assert link_of(site.control, key, site.now()) is None
    assert use_link(site.parts, key, NewAccount("eve", "plain:x"), HERE) is None
    with pytest.raises(InputError):
        new_link(site.control, ADDRESS, site.now())


def test_known_user_gets_a_new_password_and_keeps_the_role(site: Site) -> None:
    site.user("analyst", "bob")
    key = key_of(new_link(site.control, ADDRESS, site.now(), "bob"))
    made = use_link(site.parts, key, NewAccount("owner", "plain:new"), HERE)
    assert made and (made.name, made.role) == ("bob", "analyst")
    with site.control.read() as c:
        bob = users.get(c, "bob")
        assert bob and bob.password_hash == "plain:new"


def test_link_of_one_who_is_shut_out_lets_nobody_in(site: Site) -> None:
    site.user("analyst", "bob")
    key = key_of(new_link(site.control, ADDRESS, site.now(), "bob"))
    with site.control.write() as c:
        users.set_disabled(c, "bob", True)
    assert use_link(site.parts, key, NewAccount("bob", "plain:new"), HERE) is None


def test_name_that_cannot_be_leaves_the_link_good(site: Site) -> None:
    key = key_of(new_link(site.control, ADDRESS, site.now()))
    with pytest.raises(InputError):
        use_link(site.parts, key, NewAccount("<b>", "plain:x"), HERE)
    assert use_link(site.parts, key, NewAccount("ann", "plain:x"), HERE)


def test_nobody_gets_a_link_for_a_user_who_is_not_there(site: Site) -> None:
    with pytest.raises(InputError):
        new_link(site.control, ADDRESS, site.now(), "nobody")


@pytest.mark.parametrize("key", ["", "x", "x" * 43, "ü" * 43, "x" * 4000])
def test_other_keys_open_nothing(site: Site, key: str) -> None:
    new_link(site.control, ADDRESS, site.now())
    assert link_of(site.control, key, site.now()) is None


def test_what_was_done_stands_in_the_audit_log(site: Site) -> None:
    key = key_of(new_link(site.control, ADDRESS, site.now()))
    use_link(site.parts, key, NewAccount("ann", "plain:x"), HERE)
    with site.control.read() as c:
        assert [entry.verb for entry in audit.entries(c)] == ["user.first_owner", "user.link"]
        assert audit.verify(c) is None
