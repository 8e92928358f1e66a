import pytest

from redshank.core.errors import InputError
from redshank.server.store.control import sessions, users
from redshank.server.store.control.sessions import NewSession
from redshank.server.store.control.users import User, check_password, hash_password
from tests.server.store.control.scene import NOW

PASSWORD = "a long enough word"


@pytest.fixture(scope="module")
def hashed():
    return hash_password(PASSWORD)


def test_user_is_there_once(control):
    with control.write() as c:
        made = users.create(c, "ada", "owner", NOW)
        assert users.get(c, "ada") == made == User("ada", "owner", None, False, NOW, None)
        assert users.get(c, "bob") is None
        with pytest.raises(InputError, match="exists already") as caught:
            users.create(c, "ada", "viewer", NOW)
        assert caught.value.kind == "user"
        assert users.all_users(c) == [made]


@pytest.mark.parametrize(
    ("name", "role"), [("", "owner"), ("a b", "owner"), ("<b>", "owner"), ("-a", "owner"), ("a" * 65, "owner"), ("ada", "Owner")]
)
def test_name_or_role_that_is_none_is_refused(control, name, role):
    with control.write() as c, pytest.raises(InputError) as caught:
        users.create(c, name, role, NOW)
    assert caught.value.kind == "user"


def test_owner_is_one_who_can_log_in(control):
    with control.write() as c:
        assert not users.has_owner(c)
        users.create(c, "bob", "admin", NOW, "hash")
        users.create(c, "ada", "owner", NOW)
        assert not users.has_owner(c)
        users.set_password(c, "ada", "hash", NOW)
        assert users.has_owner(c)
        users.set_disabled(c, "ada", True)
        assert not users.has_owner(c)


def test_only_the_right_password_is_right(hashed):
    ada = User("ada", "owner", hashed, False, NOW, NOW)
    assert hashed.startswith("$argon2id$")
    assert check_password(ada, PASSWORD)
    assert not check_password(ada, PASSWORD + " ")
    assert not users.needs_rehash(ada)


@pytest.mark.parametrize("user", [None, User("ada", "owner", None, False, 1, None), User("ada", "owner", "no hash", False, 1, 1)])
def test_nobody_and_those_without_a_password_have_none_that_is_right(user):
    assert not check_password(user, PASSWORD)
    assert not check_password(user, "nobody")


def test_disabled_user_has_no_right_password(hashed):
    assert not check_password(User("ada", "owner", hashed, True, NOW, NOW), PASSWORD)


def test_time_is_spent_on_somebody_unknown_too(monkeypatch):
    verified = []

    class Hasher:
        def verify(self, known, password):
            verified.append(known)
            return True

        def hash(self, password):
            return "of nobody"

    users._nobodys_hash.cache_clear()
    monkeypatch.setattr(users, "_HASHER", Hasher())
    assert not check_password(None, PASSWORD)
    assert not check_password(User("ada", "owner", "of ada", True, 1, 1), PASSWORD)
    assert verified == ["of nobody", "of nobody"]
    users._nobodys_hash.cache_clear()


@pytest.mark.parametrize("password", ["", "eleven char", "x" * 1_025, "a" * 20])
def test_weak_or_endless_password_is_refused(password):
    with pytest.raises(InputError) as caught:
        hash_password(password)
    assert caught.value.kind == "password"


def test_endless_password_is_wrong_and_not_hashed_whole(hashed):
    assert not check_password(User("ada", "owner", hashed, False, 1, 1), "x" * 10_000_000)


@pytest.mark.parametrize(
    ("change", "ends"),
    [
        (lambda c: users.set_password(c, "ada", "new", NOW + 1), True),
        (lambda c: users.set_role(c, "ada", "viewer"), True),
        (lambda c: users.set_disabled(c, "ada", True), True),
        (lambda c: users.renew_hash(c, "ada", "new"), False),
    ],
)
def test_change_of_rights_ends_sessions(control, change, ends):
    with control.write() as c:
        for name in ("ada", "bob"):
            users.create(c, name, "owner", NOW, "hash")
            sessions.start(c, name, NewSession(name, "csrf", "192.0.2.1"), NOW)
        assert change(c)
        assert (sessions.of_user(c, "ada", NOW) == []) == ends
        assert len(sessions.of_user(c, "bob", NOW)) == 1


def test_change_of_nobody_is_told(control):
    with control.write() as c:
        assert not users.set_password(c, "x", "hash", NOW)
        assert not users.set_role(c, "x", "viewer")
        assert not users.set_disabled(c, "x", True)
        with pytest.raises(InputError):
            users.set_role(c, "x", "no role!")
