"""The server's own keys: Ed25519, by which agents know its answers, and the certificate of TLS. Files of mode 0600."""

import base64
import hashlib
import ipaddress
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID

from redshank.core.errors import ConfigError

LIFETIME = timedelta(days=3650)
"""Of the certificate: agents pin its key and look at no date, browsers are told to trust it once."""
KEY_FILE, CERTIFICATE_FILE, TLS_KEY_FILE = "server.key", "tls.pem", "tls.key"


@dataclass(frozen=True, slots=True)
class Certificate:
    """certificate, key: files, as the web server wants them. pem: the certificate's text. pin: `sha256/…` of its key."""

    certificate: Path
    key: Path
    pem: str
    pin: str


def server_key(folder: Path) -> Ed25519PrivateKey:
    """The key in this folder, made at the first call. Raises ConfigError where the file holds none."""
    path = folder / KEY_FILE
    if not path.exists():
        _write(path, Ed25519PrivateKey.generate().private_bytes_raw())
    raw = path.read_bytes()
    if len(raw) != 32:
        raise ConfigError(f"{path}: holds no key of 32 bytes: put the backup back, agents trust no other")
    return Ed25519PrivateKey.from_private_bytes(raw)


def certificate(folder: Path, names: list[str]) -> Certificate:
    """The certificate in this folder, made at the first call for these host names and addresses."""
    paths = folder / CERTIFICATE_FILE, folder / TLS_KEY_FILE
    if not all(path.exists() for path in paths):
        _make(*paths, names)
    pem = paths[0].read_text()
    return Certificate(*paths, pem, pin_of(x509.load_pem_x509_certificate(pem.encode())))


def pin_of(found: x509.Certificate) -> str:
    """`sha256/` and base64 of the sha256 of the SubjectPublicKeyInfo, as RFC 7469 has it."""
    spki = found.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return "sha256/" + base64.b64encode(hashlib.sha256(spki).digest()).decode()


def _make(certificate_path: Path, key_path: Path, names: list[str]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Redshank server")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.SubjectAlternativeName([_general(one) for one in dict.fromkeys(names)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(key_path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    _write(certificate_path, made.public_bytes(Encoding.PEM))


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, readable by us alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(fd, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
