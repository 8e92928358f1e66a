import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.logins.claims import MAX_COUNT
from redshank.host.sensor.logins.pam import is_pam, read

REST = "logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.66  user=root"


def test_first_refusal_counts_once_and_opens_a_conversation() -> None:
    (claim,) = read(f"pam_unix(sshd:auth): authentication failure; {REST}", "sshd")
    assert (claim.kind, claim.voice, claim.service, claim.user, claim.ip) == ("failed", "pam", "sshd", "root", "203.0.113.66")
    assert (claim.count, claim.opening, claim.tty) == (1, True, None)


@pytest.mark.parametrize(("words", "number"), [("PAM 2 more authentication failures", 2), ("PAM 1 more authentication failure", 1)])
def test_the_others_are_counted_at_the_end(words: str, number: int) -> None:
    (claim,) = read(f"{words}; {REST}", "sshd")
    assert (claim.count, claim.opening, claim.service) == (number, False, "sshd")


def test_forged_number_of_refusals_is_bounded() -> None:
    (claim,) = read(f"PAM 999999999 more authentication failures; {REST}", "sshd")
    assert claim.count == MAX_COUNT


def test_stranger_has_no_name_and_a_host_name_is_no_address() -> None:
    (claim,) = read("pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=mail.example.org ", "sshd")
    assert (claim.user, claim.ip) == (None, None)


def test_name_at_the_end_may_hold_anything() -> None:
    start = "pam_sss(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= "
    (claim,) = read(f"{start}rhost=198.51.100.7 user=x rhost=203.0.113.9 user=y", "sshd")
    assert (claim.user, claim.ip) == ("x rhost=203.0.113.9 user=y", "198.51.100.7")


@pytest.mark.parametrize(
    ("message", "kind", "service", "user"),
    [
        ("pam_unix(sshd:session): session opened for user alice(uid=1001) by (uid=0)", "login", "sshd", "alice"),
        ("pam_unix(sshd:session): session opened for user alice by (uid=0)", "login", "sshd", "alice"),
        ("pam_unix(su-l:session): session opened for user root(uid=0) by bob(uid=1002)", "login", "su", "root"),
        ("pam_unix(sudo-i:session): session opened for user root(uid=0) by bob(uid=1002)", "login", "sudo", "root"),
        ("pam_unix(sshd:session): session closed for user alice", "logout", "sshd", "alice"),
    ],
)
def test_sessions_are_logins_and_logouts(message: str, kind: str, service: str, user: str) -> None:
    (claim,) = read(message, "x")
    assert (claim.kind, claim.service, claim.user) == (kind, service, user)


@pytest.mark.parametrize("service", ["cron", "crond", "systemd-user", "atd", "runuser"])
def test_jobs_and_managers_are_no_logins(service: str) -> None:
    assert read(f"pam_unix({service}:session): session opened for user root(uid=0) by (uid=0)", "CRON") == ()


def test_other_sentences_claim_nothing() -> None:
    assert read("pam_unix(sshd:auth): check pass; user unknown", "sshd") == ()
    assert read("pam_unix(sudo:auth): conversation failed", "sudo") == ()


@given(st.text(max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    for first in ("pam_unix(sshd:auth): authentication failure; logname=", "PAM ", "pam_unix(", ""):
        assert isinstance(read(first + text, "x"), tuple)
        is_pam(first + text)
