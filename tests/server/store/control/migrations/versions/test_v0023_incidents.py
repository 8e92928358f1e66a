from sqlalchemy import inspect

from redshank.server.store.control import incidents
from redshank.server.store.control.database import open_control
from redshank.server.store.control.migrations.versions.v0023_incidents import TABLES
from redshank.server.store.control.schema import HEAD, migrate, version


def test_store_of_before_is_brought_up_and_back(tmp_path):
    control = open_control(tmp_path)
    with control.write() as c:
        migrate(c, "0022")
        assert not set(TABLES) & set(inspect(c).get_table_names())
    control.close()
    control = open_control(tmp_path)
    with control.read() as c:
        assert version(c) == HEAD and incidents.revision(c) == 0 and incidents.rows(c) == []
    control.close()
