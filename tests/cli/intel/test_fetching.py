import io
import socket

import pytest

from redshank.cli.intel.fetching import Bounds, Known, checked, fetch, proxy_for, reachable
from redshank.core.errors import HostError
from tests.cli.intel.site import certificate, served

LOCAL = Bounds(local=True)


@pytest.fixture
def site():
    with served() as running:
        yield running


def got(url, known=Known(), bounds=LOCAL, environ=None):  # noqa: B008  # frozen
    into = io.BytesIO()
    return fetch(url, known, into, bounds, environ or {}), into.getvalue()


def test_document_comes_with_what_its_server_says_of_it(site):
    site.headers = {"ETag": '"7"', "Last-Modified": "Mon, 23 Nov 2026 00:00:00 GMT"}
    assert got(f"{site.url}/list?x=1") == (Known('"7"', "Mon, 23 Nov 2026 00:00:00 GMT"), site.body)
    assert site.asked[0][0] == "/list?x=1"
    assert site.asked[0][1]["Accept-Encoding"] == "identity"


def test_document_that_has_not_changed_is_asked_for_by_what_is_known(site):
    site.status = 304
    assert got(f"{site.url}/list", Known('"7"', "yesterday")) == (None, b"")
    assert site.asked[0][1]["If-None-Match"] == '"7"'
    assert site.asked[0][1]["If-Modified-Since"] == "yesterday"


def test_certificate_is_checked(tmp_path, monkeypatch):
    pem = certificate(tmp_path / "pem")
    with served(pem) as site:
        with pytest.raises(HostError, match="certificate verify failed"):
            got(site.url)
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        assert got(site.url)[1] == site.body


def test_private_addresses_are_not_asked_without_leave(site):
    bounds = Bounds()
    with pytest.raises(HostError, match="only https is fetched"):
        got(site.url, bounds=bounds)
    with pytest.raises(HostError, match="private or loopback"):
        got(site.url.replace("http:", "https:"), bounds=bounds)
    assert site.asked == []


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:127.0.0.1", "fe80::1%eth0", "fd00::1", "0.0.0.0", "224.0.0.1"]
)
def test_name_with_a_private_address_among_its_addresses_is_refused(address):
    def resolve(host, port, type):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [(socket.AF_INET, type, 6, "", ("9.9.9.9", port)), (family, type, 6, "", (address, port))]

    with pytest.raises(HostError, match="private or loopback"):
        reachable("lists.example", 443, Bounds(), resolve)
    assert reachable("lists.example", 443, LOCAL, resolve) == "9.9.9.9"


def test_name_that_cannot_be_resolved_is_an_error_of_one_line():
    def resolve(host, port, type):
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(HostError, match=r"lists\.example: cannot be resolved"):
        reachable("lists.example", 443, Bounds(), resolve)
    with pytest.raises(HostError, match="has no address"):
        reachable("lists.example", 443, Bounds(), lambda *_, **__: [])


def test_redirects_are_followed_to_a_bound_and_each_is_looked_at(site):
    site.redirects = {"/a": "/b", "/round": "/round"}
    assert got(f"{site.url}/a")[1] == site.body
    with pytest.raises(HostError, match="over 5 redirects"):
        got(f"{site.url}/round")
    site.redirects = {"/a": "file:///etc/hostname"}
    with pytest.raises(HostError, match="file:///etc/hostname: only https"):
        got(f"{site.url}/a")


def test_size_is_bounded(site):
    site.body = b"x" * 1000
    with pytest.raises(HostError, match="over 999 bytes"):
        got(site.url, bounds=Bounds(local=True, most_bytes=999))


def test_time_is_bounded(site, monkeypatch):
    now = iter([0.0, 1.0, 1000.0])
    monkeypatch.setattr("redshank.cli.intel.fetching.time.monotonic", lambda: next(now, 1000.0))
    with pytest.raises(HostError, match="takes over 300 s"):
        got(site.url)


def test_document_that_ends_too_early_is_refused(site):
    site.length = len(site.body) + 10
    with pytest.raises(HostError, match=r"10 bytes too early|IncompleteRead"):
        got(site.url)


def test_answers_that_are_no_document_are_said(site):
    site.status = 503
    with pytest.raises(HostError, match="its server answers 503"):
        got(site.url)


@pytest.mark.parametrize(
    "url", ["ftp://x.example/", "https://", "https://u:p@x.example/", "https://x.example/a b", "https://x.example:99999/", "https://[::1/"]
)
def test_other_addresses_are_refused(url):
    with pytest.raises(HostError):
        checked(url, Bounds())


def test_proxy_of_the_environment_is_used_but_for_what_it_excepts():
    parts = checked("https://lists.example/x", Bounds())
    assert proxy_for(parts, {}) is None
    for environ in ({"https_proxy": "http://198.18.0.1:3128"}, {"HTTPS_PROXY": "198.18.0.1:3128"}):
        proxy = proxy_for(parts, environ)
        assert proxy is not None
        assert (proxy.hostname, proxy.port) == ("198.18.0.1", 3128)
    assert proxy_for(parts, {"https_proxy": "http://198.18.0.1:3128", "no_proxy": "lists.example"}) is None
    with pytest.raises(HostError, match="is no http proxy"):
        proxy_for(parts, {"https_proxy": "socks5://198.18.0.1"})


def test_request_goes_to_the_proxy_and_private_targets_are_refused_there_too(site):
    environ = {"https_proxy": site.url}
    with pytest.raises(HostError, match=r"lists\.example/x: .*(501|Tunnel)"):
        got("https://lists.example/x", bounds=Bounds(), environ=environ)
    with pytest.raises(HostError, match="private or loopback"):
        got("https://127.0.0.1/x", bounds=Bounds(), environ=environ)
