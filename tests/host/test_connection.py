import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest

from redshank.host import connection
from redshank.host.connection import MAX_BODY_BYTES, AnswerError, Connection
from redshank.host.server_address import ServerAddress

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nX-Word: a\r\n\r\nhi"


@contextmanager
def answering(talk: Callable[[socket.socket], None]) -> Iterator[ServerAddress]:
    """A listener that talks with each connection as told, in threads."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    peer, _ = listener.accept()
                except OSError:
                    return
                with peer:
                    peer.settimeout(5)
                    with suppress(OSError):
                        talk(peer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield ServerAddress("localhost", listener.getsockname()[1], tls=False)
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def talk_of(*answers: bytes) -> Callable[[socket.socket], None]:
    def talk(peer: socket.socket) -> None:
        for answer in answers:
            if not peer.recv(65536):
                return
            peer.sendall(answer)
        if len(answers) > 1:
            peer.recv(1)  # keeps it open until the other side has had enough

    return talk


def test_connection_is_kept_and_used_again() -> None:
    seen: list[int] = []

    def talk(peer: socket.socket) -> None:
        seen.append(peer.getpeername()[1])
        talk_of(OK, OK, OK)(peer)

    with answering(talk) as address:
        link = Connection(address, None)
        answers = [link.ask("/x", b"", {}) for _ in range(3)]
        assert {(one.status, one.headers["x-word"], one.body) for one in answers} == {(200, "a", b"hi")}
        assert len(seen) == 1 and link.is_open()
        link.close()
        assert not link.is_open()


def test_this_host_is_reached_though_nothing_tells_where_localhost_is(monkeypatch: pytest.MonkeyPatch) -> None:
    known = socket.getaddrinfo

    def bare(host: str, *more: object, **how: object) -> object:
        if host == "localhost":
            raise socket.gaierror(-2, "Name or service not known")
        return known(host, *more, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", bare)
    with answering(talk_of(OK)) as address:
        link = Connection(replace(address, host="localhost"), None)
        assert link.ask("/x", b"", {}).status == 200
        link.close()


def test_idle_connection_that_the_server_closed_is_noticed_before_it_is_used() -> None:
    with answering(talk_of(OK)) as address:
        link = Connection(address, None)
        link.ask("/x", b"", {})
        for _ in range(200):
            if not link.is_open():
                break
            threading.Event().wait(0.01)
        assert not link.is_open()
        assert link.ask("/x", b"", {}).status == 200
        link.close()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"", "lost"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "no_http"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhi", "lost"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\nhi", "too_long"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (MAX_BODY_BYTES + 1), "too_long"),
        (b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200 + b"\r\n", "no_http"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nhi\r\n", "lost"),
        (b"HTTP/1.1 200 " + b"x" * 70_000 + b"\r\n\r\n", "no_http"),
    ],
    ids=["nothing", "another protocol", "cut", "too long", "endless", "too many headers", "wrong chunk", "long line"],
)
def test_what_is_no_whole_answer_has_a_kind_and_closes_the_connection(answer: bytes, kind: str) -> None:
    with answering(talk_of(answer)) as address:
        link = Connection(address, None)
        with pytest.raises(AnswerError) as caught:
            link.ask("/x", b"", {})
        assert caught.value.kind == kind and address.url in str(caught.value)
        assert not link.is_open()


def test_silence_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "SILENCE_S", 0.05)
    def talk(peer: socket.socket) -> None:
        threading.Event().wait(0.5)

    with answering(talk) as address:
        with pytest.raises(AnswerError) as caught:
            Connection(address, None).ask("/x", b"", {})
        assert caught.value.kind == "timeout"


def test_answer_that_trickles_is_cut_off_when_its_time_is_over() -> None:
    def talk(peer: socket.socket) -> None:
        peer.recv(65536)
        peer.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
        while True:
            peer.sendall(b"x")
            threading.Event().wait(0.01)

    now = [0.0]
    with answering(talk) as address:
        link = Connection(address, None, lambda: now[0])

        def tend() -> None:
            now[0] += 91
            link.expire()

        tending = threading.Timer(0.1, tend)
        tending.start()
        with pytest.raises(AnswerError):
            link.ask("/x", b"", {})
        tending.join()


def test_request_within_its_time_is_left_alone() -> None:
    with answering(talk_of(OK, OK)) as address:
        link = Connection(address, None)
        link.expire()
        assert link.ask("/x", b"", {}).status == 200
        link.expire()
        assert link.is_open()
        link.close()


def test_nobody_there_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(AnswerError, match="refused") as caught:
        Connection(ServerAddress("127.0.0.1", port, tls=False), None).open()
    assert caught.value.kind == "unreachable"


def test_proxies_of_the_environment_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with answering(talk_of(OK)) as address:
        link = Connection(address, None)
        assert link.ask("/x", b"", {}).body == b"hi"
        link.close()


def test_name_that_leads_off_this_host_gets_nothing_in_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[bytes] = []

    def talk(peer: socket.socket) -> None:
        heard.append(peer.recv(10))

    with answering(talk) as address:
        monkeypatch.setattr(connection, "is_loopback", lambda peer: False)
        with pytest.raises(AnswerError, match="plain http goes nowhere else") as caught:
            Connection(address, None).ask("/x", b"", {})
        assert caught.value.kind == "not_loopback"
    assert b"".join(heard) == b""


def test_redirect_is_an_answer_and_not_a_way() -> None:
    with answering(talk_of(b"HTTP/1.1 302 Found\r\nlocation: http://192.0.2.1/\r\ncontent-length: 0\r\n\r\n")) as address:
        link = Connection(address, None)
        assert link.ask("/x", b"", {}).status == 302
        link.close()
