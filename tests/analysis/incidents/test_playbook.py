import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redshank.analysis.incidents.pieces import Piece
from redshank.analysis.incidents.playbook import MAX_ACTIONS, Operator, is_typeable, playbook
from redshank.analysis.incidents.traces import Trace
from redshank.findings.playbook import STAGES, VERBS, Action
from tests.analysis.incidents.played import HOSTILE, PIECES, Family, breach_report, case, check_golden, hostile_report, member

OPERATOR = Operator(("192.0.2.99",), ("admin",))


def actions(*members, operator=OPERATOR, family=None) -> tuple[Action, ...]:
    return playbook(case(*members, family=family), PIECES, operator).actions


def text_of(found: tuple[Action, ...]) -> str:
    lines = []
    for one in found:
        lines.append(f"[{one.stage}, {one.verb or 'a person'}] {one.title}\n  why: {one.why}\n  cuts: {one.preview}")
        lines += [f"  {name}: {text}" for name in ("command", "undo", "caution", "by_hand") if (text := getattr(one, name))]
    return "\n".join(lines) + "\n"


def test_playbook_of_the_played_breach_is_the_one_that_is_kept():
    check_golden(text_of(breach_report().playbook.actions), "billgates.playbook.txt")


def test_stages_come_in_order_and_verbs_are_of_the_list():
    found = breach_report().playbook.actions
    assert [STAGES.index(one.stage) for one in found] == sorted(STAGES.index(one.stage) for one in found)
    assert {one.stage for one in found} == set(STAGES)
    assert {one.verb for one in found} <= {*VERBS, None}
    assert all(one.alerts and one.evidence for one in found)


def test_every_command_of_the_played_breach_is_taken_by_a_shell():
    for one in breach_report().playbook.actions:
        for command in filter(None, (one.command, one.undo)):
            assert subprocess.run(["/bin/sh", "-n", "-c", command], check=False).returncode == 0, command


def test_tools_come_from_packages_and_never_from_what_the_intruder_kept():
    restores = [one for one in breach_report().playbook.actions if one.verb == "restore file from package"]
    assert {one.targets for one in restores} == {(f"/usr/bin/{name}",) for name in ("ps", "netstat", "ss", "lsof")}
    assert all("dpkgd" not in one.command for one in restores)


def test_watchdog_is_killed_before_the_bot():
    bot = member(1, (("destination.ip", "203.0.113.9"), ("process.pid", "70"), ("process.executable", "/usr/bin/bsd-port/getty")))
    watchdog = member(2, (("destination.ip", "203.0.113.9"), ("process.pid", "71"), ("process.executable", "/usr/bin/.sshd")))
    kills = [one.targets for one in actions(bot, watchdog) if one.verb == "kill process tree"]
    assert kills == [("/usr/bin/.sshd (71)",), ("/usr/bin/bsd-port/getty (70)",)]


def test_steps_of_a_family_are_there_only_where_it_is_like_it():
    bot = member(1, (("destination.ip", "203.0.113.9"),))
    assert any(one.id.startswith("billgates-leftovers-") for one in actions(bot, family=Family()))
    assert not any(one.id.startswith("billgates") for one in actions(bot))


def test_operators_own_address_and_user_are_not_cut_and_it_is_said():
    login = member(1, (("event.action", "session.login"), ("source.ip", "192.0.2.99"), ("user.name", "admin")), techniques=("T1078",))
    found = {one.verb: one for one in actions(login) if one.verb in ("block address", "lock user or key")}
    assert (found["block address"].command, found["lock user or key"].command) == ("", "")
    assert "192.0.2.99" in found["block address"].caution and "cuts you off" in found["lock user or key"].caution


def test_what_may_cut_an_operator_nobody_knows_carries_a_warning():
    login = member(1, (("event.action", "session.login"), ("source.ip", "198.51.100.4"), ("user.name", "amy")), techniques=("T1078",))
    found = actions(login, operator=Operator())
    for verb in ("block address", "lock user or key", "close port"):
        assert all(one.caution for one in found if one.verb == verb) and any(one.verb == verb for one in found)
    (closing,) = [one for one in found if one.verb == "close port"]
    assert closing.command == "" and "not known" in closing.by_hand


def test_root_is_never_locked():
    login = member(1, (("event.action", "session.login"), ("source.ip", "198.51.100.4"), ("user.name", "root")), techniques=("T1078",))
    assert not any(one.verb == "lock user or key" for one in actions(login))


def test_a_name_that_cannot_be_typed_is_left_to_hands_and_the_others_go_on():
    files = [member(n, (("file.path", path),)) for n, path in enumerate(("/tmp/a\nb", "/tmp/it's"))]
    (action,) = [one for one in actions(*files) if one.id.startswith("remove-program")]
    assert action.command.endswith("-- '/tmp/it'\"'\"'s'")
    assert '"/tmp/a\\x0ab"' in action.by_hand


@pytest.mark.parametrize(("kind", "value", "is_safe"), [
    ("program", "/tmp/x y", True), ("program", "/tmp/../etc/passwd", False), ("program", "tmp/x", False),
    ("program", "/tmp/" + "x" * 600, False),
    ("program", "/tmp/\x1b", False), ("program", "/tmp/\u202ex", False), ("program", "/tmp/\udcff", False), ("peer", "203.0.113.9", True),
    ("peer", "2001:db8::1", True), ("peer", "127.0.0.1", False), ("peer", "fe80::1%eth0", False), ("peer", "0.0.0.0/0", False),
    ("account", "amy", True), ("account", "-rf", False), ("account", "a b", False), ("module", "xpacket", True), ("module", "../x", False),
])  # fmt: skip
def test_only_names_of_the_right_form_are_typed(kind, value, is_safe):
    assert is_typeable(Trace(kind, value, "h", 0, (), ())) == is_safe


def test_what_the_host_needs_is_never_taken_away():
    state = ("redshank.package.state", "unpackaged")
    files = [member(n, (("file.path", path), state)) for n, path in enumerate(("/usr/bin/bash", "/usr/bin/x"))]
    (action,) = [one for one in actions(*files) if one.verb == "quarantine file"]
    assert action.command.endswith(" -- /usr/bin/x") and "/usr/bin/bash" in action.by_hand


def test_number_of_actions_is_bounded_and_said():
    peers = [member(number, (("destination.ip", f"203.0.113.{number}"),)) for number in range(1, 250)]
    found = playbook(case(*peers), PIECES, OPERATOR)
    assert len(found.actions) == MAX_ACTIONS and found.left_out > 50


def test_many_files_go_in_several_commands_with_archives_of_their_own():
    files = [member(number, (("file.path", f"/tmp/{number}"),)) for number in range(90)]
    removes = [one for one in actions(*files) if one.id.startswith("remove-program")]
    assert [len(one.targets) for one in removes] == [40, 40, 10]
    assert len({one.undo for one in removes}) == 3


def done_in(command: str, place: Path) -> int:
    """A command as it would be typed, with its archive in another place."""
    return subprocess.run(["/bin/sh", "-c", command.replace("/root/redshank", str(place))], check=False, capture_output=True).returncode


def test_files_are_taken_away_and_put_back_as_they_were(tmp_path):
    script = Path(tempfile.mkdtemp(prefix="redshank it's ")) / "a b"
    script.write_text("x")
    script.chmod(0o4751)
    try:
        (action,) = [one for one in actions(member(1, (("file.path", str(script)),))) if one.verb == "quarantine file"]
        assert done_in(action.command, tmp_path / "kept") == 0
        assert not script.exists()
        assert done_in(action.undo, tmp_path / "kept") == 0
        assert (script.read_text(), script.stat().st_mode & 0o7777) == ("x", 0o4751)
    finally:
        shutil.rmtree(script.parent)


def test_a_process_is_killed_with_its_child_and_another_of_the_same_number_is_not():
    with tempfile.NamedTemporaryFile("w", suffix=".sh") as script:
        script.write("sleep 60 & echo $!; wait")
        script.flush()
        with subprocess.Popen(["/bin/bash", script.name], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            child = int(process.stdout.readline())
            facts = (("destination.ip", "203.0.113.9"), ("process.pid", str(process.pid)))
            (wrong,) = kills(member(1, (*facts, ("process.executable", "/usr/bin/another"))))
            assert done_in(wrong.command, Path("/nowhere")) != 0 and process.poll() is None
            (right,) = kills(member(1, (*facts, ("process.executable", script.name))))
            assert done_in(right.command, Path("/nowhere")) == 0
            assert process.wait(10) == -signal.SIGKILL
            end = time.monotonic() + 10
            while is_running(child) and time.monotonic() < end:
                time.sleep(0.01)  # a signal that was sent is taken a moment later
            assert not is_running(child)


def is_running(pid: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def kills(*members) -> list[Action]:
    return [one for one in actions(*members) if one.verb == "kill process tree"]


def words_of(command: str) -> list[str]:
    lexer = shlex.shlex(command, posix=True, punctuation_chars=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    return list(lexer)


ECHO = Piece("echo", "verify", 1, None, ("program",), (), (), (), True, "{value}", "w", "printf %s {values} ; true", "p", "", "")


@settings(max_examples=60)
@given(st.lists(st.text(alphabet=st.characters(), min_size=1, max_size=30) | st.sampled_from(HOSTILE), min_size=1, max_size=4))
def test_a_shell_reads_hostile_names_as_single_words(names):
    members = [member(n, (("file.path", f"/tmp/{name}"),)) for n, name in enumerate(names)]
    for action in playbook(case(*members), [ECHO], OPERATOR).actions:
        assert action.command.isprintable()
        if action.command:
            safe = list(dict.fromkeys(f"/tmp/{name}" for name in names))
            read = words_of(action.command)
            assert read[:2] == ["printf", "%s"] and read[-2:] == [";", "true"]
            assert set(read[2:-2]) <= set(safe)


@settings(max_examples=40)
@given(st.text(alphabet=st.characters(), max_size=60) | st.sampled_from(HOSTILE))
def test_hostile_texts_never_leave_their_line(text):
    for action in hostile_report(text).playbook.actions:
        for part in (action.title, action.why, action.preview, action.command, action.undo, action.caution, action.by_hand):
            assert part.isprintable()


@pytest.mark.parametrize("text", HOSTILE)
def test_commands_with_hostile_names_are_taken_by_a_shell_without_running_them(text):
    for action in hostile_report(text).playbook.actions:
        for command in filter(None, (action.command, action.undo)):
            words_of(command)
