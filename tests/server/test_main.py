import http.client
import os
import socket
import ssl
import time
from contextlib import closing

import pytest
from cryptography import x509

from redshank.cli import main as cli
from redshank.core.errors import StoreError
from redshank.server import main
from redshank.server.main import Wishes, hello, open_stores
from redshank.server.store.control import alerts, users
from redshank.server.store.control.alert_filter import AlertFilter
from redshank.server.store.control.database import open_control
from redshank.server.store.keyring import pin_of
from tests.generated import build
from tests.server.ingest.sending import Sender, block
from tests.server.running import running


def insmod(pid=1):
    return build.process_exec(
        event_id=None, process_executable="/usr/bin/kmod", process_args=["insmod", "/tmp/x.ko"],
        process_command_line="insmod /tmp/x.ko", process_pid=pid,
    )  # fmt: skip


def kept_titles(data):
    control = open_control(data / "server")
    try:
        with control.read() as connection:
            return [row.title for row in alerts.page(connection, AlertFilter(), limit=50).rows]
    finally:
        control.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="as another user the server gives up nothing: only as root all of its way is gone")
def test_server_from_start_to_end_events_alerts_marks_pages(tmp_path):
    data = tmp_path / "data"
    with running(data) as server:
        assert server.hello["kind"] == "ready"
        assert server.hello["address"] == f"http://localhost:{server.port}"
        assert server.hello["link"].startswith(f"{server.hello['address']}/first-run?key=")
        assert server.hello["pin"] is None
        sender = Sender()
        enrolled = server.enrol(sender)
        assert server.push(sender, block(1, 1, [insmod()])).high_water["1"] == 1
        assert server.get("/healthz")[0] == 200
        assert server.get("/login")[0] == 200
        with closing(http.client.HTTPConnection("127.0.0.1", server.port)) as kept_open:
            kept_open.request("GET", "/login")
            kept_open.getresponse().read()
            begin = time.monotonic()
            assert server.stop() == 0
            assert time.monotonic() - begin < 10, "a second on a quiet machine"
    assert [mark["what"] for mark in server.marks] == ["first_event", "first_alert", "first_severity_1"]
    assert {mark["agent"] for mark in server.marks} == {enrolled.agent_id}
    assert any("insmod" in title for title in kept_titles(data))
    with running(data) as server:
        assert server.push(sender, block(1, 1, [insmod()])).high_water["1"] == 1, "known after a start, and stored once"
        assert server.stop() == 0


def test_address_but_loopback_speaks_tls_only_with_the_key_that_is_told(tmp_path):
    with running(tmp_path / "data", bind="0.0.0.0:0") as server:
        assert server.hello["address"].startswith("https://")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with socket.create_connection(("127.0.0.1", server.port), 10) as plain, context.wrap_socket(plain) as wrapped:
            shown = x509.load_der_x509_certificate(wrapped.getpeercert(binary_form=True) or b"")
        assert pin_of(shown) == server.hello["pin"]
        with pytest.raises((ConnectionError, http.client.HTTPException)):
            server.get("/healthz")


def test_hello_has_a_link_only_while_there_is_no_owner(tmp_path):
    control = open_control(tmp_path)
    try:
        first = hello(control, "http://localhost:1", None, Wishes(token=True), 1)
        assert str(first["link"]).startswith("http://localhost:1/first-run?key=")
        assert str(first["token"]).startswith("rsenr_")
        with control.write() as connection:
            users.create(connection, "anna", "owner", 1, "a hash")
        assert hello(control, "http://localhost:1", None, Wishes(), 1) == {
            "kind": "ready",
            "address": "http://localhost:1",
            "link": None,
            "pin": None,
        }
    finally:
        control.close()


def test_stores_that_cannot_both_be_opened_are_both_closed(tmp_path, monkeypatch):
    def broken(folder):
        raise StoreError("no engine", "broken")

    monkeypatch.setattr(main, "open_embedded", broken)
    with pytest.raises(StoreError, match="no engine"):
        open_stores(tmp_path / "server")
    open_control(tmp_path / "server").close()


def test_indicators_that_come_while_the_server_runs_count_at_once_and_in_retrospect(tmp_path):
    data, listed = tmp_path / "data", tmp_path / "bad.txt"
    listed.write_text("198.18.7.7\n")

    def connect(pid):
        where = {"destination_ip": "198.18.7.7", "destination_port": 443}
        return build.net_connect(event_id=None, process_pid=pid, process_executable=f"/x{pid}", **where)

    with running(data) as server:
        sender = Sender()
        server.enrol(sender)
        server.push(sender, block(1, 1, [connect(1)]))
        assert kept_titles(data) == []
        assert cli.entry(["intel", "add", str(listed), "--licence", "ours", "--data", str(data)]) == 0
        deadline = time.monotonic() + 30
        sent = 1
        while not {"/x1", "/x2"} <= (found := kept_listed(data)).keys():
            assert time.monotonic() < deadline, found
            if "/x1" in found:
                sent += 1
                server.push(sender, block(1, sent, [connect(2)]))
            time.sleep(0.2)
        assert server.stop() == 0
    assert found["/x1"]["redshank.retro"] is True
    assert "redshank.retro" not in found["/x2"]
    assert any("(in bad (ours, fetched " in clause["clause"] for clause in found["/x2"]["why"])


def kept_listed(data):
    """The alerts that are kept, by the program that connected."""
    control = open_control(data / "server")
    try:
        with control.read() as connection:
            rows = alerts.page(connection, AlertFilter(), limit=50).rows
            records = [alerts.record(connection, row.id) for row in rows]
            return {one.row.executable: one.body for one in records if one is not None}
    finally:
        control.close()
