import os
import subprocess
import termios

import pytest

from redshank.core.errors import HostError
from redshank.simulate.terminal_session import COLUMNS, ROWS, TerminalSession, open_terminal


@pytest.fixture
def shell():
    """A shell on a terminal of its own, without anybody's settings."""
    master, slave = open_terminal()
    environment = {"PS1": "here# ", "TERM": "dumb", "PATH": "/usr/bin:/bin"}
    process = subprocess.Popen(["/bin/sh", "-i"], stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True)
    os.close(slave)
    session = TerminalSession(master, b"# ")
    session.await_prompt()
    yield session
    session.close()
    process.kill()
    process.wait()


def test_each_line_is_done_before_the_next_is_typed(shell: TerminalSession) -> None:
    assert shell.type("sleep 0.1; echo fir''st").count(b"first") == 1
    assert b"second" in shell.type("echo sec''ond")


def test_shell_that_goes_or_hangs_is_an_error(shell: TerminalSession) -> None:
    with pytest.raises(HostError, match="no prompt after 0 s"):
        shell.type("sleep 5", 0.05)


def test_terminal_that_is_hung_up_is_an_error() -> None:
    master, slave = open_terminal()
    session = TerminalSession(master, b"# ")
    os.close(slave)
    with pytest.raises(HostError, match="no prompt"):
        session.await_prompt(5)
    session.close()


def test_terminal_has_the_size_of_a_persons() -> None:
    master, slave = open_terminal()
    assert termios.tcgetwinsize(slave) == (ROWS, COLUMNS)
    assert not os.get_inheritable(master) and not os.get_inheritable(slave)
    os.close(master)
    os.close(slave)
