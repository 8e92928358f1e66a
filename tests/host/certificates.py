"""Certificates made in the test: self-signed, with a key of their own."""

import datetime
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Made:
    """pem: the certificate. context: of a server that shows it."""

    pem: str
    context: ssl.SSLContext

    @property
    def der(self) -> bytes:
        return ssl.PEM_cert_to_DER_cert(self.pem)


def make_certificate(folder: Path, *, days: tuple[int, int] = (-1, 30), key: ec.EllipticCurvePrivateKey | None = None) -> Made:
    """days: when it begins and ends, from now."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "redshank.example")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + datetime.timedelta(days=days[0]))
        .not_valid_after(now + datetime.timedelta(days=days[1]))
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(Encoding.PEM).decode()
    file = folder / f"{made.serial_number}.pem"
    file.write_text(pem + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return Made(pem, context)
