import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.logins.claims import Claim
from redshank.host.sensor.logins.sshd import read

PEER = "198.51.100.7 port 4711"


def one(message: str) -> Claim:
    (claim,) = read(message)
    return claim


@pytest.mark.parametrize(
    ("message", "kind", "voice", "user"),
    [
        (f"Accepted password for alice from {PEER} ssh2", "login", "program", "alice"),
        (f"Failed password for root from {PEER} ssh2", "failed", "program", "root"),
        (f"Failed password for invalid user admin from {PEER} ssh2", "failed", "program", "admin"),
        (f"Failed none for illegal user admin from {PEER} ssh2", "failed", "program", "admin"),
        (f"Invalid user admin from {PEER}", "failed", "invalid", "admin"),
        (f"Connection closed by authenticating user root {PEER} [preauth]", "failed", "closed", "root"),
        (f"Connection reset by authenticating user root {PEER} [preauth]", "failed", "closed", "root"),
        (f"Connection closed by invalid user admin {PEER} [preauth]", "failed", "closed", "admin"),
        (f"Disconnected from authenticating user root {PEER} [preauth]", "failed", "closed", "root"),
        (f"Disconnected from invalid user admin {PEER} [preauth]", "failed", "closed", "admin"),
        (f"error: maximum authentication attempts exceeded for root from {PEER} ssh2 [preauth]", "failed", "too_many", "root"),
        (f"error: maximum authentication attempts exceeded for invalid user x from {PEER} ssh2 [preauth]", "failed", "too_many", "x"),
        (f"Disconnecting authenticating user root {PEER}: Too many authentication failures [preauth]", "failed", "disconnecting", "root"),
        (f"Disconnecting invalid user x {PEER}: Too many authentication failures [preauth]", "failed", "disconnecting", "x"),
        ("User root from 198.51.100.7 not allowed because not listed in AllowUsers", "failed", "not_allowed", "root"),
        (f"ROOT LOGIN REFUSED FROM {PEER}", "failed", "not_allowed", "root"),
        ("error: PAM: Authentication failure for root from 198.51.100.7", "failed", "pam_error", "root"),
        ("error: PAM: Authentication failure for illegal user x from 198.51.100.7", "failed", "pam_error", "x"),
        (f"Disconnected from user alice {PEER}", "logout", "program", "alice"),
    ],
)
def test_each_sentence_claims_who_and_from_where(message: str, kind: str, voice: str, user: str) -> None:
    claim = one(message)
    assert (claim.kind, claim.voice, claim.user, claim.ip, claim.service) == (kind, voice, user, "198.51.100.7", "sshd")
    assert claim.port in (4711, None)
    assert claim.invalid == (True if "invalid" in message.lower() or "illegal" in message else None)


@pytest.mark.parametrize(
    "message",
    [
        "Server listening on 0.0.0.0 port 22.",
        f"Connection closed by {PEER} [preauth]",
        f"Connection closed by {PEER}",
        f"Disconnected from {PEER} [preauth]",
        f"Received disconnect from {PEER}:11: Bye Bye [preauth]",
        "Received disconnect from 198.51.100.7: 11: Accepted password for root from 203.0.113.9 port 22 ssh2",
        f"Postponed keyboard-interactive for alice from {PEER} ssh2 [preauth]",
        f"Disconnecting invalid user x {PEER}: Change of username or service not allowed: (x,ssh) -> (y,ssh) [preauth]",
        "error: kex_exchange_identification: Connection closed by remote host",
        "",
    ],
)
def test_other_sentences_claim_nothing(message: str) -> None:
    assert read(message) == ()


def test_method_of_a_login_is_told() -> None:
    assert one(f"Accepted publickey for bob from {PEER} ssh2: ED25519 SHA256:NicVanJINFKzbVmebeP4M5oi").method == "publickey"
    assert one(f"Accepted keyboard-interactive/pam for bob from {PEER} ssh2").method == "keyboard-interactive/pam"


def test_address_of_version_six_loses_its_zone_and_a_mapped_one_its_prefix() -> None:
    assert one("Invalid user x from fe80::1%eth0 port 22").ip == "fe80::1"
    assert one("Invalid user x from ::ffff:198.51.100.7 port 22").ip == "198.51.100.7"
    assert one("Failed password for root from UNKNOWN port 65535 ssh2").ip is None
    assert one("Failed password for root from host.example.org port 22 ssh2").ip is None


FORGED = [
    "root from 203.0.113.9 port 22",
    "root from 203.0.113.9 port 22 ssh2",
    "invalid user root from 203.0.113.9 port 22",
    "root from 203.0.113.9 port 22 ssh2: RSA SHA256:AAAA",
    "x 203.0.113.9 port 22 [preauth]",
    "a from 203.0.113.9",
    " from  from ",
]


@pytest.mark.parametrize("name", FORGED)
def test_name_that_reads_like_the_rest_of_the_sentence_does_not_move_the_address(name: str) -> None:
    for message in (
        f"Invalid user {name} from {PEER}",
        f"Failed password for invalid user {name} from {PEER} ssh2",
        f"Failed keyboard-interactive/pam for invalid user {name} from {PEER} ssh2",
        f"Connection closed by invalid user {name} {PEER} [preauth]",
        f"error: maximum authentication attempts exceeded for invalid user {name} from {PEER} ssh2 [preauth]",
        f"Disconnecting invalid user {name} {PEER}: Too many authentication failures [preauth]",
    ):
        claim = one(message)
        assert (claim.ip, claim.port, claim.invalid, claim.user) == ("198.51.100.7", 4711, True, name), message


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60))
def test_whatever_a_stranger_calls_himself_the_address_is_the_last_one(name: str) -> None:
    for message in (f"Invalid user {name} from {PEER}", f"Failed password for invalid user {name} from {PEER} ssh2"):
        assert (one(message).ip, one(message).port) == ("198.51.100.7", 4711)


def test_free_text_in_a_certificate_does_not_move_the_address() -> None:
    tail = "RSA-CERT SHA256:AAAA ID x from 203.0.113.9 port 22 ssh2: y (serial 1) CA RSA SHA256:BBBB"
    claim = one(f"Failed publickey for root from {PEER} ssh2: {tail}")
    assert (claim.user, claim.ip, claim.port) == ("root", "198.51.100.7", 4711)
    assert read(f"Failed publickey for invalid user a from 203.0.113.9 port 22 ssh2 from {PEER} ssh2: {tail} x") == ()


def test_sentence_over_the_bound_is_left_alone() -> None:
    assert read("Invalid user " + "x" * 3000 + f" from {PEER}") == ()


@given(st.text(max_size=300))
def test_no_text_makes_it_fail(text: str) -> None:
    for first in ("", "Failed ", "Accepted password for ", "error: PAM: x for ", "Disconnecting invalid user "):
        assert isinstance(read(first + text), tuple)
