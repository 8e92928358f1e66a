import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.logins import local
from redshank.host.sensor.logins.local import read_login, read_logind, read_su, read_sudo


def test_command_is_a_login_as_the_user_it_runs_as() -> None:
    (claim,) = read_sudo("   alice : TTY=pts/0 ; PWD=/home/alice ; USER=bob ; COMMAND=/usr/bin/id -u")
    assert (claim.kind, claim.user, claim.tty, claim.service) == ("login", "bob", "pts/0", "sudo")


def test_refusals_are_of_the_user_whose_password_was_asked_and_counted() -> None:
    (claim,) = read_sudo("   alice : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/bin/id")
    assert (claim.kind, claim.user, claim.count) == ("failed", "alice", 3)
    (claim,) = read_sudo("alice : 1 incorrect password attempt ; TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=list")
    assert claim.count == 1
    (claim,) = read_sudo("   carol : user NOT in sudoers ; TTY=pts/2 ; PWD=/home/carol ; USER=root ; COMMAND=/usr/bin/id")
    assert (claim.kind, claim.user, claim.tty) == ("failed", "carol", "pts/2")
    (claim,) = read_sudo("carol : command not allowed ; PWD=/home/carol ; USER=root ; COMMAND=/usr/bin/id")
    assert (claim.kind, claim.user) == ("failed", "carol")


@pytest.mark.parametrize(
    "message",
    [
        "alice : TTY=pts/0 ; PWD=/tmp/x ; USER=bob ; COMMAND=/bin/y ; USER=root ; COMMAND=/bin/sh",
        "alice : PWD=/ ; USER=bob ; COMMAND=/bin/sh -c 'echo ; USER=root ; COMMAND=/bin/x'",
        "alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=list",
        "alice : unable to resolve host web-03: Temporary failure in name resolution",
        "alice : a password is required ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/true",
        "pam_unix(sudo:auth): conversation failed",
    ],
)
def test_command_that_could_be_two_users_or_none_claims_nothing(message: str) -> None:
    assert read_sudo(message) == ()


@pytest.mark.parametrize(
    ("message", "kind", "user", "tty"),
    [
        ("(to root) bob on pts/2", "login", "root", "pts/2"),
        ("(to alice) root on none", "login", "alice", None),
        ("FAILED SU (to root) bob on pts/2", "failed", "root", "pts/2"),
        ("FAILED SU (to x) alice on tty1 (to root) bob on pts/2", "failed", "x) alice on tty1 (to root", "pts/2"),
        ("Successful su for root by bob", "login", "root", None),
        ("FAILED su for root by bob", "failed", "root", None),
    ],
)
def test_su(message: str, kind: str, user: str, tty: str | None) -> None:
    (claim,) = read_su(message)
    assert (claim.kind, claim.user, claim.tty) == (kind, user, tty)


@pytest.mark.parametrize(
    ("message", "kind", "user", "tty", "ip"),
    [
        ("ROOT LOGIN ON tty1", "login", "root", "tty1", None),
        ("ROOT LOGIN ON pts/3 FROM 198.51.100.7", "login", "root", "pts/3", "198.51.100.7"),
        ("LOGIN ON tty2 BY alice", "login", "alice", "tty2", None),
        ("FAILED LOGIN (3) on '/dev/pts/0' FOR 'alice', Authentication failure", "failed", "alice", "pts/0", None),
        ("FAILED LOGIN (1) on '/dev/tty1' FOR 'x', Authentication failure', Authentication failure", "failed",
         "x', Authentication failure", "tty1", None),
        ("FAILED LOGIN (1) on '/dev/tty1' FOR 'UNKNOWN', User not known to the underlying authentication module", "failed",
         None, "tty1", None),
    ],
)  # fmt: skip
def test_login(message: str, kind: str, user: str | None, tty: str, ip: str | None) -> None:
    (claim,) = read_login(message)
    assert (claim.kind, claim.user, claim.tty, claim.ip, claim.count) == (kind, user, tty, ip, 1)


def test_session_of_a_person_only() -> None:
    (claim,) = read_logind("New session 5 of user alice.")
    assert (claim.kind, claim.user, claim.own_pid) == ("login", "alice", False)
    assert read_logind("New session '7' of user 'alice' with class 'user' and type 'tty'.")[0].user == "alice"
    assert read_logind("New session '8' of user 'alice' with class 'manager' and type 'unspecified'.") == ()
    assert read_logind("Removed session 5.") == ()


@given(st.text(max_size=300))
def test_no_text_makes_it_fail(text: str) -> None:
    for read in (read_sudo, read_su, read_login, read_logind):
        for first in ("", "alice : ", "FAILED LOGIN (1) on '", "FAILED SU (to ", "New session "):
            assert isinstance(read(first + text), tuple)


def test_user_of_a_sudo_line_is_told_as_it_is_written() -> None:
    assert local.sudo_target("bob : TTY=pts/1 ; PWD=/ ; USER=#-1 ; COMMAND=/usr/bin/id") == "#-1"
    assert local.sudo_target("bob : TTY=pts/1 ; PWD=/x ; USER=root ; USER=y ; COMMAND=/usr/bin/id") is None
    assert local.sudo_target("pam_unix(sudo:session): session opened for user root") is None
