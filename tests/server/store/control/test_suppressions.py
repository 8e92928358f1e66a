import pytest

from redshank.analysis.detect.suppression import DAY_NS, Part, Suppression
from redshank.core.errors import InputError
from redshank.server.store.control import suppressions
from redshank.server.store.control.suppressions import MAX_ACTIVE, MAX_OF_RULE, Change

NOW = 1_795_507_200 * 10**9
CREATE = Change("create", "anna", NOW)


def one(number=1, rule="r-1", days=30, created=NOW):
    parts = (Part("process.executable", "/opt/a\u202e"), Part("file.path", "/srv/*", is_pattern=True))
    return Suppression(f"s-{number}", rule, "A rule", parts, "our backup", "anna", created, NOW + days * DAY_NS, ("h-1",), 2)


def later(action, seconds=1, why="because"):
    return Change(action, "ben", NOW + seconds * 10**9, why)


@pytest.fixture
def made(control):
    with control.write() as c:
        suppressions.add(c, one(), CREATE)
    return control


def test_what_was_kept_is_read_back_whole(made):
    with made.read() as c:
        record = suppressions.get(c, "s-1")
        assert suppressions.revision(c) == 1
    assert record
    assert record.version.suppression == one()
    assert (record.version.number, record.version.action, record.version.actor, record.version.at) == (1, "create", "anna", NOW)
    assert (record.hidden, record.last_hidden_at) == (0, None)
    assert [record.state(NOW), record.state(NOW + 30 * DAY_NS)] == ["active", "expired"]


def test_every_change_is_a_version_and_revert_brings_the_one_before_back(made):
    with made.write() as c:
        suppressions.extend(c, "s-1", NOW + 60 * DAY_NS, later("extend", 1))
        suppressions.revoke(c, "s-1", later("revoke", 2))
        record = suppressions.revert(c, "s-1", later("revert", 3))
        assert (record.version.state, record.version.suppression.expires_ns) == ("active", NOW + 60 * DAY_NS)
        record = suppressions.revert(c, "s-1", later("revert", 4))
        assert record.version.state == "revoked"
        told = [(v.number, v.action, v.state, v.actor, v.why) for v in suppressions.history(c, "s-1")]
        assert suppressions.revision(c) == 5
    assert told == [
        (1, "create", "active", "anna", ""), (2, "extend", "active", "ben", "because"), (3, "revoke", "revoked", "ben", "because"),
        (4, "revert", "active", "ben", "because"), (5, "revert", "revoked", "ben", "because"),
    ]  # fmt: skip


def test_revert_of_the_first_version_revokes(made):
    with made.write() as c:
        assert suppressions.revert(c, "s-1", later("revert")).state(NOW) == "revoked"


def test_extension_has_a_most_and_brings_an_expired_one_back(made):
    after = later("extend", 31 * 86_400)
    with made.write() as c:
        for wrong in (after.at_ns, after.at_ns + 91 * DAY_NS):
            with pytest.raises(InputError, match="90 days"):
                suppressions.extend(c, "s-1", wrong, after)
        assert suppressions.extend(c, "s-1", after.at_ns + DAY_NS, after).state(after.at_ns) == "active"


def test_what_is_revoked_is_neither_extended_nor_revoked_again(made):
    with made.write() as c:
        suppressions.revoke(c, "s-1", later("revoke"))
        with pytest.raises(InputError, match="revoked already"):
            suppressions.revoke(c, "s-1", later("revoke"))
        with pytest.raises(InputError, match="make a new one"):
            suppressions.extend(c, "s-1", NOW + 60 * DAY_NS, later("extend"))
        with pytest.raises(InputError, match="no such") as caught:
            suppressions.revoke(c, "nothing", later("revoke"))
    assert caught.value.kind == "not_found"


def test_numbers_are_bounded_and_those_that_are_over_do_not_count(control):
    with control.write() as c:
        for number in range(MAX_OF_RULE):
            suppressions.add(c, one(number), CREATE)
        with pytest.raises(InputError, match="the rule itself needs work"):
            suppressions.add(c, one(99), CREATE)
        suppressions.revoke(c, "s-3", later("revoke"))
        suppressions.add(c, one(99), CREATE)
        with pytest.raises(InputError, match="the rule itself"):
            suppressions.revert(c, "s-3", later("revert"))
        for number in range(100, 100 + MAX_ACTIVE - MAX_OF_RULE):
            suppressions.add(c, one(number, f"r-{number}"), CREATE)
        with pytest.raises(InputError, match="revoke one first") as caught:
            suppressions.add(c, one(500, "r-500"), CREATE)
        suppressions.add(c, one(501, "r-1", 400), Change("create", "anna", NOW + 31 * DAY_NS))
    assert caught.value.kind == "too_many"


def test_list_has_the_latest_first(made):
    with made.write() as c:
        suppressions.add(c, one(2, created=NOW + 1), CREATE)
        assert [record.id for record in suppressions.all_suppressions(c)] == ["s-2", "s-1"]


def test_counts_of_hidden_matches_never_go_back(made):
    with made.write() as c:
        suppressions.note_hidden(c, {"s-1": (5, NOW), "file": (1, NOW)})
        suppressions.note_hidden(c, {"s-1": (3, NOW - 1), "file": (2, NOW + 1)})
        assert suppressions.hidden_by(c) == {"s-1": (5, NOW), "file": (2, NOW + 1)}
        record = suppressions.get(c, "s-1")
    assert record
    assert record.hidden == 5
