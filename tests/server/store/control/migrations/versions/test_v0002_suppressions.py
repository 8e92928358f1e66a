from sqlalchemy import inspect, text

from redshank.server.store.control import numbers, suppressions
from redshank.server.store.control.database import open_control
from redshank.server.store.control.migrations.versions.v0002_suppressions import REVISION, TABLES
from redshank.server.store.control.schema import HEAD, migrate, version


def test_store_of_the_first_version_is_brought_up_with_what_it_has(tmp_path):
    control = open_control(tmp_path)
    with control.write() as c:
        migrate(c, "0001")
        assert not set(TABLES) & set(inspect(c).get_table_names())
        assert c.execute(text(f"SELECT count(*) FROM numbers WHERE name = '{REVISION}'")).scalar() == 0
        numbers.advance(c, numbers.ALERT_NUMBER, 7)
    control.close()
    control = open_control(tmp_path)
    with control.read() as c:
        assert version(c) == HEAD
        assert numbers.get(c, numbers.ALERT_NUMBER) == 7
        assert suppressions.revision(c) == 0
        assert suppressions.all_suppressions(c) == []
    control.close()
