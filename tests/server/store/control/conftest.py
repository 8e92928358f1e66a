"""An open control store for each test: SQLite, and PostgreSQL too where an address of one is given."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from redshank.server.store.control.database import FILE_NAME, Control, open_control, open_url
from redshank.server.store.control.schema import HEAD, migrate

POSTGRES_URL = os.environ.get("REDSHANK_TEST_POSTGRES", "")
"""`postgresql+psycopg://…` of a database that tests may empty."""


KINDS = ["sqlite", "postgresql"] if POSTGRES_URL else ["sqlite"]


@pytest.fixture(scope="session")
def fresh_file(tmp_path_factory):
    """A SQLite store after its first start: to copy it takes a fraction of what the migrations take."""
    folder = tmp_path_factory.mktemp("fresh")
    open_control(folder).close()
    return (folder / FILE_NAME).read_bytes()


def emptied(kind: str, folder: Path, fresh: bytes) -> Control:
    """A store of this kind as it is after its first start."""
    if kind == "sqlite":
        (folder / FILE_NAME).write_bytes(fresh)
        return open_control(folder)
    opened = open_url(POSTGRES_URL)
    with opened.write() as c:
        migrate(c, "base")
        migrate(c, HEAD)
    return opened


@pytest.fixture(params=KINDS)
def control(request, tmp_path, fresh_file) -> Iterator[Control]:
    """A store for one test."""
    opened = emptied(request.param, tmp_path, fresh_file)
    yield opened
    opened.close()


@pytest.fixture(params=KINDS, scope="module")
def shared(request, tmp_path_factory, fresh_file) -> Iterator[Control]:
    """A store for all tests of a module that ask for it; they leave it as they found it."""
    opened = emptied(request.param, tmp_path_factory.mktemp("shared"), fresh_file)
    yield opened
    opened.close()
