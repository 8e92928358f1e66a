"""Run as a process: `python -m redshank.simulate.sandbox.entrance ORDERS GROUP PARENT`; goes apart and becomes a world.

Three processes: this one outside, which only waits, and below it the first process of the new pid namespace. Each dies
with its parent, and the kernel kills a pid namespace with its first process: whoever kills the main process ends it all.
"""

import os
import signal
import socket
import sys
import traceback
from pathlib import Path

from redshank.core.errors import HostError
from redshank.simulate.sandbox import control_group, namespaces
from redshank.simulate.sandbox.devices import make_devices, mount_kernel_folders
from redshank.simulate.sandbox.first_process import serve
from redshank.simulate.sandbox.orders import Done, Failed, World, receive_order, send
from redshank.simulate.sandbox.root_folder import build

_ALWAYS = namespaces.NEW_MOUNTS | namespaces.NEW_PROCESSES | namespaces.NEW_MESSAGES
_OWN_ROOT = namespaces.NEW_NAMES | namespaces.NEW_CGROUP


def main(words: list[str]) -> int:
    """Exit status of the world's first process. words: descriptors of the orders and of the control group, pid of the parent."""
    orders_fd, group, parent = map(int, words)
    namespaces.die_with_parent(parent, signal.SIGKILL)
    orders = socket.socket(fileno=orders_fd)
    world, _ = receive_order(orders)
    if not isinstance(world, World):
        return 1
    try:
        return _go_apart(world, group, orders)
    except (OSError, HostError) as error:
        send(orders, Failed(str(error)))
        return 1


def _go_apart(world: World, group: int, orders: socket.socket) -> int:
    control_group.join(group)
    os.close(group)
    network = namespaces.NEW_NETWORK if world.network else 0
    namespaces.unshare(_ALWAYS | (_OWN_ROOT if world.root else 0) | network)
    first = os.fork()
    if first == 0:
        _be_first(world, orders)
    orders.close()
    return os.waitstatus_to_exitcode(os.waitpid(first, 0)[1]) and 1


def _be_first(world: World, orders: socket.socket) -> None:
    """Never returns."""
    try:
        namespaces.die_with_parent(0, signal.SIGKILL)
        _settle(world)
        send(orders, Done())
        serve(orders)
        os._exit(0)
    except (OSError, HostError) as error:
        send(orders, Failed(str(error)))
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def _settle(world: World) -> None:
    namespaces.mount("", "/", flags=namespaces.PRIVATE | namespaces.WITH_ALL_BELOW)
    if world.root is None:
        namespaces.mount("proc", "/proc", "proc")
        return
    socket.sethostname(world.host_name)
    root = build(world.root)
    mount_kernel_folders(root)
    make_devices(root)
    namespaces.enter_root(Path(root))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
