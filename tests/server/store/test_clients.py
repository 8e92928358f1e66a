import threading

import pytest
from clickhouse_connect.driver.exceptions import DatabaseError

from redshank.core.errors import StoreError
from redshank.server.store.clients import Clients, translated


class Client:
    def __init__(self):
        self.closed = False

    def close(self):
        self.closed = True


class Made:
    def __init__(self):
        self.clients: list[Client] = []

    def one(self):
        self.clients.append(Client())
        return self.clients[-1]


def test_a_client_is_lent_to_one_at_a_time_and_given_back():
    made = Made()
    clients = Clients(made.one)
    with clients.lend() as first, clients.lend() as second:
        assert first is not second
    with clients.lend() as again:
        assert again in made.clients
    assert len(made.clients) == 2


def test_closing_ends_what_is_asked_and_closes_the_idle_and_the_lent():
    made, ended = Made(), threading.Event()
    clients = Clients(made.one, lambda client: ended.set())
    taken = threading.Event()

    def ask():
        with clients.lend():
            taken.set()
            ended.wait(10)

    asking = threading.Thread(target=ask)
    asking.start()
    taken.wait(10)
    clients.close()
    asking.join()
    assert [client.closed for client in made.clients] == [True, True]
    clients.close()
    with pytest.raises(StoreError, match="closed"), clients.lend():
        pass


def test_client_that_cannot_be_opened_is_not_waited_for():
    def make():
        raise OSError(5, "Input/output error")

    clients = Clients(make)
    with pytest.raises(StoreError), clients.lend():
        pass
    clients.close(patience_s=0.0)
    assert clients._lent == 0


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
