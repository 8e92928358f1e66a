from sqlalchemy import inspect

from redshank.server.store.control.database import open_control
from redshank.server.store.control.migrations.versions import v0022_baselines
from redshank.server.store.control.schema import HEAD, migrate, version


def test_store_of_the_version_before_gets_the_tables_and_keeps_the_rest(tmp_path):
    control = open_control(tmp_path)
    with control.write() as c:
        migrate(c, v0022_baselines.down_revision)
        assert not inspect(c).has_table("baseline_keys")
        assert inspect(c).has_table("alerts")
    with control.write() as c:
        migrate(c, HEAD)
        assert version(c) == HEAD
        assert inspect(c).has_table("baseline_keys") and inspect(c).has_table("baseline_begins")
    control.close()
