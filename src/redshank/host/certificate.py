"""The server's certificate: known by the hash of its key, and then the only one that is trusted.

The pin vouches for the key. A name or a date in the certificate says nothing more, and a host whose clock is wrong must
still be able to report; so neither is looked at.
"""

import base64
import hashlib
import socket
import ssl

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from redshank.core.errors import HostError
from redshank.host.server_address import ServerAddress

_NO_CHECK_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME, openssl/x509_vfy.h
_PARTIAL_CHAIN = 0x80000  # X509_V_FLAG_PARTIAL_CHAIN: the certificate itself is the anchor, whoever signed it


def pin_of(der: bytes) -> str:
    """`sha256/` and the base64 of the hash of the certificate's public key (SubjectPublicKeyInfo, RFC 7469 2.4)."""
    try:
        key = x509.load_der_x509_certificate(der).public_key()
    except ValueError as error:
        raise HostError("the server shows a certificate that cannot be read") from error
    digest = hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    return f"sha256/{base64.b64encode(digest).decode()}"


def pin_of_pem(pem: str) -> str:
    """The same of a certificate as text. Raises HostError where it is none."""
    try:
        return pin_of(ssl.PEM_cert_to_DER_cert(pem))
    except ValueError as error:
        raise HostError("a certificate that cannot be read") from error


def pinned_certificate(address: ServerAddress, pin: str, timeout_s: float) -> str:
    """PEM of the certificate that the server shows, whose key has this pin. Nothing is sent to the server.

    Raises HostError where the pin is another one: somebody stands between, or the server was set up anew. OSError where
    it cannot be reached.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # only to see it: it is compared before it is trusted
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    plain = socket.create_connection((address.host, address.port), timeout_s)
    with plain, context.wrap_socket(plain, server_hostname=address.host) as secured:
        der = secured.getpeercert(binary_form=True) or b""
    if (found := pin_of(der)) != pin:
        raise HostError(f"{address.url} shows another key ({found}) than the pinned one: compare it with the server's own word")
    return ssl.DER_cert_to_PEM_cert(der)


def trusting_only(pem: str) -> ssl.SSLContext:
    """A context in which this certificate is trusted and no other, not even one of the system's authorities."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.verify_flags = ssl.VerifyFlags(context.verify_flags | _NO_CHECK_TIME | _PARTIAL_CHAIN)
    context.load_verify_locations(cadata=pem)
    return context
