import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.analysis.intel.list_lines import Domain, FileHash, parse_line
from redshank.analysis.intel.prefixes import Prefix, parse_prefix

MD5, SHA1, SHA256 = "0f" * 16, "1e" * 20, "2d" * 32


@pytest.mark.parametrize("after", ["", "\t9", " # control server", "#seen", ":36000", ", botnet, 2026", " ; SBL1", "\r\n"])
def test_address_is_taken_whatever_follows_it(after):
    assert parse_line(f"203.0.113.66{after}") == parse_prefix("203.0.113.66")


@pytest.mark.parametrize("line", ["  203.0.113.66", '"203.0.113.66","x"', "\ufeff203.0.113.66"])
def test_address_is_taken_from_behind_blanks_quotes_and_byte_order_marks(line):
    assert parse_line(line) == parse_prefix("203.0.113.66")


def test_range_and_ipv6_are_taken():
    assert parse_line("198.51.100.0/24\t3") == parse_prefix("198.51.100.0/24")
    assert parse_line("[2001:db8::7]:443") == parse_line("2001:db8::7") == parse_prefix("2001:db8::7")


@pytest.mark.parametrize("line", ["Evil.Example.ORG", "*.evil.example.org", ".evil.example.org.", "evil.example.org:80"])
def test_domain_is_lower_case_without_dots_at_its_ends(line):
    assert parse_line(line) == Domain("evil.example.org")


def test_domain_outside_ascii_becomes_its_wire_form():
    assert parse_line("bücher.example") == Domain("xn--bcher-kva.example")


@pytest.mark.parametrize("digest", [MD5, SHA1, SHA256, SHA256.upper()])
def test_hash_is_taken_by_its_length(digest):
    assert parse_line(f"{digest}  dropper") == FileHash(bytes.fromhex(digest))


@pytest.mark.parametrize("line", ["", "   ", "\n", "# 203.0.113.66", "; note", "  # x"])
def test_empty_lines_and_comments_give_nothing(line):
    assert parse_line(line) is None


@pytest.mark.parametrize("line", ["127.0.0.1", "10.0.0.0/8", "192.168.7.7:80", "::1", "fe80::1", "169.254.169.254"])
def test_local_addresses_are_refused(line):
    assert parse_line(line) == "local"


@pytest.mark.parametrize("line", ["0.0.0.0/0", "128.0.0.0/2", "::/0", "2000::/3"])
def test_ranges_wider_than_any_network_are_refused(line):
    assert parse_line(line) == "too_wide"


def test_address_of_a_site_without_a_page_lists_its_host():
    assert parse_line("http://203.0.113.66/") == parse_line("tcp://203.0.113.66:36000") == parse_prefix("203.0.113.66")
    assert parse_line("https://evil.example.org") == Domain("evil.example.org")


@pytest.mark.parametrize("line", ["http://198.51.100.9/x.sh", "/gang.arm64", "example.org/login.php"])
def test_pages_and_paths_are_refused_since_their_host_may_be_innocent(line):
    assert parse_line(line) == "url"


NONSENSE = ["localhost", "192.0.2", "999.1.1.1", "2d2d", "a..b.example", "-x.example", f"{'x' * 64}.example", "a.1", "\0", "ü" * 300]


@pytest.mark.parametrize("line", NONSENSE)
def test_lines_nobody_understands_are_refused(line):
    assert parse_line(line) == "not_understood"


@given(st.text(max_size=300))
def test_no_line_raises(line):
    assert parse_line(line) is None or isinstance(parse_line(line), Prefix | Domain | FileHash | str)
