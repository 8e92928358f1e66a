import pytest
from sqlalchemy import inspect

from redshank.server.store.control import numbers
from redshank.server.store.control.database import Control, open_control, open_url
from redshank.server.store.control.migrations.versions import v0001_first, v0002_suppressions, v0023_incidents
from redshank.server.store.control.schema import HEAD, VERSION_TABLE, migrate, version
from redshank.server.store.control.tables import metadata
from tests.server.store.control.conftest import POSTGRES_URL


def up_down_up(control: Control) -> None:
    with control.write() as c:
        migrate(c, "base")
        assert set(inspect(c).get_table_names()) - {VERSION_TABLE} == set()
    with control.write() as c:
        migrate(c, HEAD)
        assert version(c) == HEAD
        assert set(inspect(c).get_table_names()) - {VERSION_TABLE} == set(metadata.tables)
        assert [numbers.get(c, name) for name in numbers.ALL] == [0] * len(numbers.ALL)


def test_up_down_and_up_again_on_sqlite(tmp_path):
    control = open_control(tmp_path)
    up_down_up(control)
    control.close()


@pytest.mark.skipif(not POSTGRES_URL, reason="REDSHANK_TEST_POSTGRES names no database")
def test_up_down_and_up_again_on_postgresql():
    control = open_url(POSTGRES_URL)
    up_down_up(control)
    control.close()


def test_migrations_seed_every_number_there_is():
    assert {*v0001_first.NUMBERS, v0002_suppressions.REVISION, *v0023_incidents.NUMBERS} == set(numbers.ALL)
