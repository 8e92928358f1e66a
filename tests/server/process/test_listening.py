import socket

import pytest

from redshank.core.errors import HostError
from redshank.server.process.listening import address, certificate_names, open_sockets
from redshank.server.settings import ServerSettings


def test_loopback_is_taken_in_both_families_under_one_port():
    sockets = open_sockets(ServerSettings(bind="127.0.0.1:0"))
    try:
        ports = {one.getsockname()[1] for one in sockets}
        assert len(ports) == 1
        assert {one.getsockname()[0] for one in sockets} <= {"127.0.0.1", "::1"}
        assert not any(one.get_inheritable() for one in sockets)
        with socket.create_connection(("127.0.0.1", ports.pop()), 5):
            pass
    finally:
        for one in sockets:
            one.close()


def test_address_that_is_taken_is_said_with_what_to_do():
    taken = open_sockets(ServerSettings(bind="127.0.0.1:0"))
    port = taken[0].getsockname()[1]
    try:
        with pytest.raises(HostError, match=f"cannot listen on 127.0.0.1:{port}: .* give --bind"):
            open_sockets(ServerSettings(bind=f"127.0.0.1:{port}"))
    finally:
        for one in taken:
            one.close()


def test_address_of_another_machine_is_refused():
    with pytest.raises(HostError, match=r"cannot listen on 203\.0\.113\.9:1"):
        open_sockets(ServerSettings(bind="203.0.113.9:1"))


@pytest.mark.parametrize(
    ("bind", "names", "shown"),
    [
        ("127.0.0.1:8765", (), "http://localhost:8765"),
        ("[::1]:8765", (), "http://localhost:8765"),
        ("192.0.2.10:443", (), "https://192.0.2.10:443"),
        ("[2001:db8::1]:443", (), "https://[2001:db8::1]:443"),
        ("0.0.0.0:443", ("watch.example.org",), "https://watch.example.org:443"),
        ("0.0.0.0:443", (), f"https://{socket.gethostname()}:443"),
    ],
)
def test_address_is_shown_as_people_open_it(bind, names, shown):
    settings = ServerSettings(bind=bind, names=names)
    assert address(settings, settings.host_and_port()[1]) == shown


def test_certificate_is_for_our_names_and_a_real_address():
    assert certificate_names(ServerSettings(bind="192.0.2.10:443", names=("a.example.org",))) == [
        "a.example.org",
        socket.gethostname(),
        "localhost",
        "192.0.2.10",
    ]
    assert "0.0.0.0" not in certificate_names(ServerSettings(bind="0.0.0.0:443"))
