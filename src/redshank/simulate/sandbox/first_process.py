"""The first process of a world: does what the main process orders, takes in children that lost their parent, ends with it.

One thread, no waiting: it must always hear that the main process is gone, since its own end ends the world.
"""

import fcntl
import os
import selectors
import signal
import socket
from contextlib import suppress
from types import FrameType
from typing import NoReturn

from redshank.simulate.sandbox.namespaces import give_up_right
from redshank.simulate.sandbox.orders import (
    Connect,
    Done,
    Ended,
    Failed,
    Listen,
    Open,
    Order,
    Receive,
    Report,
    Signal,
    Start,
    receive_order,
    send,
)  # fmt: skip

RISKY_RIGHTS = (15, 16, 17, 19, 21, 22, 25, 26, 27, 32, 33, 34, 35, 36, 38, 39)
"""Capabilities (linux/capability.h) that only the agent keeps: IPC_OWNER, SYS_MODULE, SYS_RAWIO, SYS_PTRACE, SYS_ADMIN,
SYS_BOOT, SYS_TIME, SYS_TTY_CONFIG, MKNOD, MAC_OVERRIDE, MAC_ADMIN, SYSLOG, WAKE_ALARM, BLOCK_SUSPEND, PERFMON, BPF."""
_CONNECT_S = 3.0
_BACKLOG = 512
_ASIDE = 64
"""No descriptor of a started program gets so high a number."""


def serve(orders: socket.socket) -> None:
    """Do orders until the main process is gone or closes its end. This process must have no other thread."""
    woken, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, _note)
    with selectors.DefaultSelector() as selector:
        selector.register(orders, selectors.EVENT_READ)
        selector.register(woken, selectors.EVENT_READ)
        while True:
            ready = {key.fileobj for key, _ in selector.select()}
            if woken in ready:
                os.read(woken, 4096)
                _tell_ended(orders)
            if orders in ready and not _take(orders):
                return


def _note(_number: int, _frame: FrameType | None) -> None:
    """A signal without a handler would not write to the wake-up descriptor."""


def _tell_ended(orders: socket.socket) -> None:
    with suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            send(orders, Ended(pid, os.waitstatus_to_exitcode(status)))


def _take(orders: socket.socket) -> bool:
    """Do the next order and report; False where nobody is left to give one."""
    order, descriptors = receive_order(orders)
    if order is None:
        return False
    report, given = _do(order, descriptors)
    with suppress(BrokenPipeError):
        send(orders, report, given)
    for descriptor in (*descriptors, *given):
        os.close(descriptor)
    return True


def _do(order: Order, descriptors: list[int]) -> tuple[Report, list[int]]:
    try:
        if isinstance(order, Start):
            return Done(_start(order, descriptors)), []
        if isinstance(order, Signal):
            os.kill(order.pid, order.number)
            return Done(), []
        return Done(), [_open(order)]
    except (OSError, ValueError) as error:
        return Failed(f"{type(order).__name__}: {error}"), []


def _open(order: Order) -> int:
    if isinstance(order, Open):
        return os.open(order.path, order.flags | os.O_CLOEXEC, 0o640)
    if isinstance(order, Listen):
        return _listening(order)
    if isinstance(order, Connect):
        return _connected(order)
    if isinstance(order, Receive):
        return _receiver(order.path)
    raise ValueError(f"{type(order).__name__} is no order for a running world")


def _listening(order: Listen) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind((order.address, order.port))
        one.listen(_BACKLOG)
        return one.detach()


def _connected(order: Connect) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as one:
        one.settimeout(_CONNECT_S)
        one.bind((order.source, 0))
        one.connect((order.address, order.port))
        one.settimeout(None)
        return one.detach()


def _receiver(path: str) -> int:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one:
        one.bind(path)
        os.chmod(path, 0o666)  # noqa: PTH101, S103 - everybody in this world may say something to it
        return one.detach()


def _start(order: Start, descriptors: list[int]) -> int:
    """The pid of the program. That it could not be executed is told by its end, status 127."""
    pid = os.fork()
    if pid == 0:
        _become(order, descriptors)
    return pid


def _become(order: Start, descriptors: list[int]) -> NoReturn:
    """Never returns: whatever goes wrong in the child must not go on as the first process."""
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        _place(descriptors or [os.open(os.devnull, os.O_RDWR)] * 3)
        os.chdir(order.folder)
        if not order.all_rights:
            for capability in RISKY_RIGHTS:
                give_up_right(capability)
        if order.user:
            os.setgroups([])
            os.setgid(order.user)
            os.setuid(order.user)
        os.execve(order.words[0], order.words, order.environment)  # noqa: S606
    finally:
        os._exit(127)


def _place(descriptors: list[int]) -> None:
    """Make them 0, 1, 2, …; first out of the way, since one may lie where another has to go."""
    aside = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, _ASIDE) for descriptor in descriptors]
    for number, descriptor in enumerate(aside):
        os.dup2(descriptor, number)
    os.closerange(len(descriptors), 1024)
