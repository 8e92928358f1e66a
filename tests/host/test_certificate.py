import base64
import hashlib
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from redshank.core.errors import HostError
from redshank.host.certificate import pin_of, pin_of_pem, pinned_certificate, trusting_only
from redshank.host.connection import AnswerError, Connection
from redshank.host.server_address import read_address
from tests.host.certificates import make_certificate
from tests.host.fake_server import fake_server


def test_pin_is_the_hash_of_the_key_alone(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    first, renewed = make_certificate(tmp_path, key=key), make_certificate(tmp_path, key=key)
    info = x509.load_der_x509_certificate(first.der).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert pin_of(first.der) == "sha256/" + base64.b64encode(hashlib.sha256(info).digest()).decode()
    assert first.pem != renewed.pem and pin_of_pem(first.pem) == pin_of_pem(renewed.pem)
    assert pin_of(make_certificate(tmp_path).der) != pin_of(first.der)


@pytest.mark.parametrize("text", ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_text_that_is_no_certificate_is_one_sentence(text: str) -> None:
    with pytest.raises(HostError, match="certificate that cannot be read"):
        pin_of_pem(text)


def test_certificate_with_another_key_than_the_pinned_one_is_refused_before_a_byte_is_sent(tmp_path: Path) -> None:
    shown, meant = make_certificate(tmp_path), make_certificate(tmp_path)
    with fake_server(context=shown.context) as server:
        address = read_address(server.url, pin_of(meant.der))
        with pytest.raises(HostError, match="another key"):
            pinned_certificate(address, pin_of(meant.der), 5)
        assert server.requests == []
        assert pinned_certificate(address, pin_of(shown.der), 5) == shown.pem


@pytest.mark.parametrize("days", [(-1, 30), (-30, -1), (1, 30)], ids=["now", "over", "not yet"])
def test_pinned_certificate_is_trusted_whatever_the_host_s_clock_says(days: tuple[int, int], tmp_path: Path) -> None:
    made = make_certificate(tmp_path, days=days)
    with fake_server(["portal"], context=made.context) as server:
        link = Connection(read_address(server.url, pin_of(made.der)), trusting_only(made.pem))
        assert link.ask("/", b"", {}).status == 200
        link.close()


def test_no_other_certificate_is_trusted(tmp_path: Path) -> None:
    shown, meant = make_certificate(tmp_path), make_certificate(tmp_path)
    with fake_server(context=shown.context) as server:
        link = Connection(read_address(server.url, pin_of(meant.der)), trusting_only(meant.pem))
        with pytest.raises(AnswerError, match="no TLS with the pinned server") as caught:
            link.open()
        assert caught.value.kind == "tls" and server.requests == []


def test_old_tls_is_not_spoken(tmp_path: Path) -> None:
    made = make_certificate(tmp_path)
    made.context.maximum_version = ssl.TLSVersion.TLSv1_2
    with fake_server(context=made.context) as server:
        link = Connection(read_address(server.url, pin_of(made.der)), trusting_only(made.pem))
        with pytest.raises(AnswerError):
            link.open()
