import pytest

from redshank.cli.intel.looking import questions
from redshank.core.errors import ConfigError


def test_who_lists_a_value_is_told_with_age_and_terms(intel):
    intel("add", intel.file("198.18.7.7\nevil.example\n"), "--licence", "ours", "--confidence", "80")
    status, out, _ = intel("lookup", "198.18.7.7", "www.evil[.]example", "198.18.7.8")
    assert status == 1
    first, second, *rest = out.splitlines()
    assert first == "198.18.7.7: address, listed"
    assert "old, ours, confidence 80, " in second
    assert rest[0] == "www.evil.example: domain, listed"
    assert rest[-1] == "198.18.7.8: address, not listed"


def test_plain_list_files_are_asked_too(intel):
    (found,) = intel.objects("lookup", "203.0.113.66")
    assert (found["listed"], found["list"], found["sources"]) == (True, "documentation", [])


def test_value_that_is_not_listed_is_status_0(intel):
    assert intel("lookup", "198.18.7.7")[0] == 0


@pytest.mark.parametrize(
    ("word", "asked"),
    [
        ("198.18.7.7", [("address", "198.18.7.7")]),
        ("Evil[.]Example", [("domain", "evil.example")]),
        ("0F" * 16, [("hash", "0f" * 16)]),
        ("hxxp://evil[.]example:80/x", [("url", "http://evil.example:80/x"), ("domain", "evil.example")]),
        ("http://[2001:db8::1]:80/x", [("url", "http://[2001:db8::1]:80/x"), ("address", "2001:db8::1")]),
    ],
)
def test_page_asks_for_its_host_too(word, asked):
    assert questions(word) == asked


def test_what_is_no_indicator_is_refused():
    with pytest.raises(ConfigError, match="is no address, name, page or digest"):
        questions("what?")
