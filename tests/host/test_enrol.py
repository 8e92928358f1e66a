import io
import stat
import sys
from pathlib import Path

import msgspec
import pytest

from redshank.core.errors import ConfigError, HostError
from redshank.host.certificate import pin_of
from redshank.host.enrol import Invitation, enrol, enrol_here, enrolled_at, read_token
from redshank.host.identity import read_identity
from redshank.host.keys import read_key
from redshank.host.state_folder import agent_folder, make_state_folder
from redshank.wire.messages import HostFacts
from redshank.wire.signing import agent_id_of, public_bytes
from tests.host.certificates import make_certificate
from tests.host.fake_server import TOKEN, FakeServer, fake_server

FACTS = HostFacts("web-03")


def test_host_gets_a_key_and_an_identity(tmp_path: Path) -> None:
    with fake_server() as server, make_state_folder(tmp_path / "agent") as folder:
        identity = enrol(Invitation(server.url, "", TOKEN), FACTS, folder)
        key = read_key(folder)
        assert key is not None and identity.agent_id == agent_id_of(public_bytes(key))
        assert (identity.server, identity.host_id, identity.server_key) == (server.url, "h-1", public_bytes(server.key))
        assert read_identity(folder) == identity and server.agents == {identity.agent_id: public_bytes(key)}
        assert stat.S_IMODE((tmp_path / "agent/key").stat().st_mode) == 0o600


def test_over_tls_the_pin_vouches_and_its_certificate_is_kept(tmp_path: Path) -> None:
    made = make_certificate(tmp_path)
    with fake_server(certificate=made.pem, context=made.context) as server, make_state_folder(tmp_path / "agent") as folder:
        identity = enrol(Invitation(server.url, pin_of(made.der), TOKEN), FACTS, folder)
        assert (identity.pin, identity.certificate) == (pin_of(made.der), made.pem)


def test_somebody_in_between_gets_neither_token_nor_key(tmp_path: Path) -> None:
    meant, shown = make_certificate(tmp_path), make_certificate(tmp_path)
    with fake_server(context=shown.context) as server, make_state_folder(tmp_path / "agent") as folder:
        with pytest.raises(HostError, match="another key"):
            enrol(Invitation(server.url, pin_of(meant.der), TOKEN), FACTS, folder)
        assert server.requests == [] and read_identity(folder) is None


def test_certificate_of_another_key_in_the_answer_is_refused(tmp_path: Path) -> None:
    shown, other = make_certificate(tmp_path), make_certificate(tmp_path)
    with fake_server(certificate=other.pem, context=shown.context) as server, make_state_folder(tmp_path / "agent") as folder:
        with pytest.raises(HostError, match="nothing was kept"):
            enrol(Invitation(server.url, pin_of(shown.der), TOKEN), FACTS, folder)
        assert read_identity(folder) is None


def test_second_enrolment_is_refused_unless_asked_for(tmp_path: Path) -> None:
    with fake_server() as server, make_state_folder(tmp_path / "agent") as folder:
        first = enrol(Invitation(server.url, "", TOKEN), FACTS, folder)
        with pytest.raises(HostError, match=f"already as agent {first.agent_id}.*--again"):
            enrol(Invitation(server.url, "", TOKEN), FACTS, folder)
        second = enrol(Invitation(server.url, "", TOKEN), FACTS, folder, again=True)
        assert second.agent_id != first.agent_id and read_identity(folder) == second


def test_second_enrolment_that_fails_leaves_the_first_as_it_was(tmp_path: Path) -> None:
    with fake_server() as server, make_state_folder(tmp_path / "agent") as folder:
        first = enrol(Invitation(server.url, "", TOKEN), FACTS, folder)
        with pytest.raises(HostError, match="refuses"):
            enrol(Invitation(server.url, "", "x" * 40), FACTS, folder, again=True)
        key = read_key(folder)
        assert key is not None and agent_id_of(public_bytes(key)) == first.agent_id
        assert read_identity(folder) == first


def test_key_of_a_try_that_failed_is_used_again(tmp_path: Path) -> None:
    with fake_server() as server, make_state_folder(tmp_path / "agent") as folder:
        with pytest.raises(HostError, match=r"refuses: no such token \(token_unknown\)"):
            enrol(Invitation(server.url, "", "x" * 40), FACTS, folder)
        key = read_key(folder)
        assert key is not None
        assert enrol(Invitation(server.url, "", TOKEN), FACTS, folder).agent_id == agent_id_of(public_bytes(key))


@pytest.mark.parametrize("fault", ["portal", "unsigned", "wrong_key", "garbage", "html_error", "redirect", "close_at_once", "half_answer"])
def test_what_is_no_redshank_server_enrols_nobody(fault: str, tmp_path: Path) -> None:
    with fake_server([fault]) as server, make_state_folder(tmp_path / "agent") as folder:
        with pytest.raises(HostError) as caught:
            enrol(Invitation(server.url, "", TOKEN), FACTS, folder)
        assert server.url in str(caught.value) and "\n" not in str(caught.value)
        assert read_identity(folder) is None


def test_server_that_names_another_agent_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = FakeServer._enrol
    monkeypatch.setattr(FakeServer, "_enrol", lambda *a: msgspec.structs.replace(real(*a), agent_id="b" * 26))
    with fake_server() as server, make_state_folder(tmp_path / "agent") as folder, pytest.raises(HostError, match="another agent"):
        enrol(Invitation(server.url, "", TOKEN), FACTS, folder)


def test_running_agent_is_not_enrolled_under_its_feet(tmp_path: Path) -> None:
    with fake_server() as server, make_state_folder(tmp_path / "agent") as folder:
        assert folder.lock()
        with pytest.raises(HostError, match="stop it first"):
            enrol(Invitation(server.url, "", TOKEN), FACTS, folder, again=True)


def test_host_of_the_server_enrols_by_the_server_s_own_word(tmp_path: Path) -> None:
    assert not enrolled_at(tmp_path)
    with fake_server() as server:
        identity = enrol_here(tmp_path, {"address": server.url, "pin": None, "token": TOKEN})
    with make_state_folder(agent_folder(tmp_path)) as folder:
        assert read_identity(folder) == identity
    assert enrolled_at(tmp_path)


def test_token_comes_from_a_file_or_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "token").write_text(f" {TOKEN}\n")
    assert read_token(str(tmp_path / "token")) == TOKEN
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{TOKEN}\n"))
    assert read_token("-") == TOKEN


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 500, b"two words that are long enough", b"\xff" * 30, "ü".encode() * 30])
def test_file_without_a_token_is_one_sentence(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(content)
    with pytest.raises(ConfigError, match=f"token file {tmp_path / 'token'}: no token in it"):
        read_token(str(tmp_path / "token"))
    with pytest.raises(ConfigError, match="No such file"):
        read_token(str(tmp_path / "missing"))
