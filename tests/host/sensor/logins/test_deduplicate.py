import itertools
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from redshank.events import Event
from redshank.host.sensor.logins.claims import Claim, Voice
from redshank.host.sensor.logins.deduplicate import CONNECTION_NS, SECOND, Deduplicator, Patience
from redshank.host.sensor.logins.messages import claims_of, session_event

IP, PID = "203.0.113.66", 4711
AT_ONCE = Patience(pam_ns=0)
TEXT_VOICES: list[Voice] = ["program", "pam", "pam_error", "closed"]


class Talk:
    """Says sentences to a deduplicator and keeps what comes out."""

    def __init__(self, patience: Patience = AT_ONCE, capacity: int = 1000) -> None:
        self.facts, self.now, self.events = Deduplicator(patience, capacity), 0, list[Event]()

    def claim(self, claim: Claim, pid: int | None = PID, time: int | None = None) -> list[Event]:
        when = self.now if time is None else time
        made = self.facts.take(claim, pid, when, self.now, lambda: session_event(claim, when, "auth_log"))
        self.events += made
        return made

    def say(self, program: str, *messages: str, pid: int | None = PID) -> None:
        for message in messages:
            (claim,) = claims_of(program, message)
            self.claim(claim, pid)

    def wait(self, ns: int) -> list[Event]:
        self.now += ns
        due = self.facts.due(self.now)
        self.events += due
        return due

    def counts(self) -> dict[str, int]:
        return dict(Counter(event.event_action for event in self.events))


def record(user: str | None, ip: str | None = IP, service: str | None = "sshd") -> Claim:
    return Claim("failed", "record", service, user, ip)


def pam_failed(user: str = "root", more: str = "pam_unix(sshd:auth): ") -> str:
    return f"{more}authentication failure{'s' if 'more' in more else ''}; logname= uid=0 euid=0 tty=ssh ruser= rhost={IP}  user={user}"


FAILED = f"Failed password for root from {IP} port 22 ssh2"
ACCEPTED = f"Accepted password for root from {IP} port 22 ssh2"


def test_refusal_told_by_pam_sshd_and_btmp_is_one() -> None:
    talk = Talk()
    talk.say("sshd", pam_failed())
    talk.now += 2 * SECOND
    talk.say("sshd", FAILED)
    talk.claim(record("root"))
    talk.say("sshd", f"Connection closed by authenticating user root {IP} port 22 [preauth]")
    talk.wait(10 * SECOND)
    assert talk.counts() == {"session.login_failed": 1}


def test_three_refusals_of_one_connection_are_three() -> None:
    talk = Talk()
    talk.say("sshd", pam_failed(), FAILED, FAILED, FAILED, pam_failed(more="PAM 2 more "))
    for _ in range(3):
        talk.claim(record("root"))
    talk.wait(10 * SECOND)
    assert talk.counts() == {"session.login_failed": 3}


def test_pam_alone_is_counted_with_its_sum() -> None:
    talk = Talk()
    talk.say("sshd", pam_failed(), pam_failed(more="PAM 4 more "))
    assert talk.counts() == {"session.login_failed": 5}


def test_stranger_is_counted_by_his_tries_and_not_by_the_surplus_record_of_btmp() -> None:
    talk = Talk()
    talk.say("sshd", f"Invalid user x from {IP} port 22")
    talk.claim(record("x"))
    for _ in range(3):
        talk.say("sshd", f"Failed password for invalid user x from {IP} port 22 ssh2")
        talk.claim(record("x"))
        talk.wait(2 * SECOND)
    assert talk.counts() == {"session.login_failed": 3}


def test_records_count_where_no_text_log_tells() -> None:
    talk = Talk()
    for _ in range(4):
        talk.claim(record("root"))
        talk.wait(2 * SECOND)
    assert talk.counts() == {"session.login_failed": 4}


def test_record_waits_and_the_text_log_gives_the_event() -> None:
    talk = Talk()
    assert talk.claim(record("root")) == []
    talk.say("sshd", FAILED)
    assert [event.message if hasattr(event, "message") else None for event in talk.events] == [None]
    assert talk.events[0].source == "auth_log"
    assert talk.events[0].source_port == 22  # type: ignore[attr-defined]
    assert talk.wait(10 * SECOND) == []


def test_keyboard_interactive_where_pam_speaks_from_another_process() -> None:
    talk = Talk()
    for helper in (833, 834, 835):
        talk.say("sshd", pam_failed("alice"), pid=helper)
        talk.say("sshd", f"error: PAM: Authentication failure for alice from {IP}")
    talk.say("sshd", *[f"Failed keyboard-interactive/pam for alice from {IP} port 22 ssh2"] * 2)
    talk.say("sshd", f"error: maximum authentication attempts exceeded for alice from {IP} port 22 ssh2 [preauth]")
    assert talk.counts() == {"session.login_failed": 3}


def test_two_connections_from_one_address_are_counted_apart() -> None:
    talk = Talk()
    for pid in (1, 2):
        talk.say("sshd", pam_failed(), FAILED, pid=pid)
    assert talk.counts() == {"session.login_failed": 2}


def test_login_told_by_sshd_pam_logind_and_wtmp_is_one() -> None:
    talk = Talk()
    talk.say("sshd", ACCEPTED, "pam_unix(sshd:session): session opened for user root(uid=0) by (uid=0)")
    talk.say("systemd-logind", "New session 5 of user root.", pid=300)
    talk.claim(Claim("login", "record", None, "root", IP, own_pid=False), pid=4800)
    talk.wait(10 * SECOND)
    assert talk.counts() == {"session.login": 1}


def test_wtmp_tells_a_login_that_no_text_log_told() -> None:
    talk = Talk()
    talk.claim(Claim("login", "record", None, "root", IP, own_pid=False))
    assert talk.counts() == {}
    talk.wait(SECOND)
    assert talk.counts() == {"session.login": 1}


def test_forged_vaguer_sentence_does_not_hide_a_login() -> None:
    talk = Talk()
    talk.say("sshd", "pam_unix(sshd:session): session opened for user root(uid=0) by (uid=0)", pid=666)
    talk.wait(5 * SECOND)
    talk.say("sshd", ACCEPTED, pid=4711)
    assert [event.source_ip for event in talk.events if event.event_action == "session.login"] == [None, IP]  # type: ignore[attr-defined]


def test_refusal_of_another_address_is_never_the_same() -> None:
    talk = Talk()
    talk.say("sshd", FAILED, pam_failed().replace(IP, "198.51.100.7"))
    assert talk.counts() == {"session.login_failed": 2}


def test_end_of_a_session_is_one_logout_though_told_by_two_processes_and_wtmp() -> None:
    talk = Talk()
    talk.say("sshd", f"Disconnected from user root {IP} port 22", pid=4800)
    talk.say("sshd", "pam_unix(sshd:session): session closed for user root")
    talk.claim(Claim("logout", "record", None, "root", IP, own_pid=False), pid=4900)
    talk.wait(SECOND)
    assert talk.counts() == {"session.logout": 1}


def test_sudo_without_pids_counts_the_tries_it_tells() -> None:
    talk = Talk()
    failure = "pam_unix(sudo:auth): authentication failure; logname= uid=1001 euid=0 tty=/dev/pts/0 ruser=alice rhost=  user=alice"
    for _ in range(2):
        talk.say("sudo", failure, pid=None)
        talk.now += 8 * SECOND
        talk.say("sudo", "alice : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/id", pid=None)
        talk.now += 5 * SECOND
    assert talk.counts() == {"session.login_failed": 6}


def test_su_whose_pam_sentence_has_no_pid_is_one_refusal_with_its_record() -> None:
    talk = Talk()
    failure = "pam_unix(su:auth): authentication failure; logname= uid=1002 euid=0 tty=/dev/pts/2 ruser=bob rhost=  user=root"
    talk.say("su", failure, pid=None)
    talk.now += 2 * SECOND
    talk.say("su", "FAILED SU (to root) bob on pts/2", pid=925)
    talk.claim(record("root", None, None), pid=925)
    talk.wait(10 * SECOND)
    assert talk.counts() == {"session.login_failed": 1}


def test_where_another_module_may_let_in_a_refusal_by_pam_alone_is_taken_back_by_the_login() -> None:
    talk = Talk(Patience())
    talk.say("sshd", pam_failed())
    talk.now += SECOND
    talk.say("sshd", ACCEPTED)
    talk.wait(60 * SECOND)
    assert talk.counts() == {"session.login": 1}


def test_there_a_refusal_without_a_login_counts_after_a_moment() -> None:
    talk = Talk(Patience())
    talk.say("sshd", pam_failed())
    assert talk.counts() == {}
    talk.wait(4 * SECOND)
    assert talk.counts() == {"session.login_failed": 1}


def test_facts_far_apart_are_two_though_a_pid_came_again() -> None:
    talk = Talk()
    talk.say("sshd", FAILED)
    talk.now += CONNECTION_NS + SECOND
    talk.say("sshd", pam_failed())
    assert talk.counts() == {"session.login_failed": 2}


def test_it_remembers_no_more_than_its_capacity() -> None:
    talk = Talk(capacity=50)
    for pid in range(500):
        talk.say("sshd", FAILED, pid=pid)
    assert len(talk.facts._facts) <= 50
    assert sum(len(facts) for facts in talk.facts._index.values()) <= 4 * 50
    talk.now += 10 * CONNECTION_NS
    talk.say("sshd", FAILED, pid=1)
    assert len(talk.facts._facts) == 1
    assert sum(len(facts) for facts in talk.facts._index.values()) <= 4


@given(
    st.lists(st.integers(0, 5), min_size=len(TEXT_VOICES), max_size=len(TEXT_VOICES)),
    st.randoms(use_true_random=False),
)
def test_in_whatever_order_the_voices_come_the_loudest_text_voice_is_the_count(numbers: list[int], random: object) -> None:
    said = [voice for voice, number in zip(TEXT_VOICES, numbers, strict=True) for _ in range(number)]
    random.shuffle(said)  # type: ignore[attr-defined]
    talk = Talk()
    for voice in said:
        talk.claim(Claim("failed", voice, "sshd", "root", IP))
        talk.now += SECOND // 10
    talk.wait(60 * SECOND)
    assert len(talk.events) == max(numbers)


@given(st.permutations([0, 0, 0, 1, 1, 2, 2, 2]), st.integers(0, 4))
def test_connections_do_not_take_each_others_refusals(order: list[int], records: int) -> None:
    talk = Talk()
    for pid in order:
        talk.claim(Claim("failed", "program", "sshd", "root", IP), pid=1000 + pid)
        talk.claim(Claim("failed", "pam", "sshd", "root", IP), pid=1000 + pid)
    for _, pid in itertools.product(range(records), (0, 1, 2)):
        talk.claim(Claim("failed", "record", "sshd", "root", IP), pid=1000 + pid)
    talk.wait(60 * SECOND)
    assert len(talk.events) == len(order)
