import httpx

from redshank.core.clock import FixedClock
from redshank.server.api.login import Visitor, cookie_name, find_login, is_still_in, open_login, session_cookie
from redshank.server.api.parts import ApiSettings
from redshank.server.store.control import sessions, users
from tests.server.api.conftest import CALL, Visit
from tests.server.site import Site

MINUTE_NS = 60 * 1_000_000_000


def test_cookie_says_nothing_and_no_script_reads_it() -> None:
    cookie = session_cookie(ApiSettings("https://192.0.2.1:8765"), "secret").to_header()
    assert "__Host-redshank=secret" in cookie
    for part in ("HttpOnly", "Secure", "Path=/", "SameSite=lax"):
        assert part in cookie
    assert "Domain" not in cookie


def test_on_loopback_the_cookie_works_without_tls_and_each_port_has_its_own() -> None:
    assert cookie_name(ApiSettings("http://localhost:8765")) == "redshank"
    assert cookie_name(ApiSettings("http://localhost:9000")) == "redshank-9000"
    assert "Secure" not in session_cookie(ApiSettings("http://localhost:8765"), "s").to_header()


def test_session_ends_when_it_lies_idle(site: Site, owner: httpx.Client, clock: FixedClock) -> None:
    for _ in range(4):
        clock.move(29 * MINUTE_NS)
        assert owner.get("/api/v1/session").status_code == 200
    clock.move(31 * MINUTE_NS)
    assert owner.get("/api/v1/session").status_code == 401


def test_session_ends_after_twelve_hours_however_much_it_is_used(owner: httpx.Client, clock: FixedClock) -> None:
    used = 0
    while owner.get("/api/v1/session").status_code == 200:
        clock.move(20 * MINUTE_NS)
        used += 20
    assert used == 12 * 60


def test_logging_out_ends_every_copy_of_the_cookie(visit: Visit) -> None:
    one, copy = visit("owner"), visit(None)
    copy.cookies.update(one.cookies)
    assert copy.get("/api/v1/session").status_code == 200
    assert one.post("/api/v1/logout", headers=CALL).status_code == 204
    assert copy.get("/api/v1/session").status_code == 401


def test_new_password_role_or_ban_ends_sessions(site: Site, visit: Visit) -> None:
    client = visit("owner")
    for change in (
        lambda c: users.set_password(c, "owner", "plain:something else", site.now()),
        lambda c: users.set_role(c, "owner", "viewer"),
        lambda c: users.set_disabled(c, "owner", True),
    ):
        with site.control.write() as c:
            users.set_disabled(c, "owner", False)
        client.cookies.update(site.cookie("owner"))
        assert client.get("/api/v1/session").status_code == 200
        with site.control.write() as c:
            change(c)
        assert client.get("/api/v1/session").status_code == 401


def test_unknown_and_malformed_cookies_let_nobody_in(site: Site, stranger: httpx.Client) -> None:
    for secret in ("", "x", "x" * 43, "x" * 5000, "ü" * 43):
        assert find_login(site.control, secret, site.now()) is None
    stranger.cookies.set("redshank", "x" * 43)
    assert stranger.get("/api/v1/session").status_code == 401


def test_logging_in_again_ends_the_session_the_browser_came_with(site: Site) -> None:
    name = site.user("owner")
    with site.control.read() as c:
        user = users.get(c, name)
    assert user
    first = open_login(site.parts, user, Visitor("127.0.0.1"))
    second = open_login(site.parts, user, Visitor("127.0.0.1", "Browser", first.secret))
    assert first.secret != second.secret
    assert find_login(site.control, first.secret, site.now()) is None
    assert find_login(site.control, second.secret, site.now()) is not None


def test_watching_is_no_activity(site: Site, clock: FixedClock) -> None:
    [(_, secret)] = site.cookie(site.user("owner")).items()
    login = find_login(site.control, secret, site.now())
    assert login
    for _ in range(3):
        clock.move(9 * MINUTE_NS)
        assert is_still_in(site.control, login, site.now())
    clock.move(9 * MINUTE_NS)
    assert not is_still_in(site.control, login, site.now())
    with site.control.write() as c:
        assert sessions.prune(c, site.now()) == 1
