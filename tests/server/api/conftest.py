"""A server with nothing on it, and people who look at it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from litestar.testing import TestClient

from redshank.analysis.detect.engine import VERSION
from redshank.analysis.detection import Detection
from redshank.core.clock import FixedClock
from tests.server.site import Site, open_site, shipped_detection

NOW_NS = 1_795_507_200_000_000_000
BASE = "http://127.0.0.1:8765"
"""Where a test's browser goes; by address, since the client takes a name without a dot for a mistake."""
CALL = {"X-Redshank-Request": "1"}
"""What the console sends with every call that changes something."""


@pytest.fixture(scope="session")
def loaded() -> Detection:
    return shipped_detection()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW_NS, 1_000_000_000_000)


@pytest.fixture
def site(tmp_path: Path, loaded: Detection, clock: FixedClock) -> Iterator[Site]:
    """A server whose clock stands still until it is moved."""
    loaded.engine.restore({"version": VERSION, "repeats": [], "correlation": _nothing(loaded)})
    loaded.engine.filters.use(())
    made = open_site(tmp_path, found=loaded, clock=clock)
    yield made
    made.close()


def _nothing(loaded: Detection) -> object:
    from redshank.analysis.detect.correlate import Correlator

    return Correlator(loaded.engine.rules.values(), lambda *_: ()).snapshot()


Visit = Callable[[str | None], httpx.Client]


@pytest.fixture
def visit(site: Site) -> Iterator[Visit]:
    """Opens a browser of somebody with a role; None is a stranger."""
    opened: list[TestClient] = []
    known: set[str] = set()

    def come(role: str | None) -> httpx.Client:
        client = TestClient(site.app(), base_url=BASE)
        client.follow_redirects = False
        client.__enter__()
        opened.append(client)
        if role is not None:
            if role not in known:
                site.user(role)
                known.add(role)
            client.cookies.update(site.cookie(role))
        return client

    yield come
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def owner(visit: Visit) -> httpx.Client:
    return visit("owner")


@pytest.fixture
def stranger(visit: Visit) -> httpx.Client:
    return visit(None)
