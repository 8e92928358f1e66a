import httpx
import pytest

from redshank.server.api.door import host_of, is_own_host
from redshank.server.api.parts import ApiSettings

LOCAL = ApiSettings("http://localhost:8765")
OPEN = ApiSettings("https://192.0.2.1:8765", loopback=False, names=("redshank.example.org",))


@pytest.mark.parametrize("host", ["localhost:8765", "LOCALHOST:8765", "127.0.0.1:8765", "[::1]:8765"])
def test_loopback_by_any_of_its_names_is_us(host: str) -> None:
    assert is_own_host(host, LOCAL)


@pytest.mark.parametrize(
    "host",
    ["evil.example:8765", "localhost", "localhost:80", "localhost:8766", "localhost.evil.example:8765", "192.0.2.1:8765", "", ":8765",
     "localhost:8765:8765", "localhost:", "localhost:\uff18\uff17\uff16\uff15", "[::1:8765", "::1:8765", "localhost:99999999",
     "127.0.0.1.evil.example:8765"],
)  # fmt: skip
def test_on_loopback_every_other_name_is_foreign(host: str) -> None:
    assert not is_own_host(host, LOCAL)


def test_elsewhere_addresses_and_configured_names_are_us() -> None:
    assert is_own_host("192.0.2.7:8765", OPEN)
    assert is_own_host("[2001:db8::1]:8765", OPEN)
    assert is_own_host("redshank.example.org:8765", OPEN)
    assert not is_own_host("evil.example:8765", OPEN)
    assert not is_own_host("192.0.2.7", OPEN)


def test_usual_port_need_not_be_named() -> None:
    assert is_own_host("redshank.example.org", ApiSettings("https://redshank.example.org", loopback=False, names=("redshank.example.org",)))


def test_two_host_headers_are_none() -> None:
    assert host_of({"headers": [(b"host", b"localhost:8765"), (b"host", b"evil.example")]}) == ""


def test_foreign_host_is_turned_away_before_anything_else(owner: httpx.Client) -> None:
    for path in ("/api/v1/session", "/login", "/healthz", "/nothing"):
        answer = owner.get(path, headers={"Host": "evil.example:8765"})
        assert answer.status_code == 421
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/api/v1/session", "/api/v1/nothing", "/login", "/pages.css", "/healthz", "/alerts", "/assets/none.js"])
def test_every_answer_has_the_security_headers(stranger: httpx.Client, path: str) -> None:
    headers = stranger.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] in ("no-store", "no-cache")
    assert len(headers["X-Request-Id"]) == 16


def test_pages_allow_scripts_of_their_own_only_and_guard_their_sinks(stranger: httpx.Client) -> None:
    policy = stranger.get("/login").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert policy.endswith("require-trusted-types-for 'script'; trusted-types svelte-trusted-html redshank")


def test_data_is_never_kept(owner: httpx.Client) -> None:
    answer = owner.get("/api/v1/session")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
