"""An open control store for each test: SQLite, and PostgreSQL too where an address of one is given."""

import os
from collections.abc import Iterator

import pytest

from redshank.server.store.control.database import Control, open_control, open_url
from redshank.server.store.control.schema import migrate

POSTGRES_URL = os.environ.get("REDSHANK_TEST_POSTGRES", "")
"""`postgresql+psycopg://…` of a database that tests may empty."""


@pytest.fixture(params=["sqlite", "postgresql"] if POSTGRES_URL else ["sqlite"])
def control(request, tmp_path) -> Iterator[Control]:
    if request.param == "postgresql":
        opened = open_url(POSTGRES_URL)
        with opened.write() as c:
            migrate(c, "base")
        opened.close()
        opened = open_url(POSTGRES_URL)
    else:
        opened = open_control(tmp_path / "server")
    yield opened
    opened.close()
