import socket
import threading

from redshank.simulate import web_site


def asked(path: str) -> bytes:
    ours, theirs = socket.socketpair()
    thread = threading.Thread(target=web_site.answer, args=(theirs,))
    thread.start()
    ours.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
    thread.join(20)
    theirs.close()
    with ours:
        answer = b""
        while data := ours.recv(65_536):
            answer += data
    return answer.partition(b"\r\n\r\n")[2]


def test_only_the_uploaded_page_runs_its_commands(monkeypatch) -> None:
    monkeypatch.setattr(web_site, "COMMANDS", "id -u; echo done")
    assert asked("/") == b"It works.\n"
    assert asked("/other?c=reboot") == b"It works.\n"
    assert asked(f"{web_site.UPLOADED}?c=reboot").endswith(b"done\n")


def test_request_that_is_none_is_answered_too() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(b"\xff\xff\xff")
        web_site.answer(theirs)
        assert ours.recv(1000).startswith(b"HTTP/1.0 200 OK")


def test_commands_of_the_page_are_the_storys_and_reach_documentation_addresses_only() -> None:
    assert web_site.COMMANDS.split("; ")[:3] == ["id", "uname -a", "cat /etc/passwd"]
    assert "198.51.100.23" in web_site.COMMANDS
