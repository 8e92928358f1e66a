import pytest

from redshank.server.api.parts import ApiSettings, no_rule


@pytest.mark.parametrize(
    ("address", "tls", "port"),
    [
        ("http://localhost:8765", False, 8765),
        ("https://192.0.2.1:8765", True, 8765),
        ("https://redshank.example.org", True, 443),
        ("http://localhost", False, 80),
        ("https://[2001:db8::1]:9000/", True, 9000),
        ("https://[2001:db8::1]", True, 443),
    ],
)
def test_address_says_port_and_whether_it_is_tls(address: str, tls: bool, port: int) -> None:
    settings = ApiSettings(address)
    assert (settings.tls, settings.port) == (tls, port)


def test_where_no_rules_are_given_none_is_known() -> None:
    assert no_rule("any") is None
