import pytest
from clickhouse_connect.driver.exceptions import DatabaseError

from redshank.core.errors import StoreError
from redshank.server.store.clients import Clients, translated


class Client:
    def __init__(self):
        self.closed = False

    def close(self):
        self.closed = True


def test_a_client_is_lent_to_one_at_a_time_and_given_back():
    made = []
    clients = Clients(lambda: made.append(Client()) or made[-1])
    with clients.lend() as first, clients.lend() as second:
        assert first is not second
    with clients.lend() as again:
        assert again in made
    assert len(made) == 2


def test_closing_closes_the_idle_at_once_and_the_lent_when_they_come_back():
    made = []
    clients = Clients(lambda: made.append(Client()) or made[-1])
    with clients.lend() as lent:
        clients.close()
        assert not lent.closed
    assert lent.closed
    with pytest.raises(StoreError, match="closed"), clients.lend():
        pass


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError(28, "No space left on device"), "full"),
        (OSError(5, "Input/output error"), "broken"),
        (DatabaseError("No space left on device"), "full"),
        (DatabaseError("x"), "broken"),
    ],
)
def test_errors_of_disk_and_engine_are_store_errors(error, kind):
    with pytest.raises(StoreError) as raised, translated():
        raise error
    assert raised.value.kind == kind
