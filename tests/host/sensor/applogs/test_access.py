import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.applogs.access import Request, parse

COMBINED = (
    '192.0.2.7 - alice [10/Oct/2026:13:55:36 -0700] "GET /a/b.php?id=1&x=%27 HTTP/1.1" 200 2326 '
    '"http://site.example/start" "Mozilla/5.0 (X11; \\"quoted\\")"'
)
TIME = 1791665736000000000


def read(line: str) -> Request:
    found = parse(line)
    assert found is not None
    return found


def test_combined_line_is_taken_apart() -> None:
    found = read(COMBINED)
    assert found == Request(
        TIME, "192.0.2.7", None, "alice", "GET", "/a/b.php?id=1&x=%27", 200, 2326, "http://site.example/start",
        'Mozilla/5.0 (X11; "quoted")',
    )  # fmt: skip
    assert (found.path, found.query) == ("/a/b.php", "id=1&x=%27")


def test_common_line_has_neither_agent_nor_referrer() -> None:
    found = read('2001:db8::1 - - [10/Oct/2026:20:55:36 +0000] "HEAD / HTTP/1.0" 404 -')
    assert (found.time, found.address, found.method, found.status, found.body_bytes) == (TIME, "2001:db8::1", "HEAD", 404, None)
    assert found.agent is None and found.query is None and found.user is None


def test_virtual_host_before_the_client_is_told() -> None:
    found = read(f"www.site.example:443 {COMBINED}")
    assert (found.host, found.address) == ("www.site.example:443", "192.0.2.7")


def test_name_in_place_of_an_address_is_no_address() -> None:
    assert read(COMBINED.replace("192.0.2.7", "client.example")).address is None


@pytest.mark.parametrize(
    ("asked", "method", "target"),
    [
        ("\\x16\\x03\\x01\\x02", None, "\x16\x03\x01\x02"),
        ("-", None, "-"),
        ("", None, ""),
        ("GET /a b c HTTP/1.1", "GET", "/a b c"),
        ("POST /x", "POST", "/x"),
        ("\\xff\\xfe", None, "\\xff\\xfe"),
    ],
)
def test_request_that_is_none_of_http_is_kept_whole(asked: str, method: str | None, target: str) -> None:
    found = read(f'192.0.2.7 - - [10/Oct/2026:13:55:36 -0700] "{asked}" 400 0 "-" "-"')
    assert (found.method, found.target) == (method, target)
    assert (found.path is None) == (method is None)


@pytest.mark.parametrize("time", ["99/Oct/2026:13:55:36 -0700", "10/Xyz/2026:13:55:36 -0700", "10/Oct/9999:13:55:36 -0700"])
def test_time_that_is_none_is_left_to_the_reader(time: str) -> None:
    assert read(COMBINED.replace("10/Oct/2026:13:55:36 -0700", time)).time is None


@pytest.mark.parametrize("line", ["", "a line", COMBINED[:40], '{"json": 1}', "Oct 10 13:55:36 host program[1]: text"])
def test_line_of_another_form_is_none(line: str) -> None:
    assert parse(line) is None


WORDS = [*'[]"\\ -', "192.0.2.7", "200", "GET / HTTP/1.1", "[10/Oct/2026:13:55:36 -0700]"]


@given(st.text(max_size=200) | st.lists(st.sampled_from(WORDS), max_size=30).map("".join))
def test_no_line_makes_it_fail(line: str) -> None:
    found = parse(line)
    assert found is None or found.target is not None
