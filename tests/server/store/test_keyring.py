import stat

import pytest
from cryptography import x509

from redshank.core.errors import ConfigError
from redshank.server.store.keyring import certificate, pin_of, server_key


def test_key_is_made_once_and_only_we_may_read_it(tmp_path):
    first, again = server_key(tmp_path / "keys"), server_key(tmp_path / "keys")
    assert first.private_bytes_raw() == again.private_bytes_raw()
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in (tmp_path / "keys").iterdir())


def test_damaged_key_is_refused_and_never_replaced(tmp_path):
    (tmp_path / "server.key").write_bytes(b"short")
    with pytest.raises(ConfigError, match="holds no key"):
        server_key(tmp_path)
    assert (tmp_path / "server.key").read_bytes() == b"short"


def test_certificate_names_its_places_and_keeps_its_pin(tmp_path):
    made = certificate(tmp_path, ["web-01", "127.0.0.1", "web-01"])
    names = x509.load_pem_x509_certificate(made.pem.encode()).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["web-01"]
    assert certificate(tmp_path, ["other"]).pin == made.pin == pin_of(x509.load_pem_x509_certificate(made.pem.encode()))
    assert made.pin.startswith("sha256/")
