import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from redshank.core.errors import HostError
from redshank.host.certificate import pin_of_pem
from redshank.server.store.control import agents, tokens
from redshank.server.store.control.database import open_control
from redshank.simulate import destination as module
from redshank.simulate.destination import Destination, Ready, open_destination, running
from redshank.simulate.sandbox.control_group import ControlGroup
from tests.simulate.made import STARTED, control_with_agents


@pytest.fixture
def answering() -> Iterator[str]:
    """HOST:PORT of something that answers to /healthz."""
    with serving(None) as address:
        yield address


@contextmanager
def serving(tls: ssl.SSLContext | None) -> Iterator[str]:
    """HOST:PORT of such a thing, by TLS where a context is given."""

    class Healthy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Healthy) as server:
        if tls is not None:
            server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a plain visitor is no reason to say so on stderr
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_server_runs_where_it_answers_and_its_data_are_there(answering: str, tmp_path: Path) -> None:
    assert running(tmp_path, answering) is None
    (tmp_path / "server").mkdir()
    port = answering.rpartition(":")[2]
    assert running(tmp_path, answering) == running(tmp_path, f"0.0.0.0:{port}") == Ready(f"http://localhost:{port}")
    assert running(tmp_path, f"127.0.0.1:{module._free_port()}") is None


def test_server_that_speaks_tls_is_known_by_the_key_it_shows(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "web")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    certificate = builder.not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1)).sign(key, hashes.SHA256())
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "both.pem").write_bytes(pem + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "both.pem")
    (tmp_path / "server").mkdir()
    with serving(context) as address:
        found = running(tmp_path, address)
    assert found == Ready(f"https://{address}", pin=pin_of_pem(pem.decode()))


@pytest.mark.root
def test_running_server_is_used_and_its_tokens_mark_what_comes(answering: str, tmp_path: Path, group: ControlGroup) -> None:
    (tmp_path / "server").mkdir()
    with open_destination(tmp_path, group, answering) as found:
        assert (found.thrown_away, found.data, found.door[1]) == (False, tmp_path, int(answering.rpartition(":")[2]))
        secret, token_id = found.token(STARTED)
        with found.control.read() as c:
            (token,) = tokens.all_tokens(c)
        assert secret.startswith("rsenr_") and token.token_id == token_id
        assert (token.simulated, token.max_uses, token.created_by) == (True, 1, "simulate")
    assert (tmp_path / "server").is_dir()


@pytest.mark.root
def test_server_that_cannot_start_is_told_with_its_last_word_and_leaves_no_folder(tmp_path: Path, group: ControlGroup, monkeypatch) -> None:
    program = tmp_path / "python"
    program.write_text(
        "#!/bin/sh\nif [ \"$2\" = redshank ]; then echo 'redshank: no chdb here' >&2; exit 2; fi\n" + f'exec {sys.executable} "$@"\n'
    )
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with (
        pytest.raises(HostError, match="no server could be started for the story: redshank: no chdb here"),
        open_destination(tmp_path, group),
    ):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["python"]


def test_agent_is_known_by_the_token_it_used(tmp_path: Path) -> None:
    with control_with_agents(tmp_path / "server", b"\1" * 32) as (control, _):
        found = Destination(Ready("http://localhost:1"), control, tmp_path, thrown_away=False)
        (_, used), (_, unused) = found.token(STARTED), found.token(STARTED)
        with control.write() as c:
            agent = agents.enrol(c, agents.NewAgent(b"\2" * 32, agents.Facts("web-03"), token_id=used), STARTED)
        assert found.agent_of(used) == agent.agent_id
        with pytest.raises(HostError, match="is it the server of"):
            found.agent_of(unused)


@pytest.mark.parametrize(("address", "port", "tls"), [("http://localhost:8765", 8765, False), ("https://web.example", 443, True)])
def test_door_is_where_the_address_says(address: str, port: int, tls: bool, tmp_path: Path) -> None:
    control = open_control(tmp_path)
    found = Destination(Ready(address), control, tmp_path, thrown_away=True)
    assert (found.door[1], found.tls) == (port, tls)
    control.close()
