import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.analysis.intel.urls import Url, parse_url, refang


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("evil[.]example", "evil.example"),
        ("hxxp://evil.example/x", "http://evil.example/x"),
        ("hXXps[://]evil[dot]example", "https://evil.example"),
        ("198(.)18{.}0[.]9", "198.18.0.9"),
        ("[2001:db8::7]:443", "[2001:db8::7]:443"),
    ],
)
def test_what_a_report_broke_is_made_whole(broken, whole):
    assert refang(broken) == whole


def test_page_is_its_host_and_path_whatever_scheme_and_port():
    page = parse_url("https://Evil.Example:8443/A/b.sh?x=1#top")
    assert page == parse_url("http://evil.example/A/b.sh?x=1") == Url("evil.example", "/A/b.sh?x=1")


def test_host_may_be_an_address_of_either_family():
    assert parse_url("http://198.18.0.9/x") == Url("c6120009", "/x")
    assert parse_url("http://[2001:db8::1]:80/x") == Url("20010db8000000000000000000000001", "/x")


@pytest.mark.parametrize("word", ["/gang.arm64", "", "http://", "http://localhost/x", "http://a b/x"])
def test_what_names_no_page_is_none(word):
    assert parse_url(word) is None


@given(st.text(max_size=200))
def test_no_word_raises(word):
    assert parse_url(refang(word)) is None or isinstance(parse_url(refang(word)), Url)
