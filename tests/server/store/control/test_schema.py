import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from redshank.core.errors import StoreError
from redshank.server.store.control import schema
from redshank.server.store.control.database import open_control
from redshank.server.store.control.tables import metadata


def test_migrations_make_what_the_tables_say(control):
    with control.read() as c:
        assert compare_metadata(MigrationContext.configure(c), metadata) == []


def test_every_version_is_known_in_order():
    script = ScriptDirectory(str(schema._MIGRATIONS))
    assert script.get_heads() == [schema.HEAD]
    assert tuple(one.revision for one in reversed(list(script.walk_revisions()))) == schema.KNOWN


def test_schema_is_prepared_once_and_left_alone_after(control, monkeypatch):
    monkeypatch.setattr(schema, "migrate", lambda *_: pytest.fail("there is nothing to migrate"))
    with control.write() as c:
        schema.prepare(c, "x")
        assert schema.version(c) == schema.HEAD


def test_newer_schema_is_refused_in_one_line(tmp_path):
    control = open_control(tmp_path)
    with control.write() as c:
        c.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    control.close()
    with pytest.raises(StoreError, match=f"has schema 9999, this version of redshank knows up to {schema.HEAD}") as caught:
        open_control(tmp_path)
    assert caught.value.kind == "broken"
    assert "\n" not in str(caught.value)


def test_migration_that_fails_leaves_nothing_behind(tmp_path, monkeypatch):
    def half(c, target):
        c.execute(text("CREATE TABLE half (x INTEGER)"))
        raise StoreError("no", "broken")

    with monkeypatch.context() as patched:
        patched.setattr(schema, "migrate", half)
        with pytest.raises(StoreError, match="no"):
            open_control(tmp_path)
    control = open_control(tmp_path)
    with control.read() as c:
        assert schema.version(c) == schema.HEAD
        assert not control.engine.dialect.has_table(c, "half")
    control.close()
