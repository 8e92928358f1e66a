"""Terminals: what was shown, the window, and what must not be kept."""

from tests.acceptance.coverage.act import FULL, Act, holds, told

NO_READS = "terminals are recorded at the exit of read and write"
SCRIPT = "import pty\nos.environ['TERM'] = 'xterm'\npid, fd = pty.fork()\nif not pid:\n    os.execv('/bin/sh', ['sh', '-c', {command!r}])\n"
READ = "while True:\n    try:\n        if not os.read(fd, 4096): break\n    except OSError: break\nos.waitpid(pid, 0)"

ACTS = (
    Act("a program writes to a terminal", "T1059", told("session.tty", process__io__text=holds("shown-MARK")),
        python=SCRIPT.format(command="echo shown-MARK") + READ, seen=FULL, unseen=NO_READS),
    Act("a terminal's window gets another size", "T1059", told("session.winsize", process__tty__rows=44, process__tty__columns=111),
        python="import termios\n" + SCRIPT.format(command="read x; echo $x MARK")
        + "termios.tcsetwinsize(fd, (44, 111)); os.write(fd, b'x\\n')\n" + READ, seen=FULL, unseen=NO_READS),
)  # fmt: skip
