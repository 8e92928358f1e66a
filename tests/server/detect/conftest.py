import pytest

from tests.server.ingest.stores import Stores


@pytest.fixture
def stores(tmp_path):
    made = Stores(tmp_path / "server")
    yield made
    made.control.close()
