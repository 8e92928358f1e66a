"""The memory store is held to tests/contract/test_event_store.py; here is what is its own."""

from redshank.server.store.event_store import Query
from redshank.server.store.memory import MemoryStore
from tests.contract.test_event_store import batch, event


def test_it_forgets_when_it_goes_and_close_gives_nothing_back():
    store = MemoryStore()
    store.append(batch(1, event(1)))
    store.close()
    assert len(store.query(Query())) == 1
    assert MemoryStore().query(Query()) == []
