import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.analysis.intel.stix_pattern import MAX_PATTERN, values_of

MD5, SHA256 = "0f" * 16, "2d" * 32


@pytest.mark.parametrize(
    ("pattern", "values"),
    [
        ("[ipv4-addr:value = '198.18.0.9']", ["198.18.0.9"]),
        ("[ipv4-addr:value = '198.18.0.0/24' OR domain-name:value = 'evil.example']", ["198.18.0.0/24", "evil.example"]),
        ("[domain-name:value IN ('a.example', 'b.example')] OR [url:value = 'http://c.example/x']", ["a.example", "b.example", "http://c.example/x"]),
        ("[ipv6-addr:value ISSUBSET '2001:db8::/32']", ["2001:db8::/32"]),
        (f"[file:hashes.MD5 = '{MD5}' AND file:hashes.'SHA-256' = '{SHA256}']", [MD5, SHA256]),
        (r"[url:value = 'http://c.example/it\'s']", ["http://c.example/it's"]),
    ],
)  # fmt: skip
def test_values_any_of_which_matches_are_found(pattern, values):
    assert values_of(pattern) == values


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "[ipv4-addr:value != '198.18.0.9']",
        "[ipv4-addr:value = '198.18.0.9' AND domain-name:value = 'evil.example']",
        "[ipv4-addr:value = '198.18.0.9'] FOLLOWEDBY [domain-name:value = 'evil.example']",
        "[ipv4-addr:value = '198.18.0.9'] WITHIN 5 SECONDS",
        "[process:name = 'x']",
        "[file:name = 'x']",
        "[url:value LIKE 'http%']",
        "[url:value MATCHES '.*']",
        "[NOT ipv4-addr:value = '198.18.0.9']",
        "[ipv4-addr:value = '198.18.0.9'",
        "[ipv4-addr:value = 198]",
        "[domain-name:value IN ('a.example' 'b.example')]",
        "[domain-name:value IN ()]",
        "x" * (MAX_PATTERN + 1),
    ],
)
def test_patterns_that_say_anything_else_are_not_understood(pattern):
    assert values_of(pattern) is None


@given(st.text(alphabet="[]()='\\, ORANDIN:.-abcvlue", max_size=60))
def test_no_pattern_raises(pattern):
    assert values_of(pattern) is None or isinstance(values_of(pattern), list)
