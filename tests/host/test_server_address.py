import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.core.errors import ConfigError
from redshank.host.server_address import is_loopback, is_loopback_name, read_address

PIN = "sha256/" + "A" * 43 + "="


@pytest.mark.parametrize(
    ("text", "pin", "url"),
    [
        ("https://srv.example:8765", PIN, "https://srv.example:8765"),
        ("https://192.0.2.10/", PIN, "https://192.0.2.10:443"),
        ("https://[2001:db8::1]:8765", PIN, "https://[2001:db8::1]:8765"),
        ("http://localhost:8765", "", "http://localhost:8765"),
        ("http://127.0.0.1", "", "http://127.0.0.1:80"),
        ("http://[::1]:8765", "", "http://[::1]:8765"),
    ],
)
def test_address_is_read(text: str, pin: str, url: str) -> None:
    assert read_address(text, pin).url == url


@pytest.mark.parametrize(
    ("text", "pin", "sentence"),
    [
        ("http://192.0.2.10:8765", "", "leaves this host unencrypted"),
        ("http://localhost.example:8765", "", "leaves this host unencrypted"),
        ("http://127.0.0.1.example", "", "leaves this host unencrypted"),
        ("https://srv.example", "", "needs the server's pin"),
        ("https://srv.example", "sha256/short", "is not of the form sha256/"),
        ("https://srv.example", PIN + "x", "is not of the form sha256/"),
        ("ftp://srv.example", PIN, "no address of the form"),
        ("srv.example:8765", PIN, "no address of the form"),
        ("", "", "no address of the form"),
        ("https://", PIN, "no address of the form"),
        ("https://a b", PIN, "no address of the form"),
        ("https://srv.example:99999", PIN, "up to 65535"),
        ("https://srv.example/path", PIN, "host and port only"),
        ("https://user:pw@srv.example", PIN, "host and port only"),
        ("https://srv.example?x=1", PIN, "host and port only"),
        ("https://foo..bar:1", PIN, "no address"),
        ("https://" + "x" * 64 + ".example", PIN, "no address"),
    ],
)
def test_what_may_not_be_is_one_sentence(text: str, pin: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence) as caught:
        read_address(text, pin)
    assert "\n" not in str(caught.value)


def test_loopback_is_what_never_leaves_the_host() -> None:
    assert all(is_loopback(one) for one in ("127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"))
    assert not any(is_loopback(one) for one in ("0.0.0.0", "::", "192.0.2.1", "::ffff:192.0.2.1", "localhost", "", "fe80::1%lo"))
    assert is_loopback_name("web.localhost") and not is_loopback_name("localhost.example")


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_one_sentence(text: str) -> None:
    for whole in (text, f"https://{text}", f"http://{text}"):
        try:
            read_address(whole, PIN)
        except ConfigError as error:
            assert str(error)
