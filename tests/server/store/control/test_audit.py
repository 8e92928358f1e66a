import pytest
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import DBAPIError

from redshank.server.store.control import audit, numbers
from redshank.server.store.control.audit import START, AuditAct
from redshank.server.store.control.database import open_control
from redshank.server.store.control.tables import audit as table
from tests.server.store.control.scene import NOW


def note(c, count, **more):
    return [audit.append(c, AuditAct("ada", "192.0.2.1", "alert.dismiss", f"A-{n}", **more), NOW + n) for n in range(count)]


def unlocked(c):
    """Lets the test do what a person with the file in hand could."""
    if c.dialect.name == "sqlite":
        for (name,) in c.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'")).all():
            c.execute(text(f"DROP TRIGGER {name}"))
    else:
        c.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))


def test_entries_are_numbered_and_chained(control):
    with control.write() as c:
        one, two, three = note(c, 3, before="open", after="dismissed", reason="expected")
        assert [one.n, two.n, three.n] == [1, 2, 3]
        assert (one.previous, two.previous, three.previous) == (START, one.digest, two.digest)
        assert audit.head(c) == (3, three.digest)
        assert audit.entries(c) == [three, two, one]
        assert audit.entries(c, before_n=3, limit=1) == [two]
        assert audit.verify(c) is None


def test_empty_log_is_whole(control):
    with control.read() as c:
        assert audit.head(c) == (0, START)
        assert audit.verify(c) is None


def test_chain_longer_than_a_page_is_verified(control, monkeypatch):
    monkeypatch.setattr(audit, "ENTRIES_AT_ONCE", 3)
    with control.write() as c:
        note(c, 10)
        assert audit.verify(c) is None


def test_act_that_is_rolled_back_leaves_no_gap(control):
    with pytest.raises(ZeroDivisionError), control.write() as c:
        note(c, 1)
        raise ZeroDivisionError
    with control.write() as c:
        assert note(c, 1)[0].n == 1


def test_long_and_odd_texts_are_cut_and_cleaned(control):
    with control.write() as c:
        entry = audit.append(c, AuditAct("a\0", "", "v", "x" * 100_000), NOW)
        assert (entry.actor, len(entry.target)) == ("a\\0", audit.MAX_TEXT)
        assert audit.verify(c) is None


TEXTS = ("actor", "ip", "verb", "target", "before", "after", "reason", "previous", "digest")
ROW = {"n": 2, "at": 1} | dict.fromkeys(TEXTS, "")


@pytest.mark.parametrize(
    "change",
    [
        update(table).where(table.c.n == 2).values(actor="eve"),
        delete(table).where(table.c.n == 2),
        delete(table),
        insert(table).values(ROW),
    ],
    ids=str,
)
def test_database_refuses_to_change_or_remove_entries(control, change):
    with control.write() as c:
        note(c, 3)
    with pytest.raises(DBAPIError, match="audit"), control.write() as c:
        c.execute(change)
    with control.read() as c:
        assert audit.verify(c) is None


def test_replace_does_not_get_past_the_triggers_of_sqlite(tmp_path):
    control = open_control(tmp_path)
    with control.write() as c:
        note(c, 3)
    for n in (2, 9):
        with pytest.raises(DBAPIError, match="numbered"), control.write() as c:
            c.execute(insert(table).prefix_with("OR REPLACE"), ROW | {"n": n})
    control.close()


@pytest.mark.parametrize("column", ["at", *TEXTS])
def test_first_entry_that_was_changed_is_named(control, column):
    with control.write() as c:
        note(c, 4)
        unlocked(c)
        c.execute(update(table).where(table.c.n >= 3).values({column: 7 if column == "at" else "x"}))
        assert audit.verify(c) == 3


def test_removed_entry_is_named(control):
    with control.write() as c:
        note(c, 4)
        unlocked(c)
        c.execute(delete(table).where(table.c.n == 2))
        assert audit.verify(c) == 2


def test_end_that_was_cut_off_is_named(control):
    with control.write() as c:
        note(c, 4)
        unlocked(c)
        c.execute(delete(table).where(table.c.n >= 3))
        assert audit.verify(c) == 3


def test_chain_made_anew_is_seen_by_a_head_kept_elsewhere(control):
    with control.write() as c:
        note(c, 4)
        known = audit.head(c)
        unlocked(c)
        c.execute(delete(table))
        c.execute(text("UPDATE numbers SET value = 0 WHERE name = 'audit'"))
        assert audit.verify(c, known) == 1
        note(c, 5, reason="forged")
        assert audit.verify(c) is None
        assert audit.verify(c, known) == 4
        assert numbers.get(c, numbers.AUDIT) == 5
