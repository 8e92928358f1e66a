import socket
import threading
import time

import pytest

from redshank.simulate.doors import Door, give_page, hold, relay_to


def door(answer) -> tuple[Door, tuple[str, int]]:
    listening = socket.create_server(("127.0.0.1", 0))
    return Door(listening, answer), listening.getsockname()


def test_page_is_given_to_everybody() -> None:
    one, address = door(give_page(b"page"))
    for _ in range(3):
        with socket.create_connection(address, 5) as visit:
            visit.sendall(b"GET / HTTP/1.0\r\n\r\n")
            assert visit.recv(1000).endswith(b"\r\n\r\npage")
    one.close()
    assert one.visits == 3


def test_visitor_is_held_until_he_goes_or_the_door_closes() -> None:
    one, address = door(hold)
    stays = socket.create_connection(address, 5)
    with socket.create_connection(address, 5) as visit:
        visit.sendall(b"hello")
    end = time.monotonic() + 5
    while one.visits < 2 and time.monotonic() < end:
        time.sleep(0.01)
    one.close()
    assert stays.recv(10) == b"", "the door sent him away"
    stays.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address, 5)


def test_relay_copies_both_ways_and_hands_on_the_end() -> None:
    server = socket.create_server(("127.0.0.1", 0))

    def shout() -> None:
        visitor, _ = server.accept()
        with visitor:
            heard = b""
            while data := visitor.recv(1000):
                heard += data
            visitor.sendall(heard.upper())

    thread = threading.Thread(target=shout)
    thread.start()
    one, address = door(relay_to(server.getsockname()))
    with socket.create_connection(address, 5) as visit:
        visit.sendall(b"x" * 200_000)
        visit.shutdown(socket.SHUT_WR)
        back = b""
        while data := visit.recv(65_536):
            back += data
    thread.join(5)
    one.close()
    server.close()
    assert back == b"X" * 200_000


def test_server_that_is_away_closes_the_visit_and_not_the_door() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        nowhere = gone.getsockname()
    one, address = door(relay_to(nowhere))
    for _ in range(2):
        with socket.create_connection(address, 5) as visit:
            assert visit.recv(10) == b""
    one.close()
