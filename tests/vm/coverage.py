"""What the sensor loads and sees on the kernel this runs on, as lines of tab-separated words. Needs root.

    python3 -m tests.vm.coverage [MODULE.ko]

Each act is done in each mode by a process of its own, and what the sensor must tell of it is looked for: `yes` told, `NO`
due and not told, `-` neither, `extra` told though not due. Nothing but the sensor is needed: tools/boot_kernel.py runs this
in a small machine. Its own acts touch a temporary folder and loopback; those of tests/acceptance/coverage and evasion, which
follow, also /etc: run it nowhere else. MODULE is loaded and taken out again; without one, a file
that is no module is tried.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import get_args

from redshank.core.clock import SystemClock
from redshank.core.errors import HostError
from redshank.events import Event
from redshank.host.sensor import programs
from redshank.host.sensor.files.source import FileSource
from redshank.host.sensor.files.watches import Secret, Tree, WatchPlan
from redshank.host.sensor.kernel_source import MAX_RECORDS, KernelSource
from redshank.host.sensor.kernel_watch import KernelWatch
from redshank.host.sensor.libbpf import loaded_programs
from redshank.host.sensor.process_table import ProcessTable
from redshank.host.sensor.programs import PROCESS, Mode
from tests.acceptance.coverage import run
from tests.acceptance.coverage.table import ACTS
from tests.acceptance.evasion.table import ACTS as EVASIONS

LIMIT_S, STORM, FLOOD = 10.0, 300, 60_000
FLOODS = (5, 6)  # threats that an emulated processor makes too little of
EVERY, CALLS, FULL = "full light off", "full light", "full"
PRELUDE = "import ctypes, mmap, os, socket, struct, subprocess, sys\ncall = ctypes.CDLL(None).syscall\nplace, module = sys.argv[1:]\n"
HERE = "('127.0.0.7', 777)"
SERVER = f"s = socket.create_server({HERE})\n"
INT80 = (  # push rbx; mov eax,129; zero ebx,ecx; int 0x80; pop rbx; ret: delete_module of the 32-bit table
    "m = mmap.mmap(-1, 4096, prot=7)\nm.write(bytes.fromhex('53b88100000031db31c9cd805bc3'))\n"
    "ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(m)))()\nos._exit(0)"
)
URING = (  # one entry of the ring: IORING_OP_CONNECT (16), socket, length of the address, address; array[0] is 0 already
    "a = ctypes.create_string_buffer(struct.pack('<HH4s8x', 2, socket.htons(777), bytes((127, 0, 0, 8))))\nc = socket.socket()\n"
    "p = (ctypes.c_uint32 * 30)()\nr = call(425, 1, p)\nring, entry = mmap.mmap(r, 4096), mmap.mmap(r, 4096, offset=1 << 28)\n"
    "entry[:24] = struct.pack('<BxxxiQQ', 16, c.fileno(), 16, ctypes.addressof(a))\nring[p[11]] = 1\ncall(426, r, 1, 1, 1, None, 0)"
)
CONTAINER = (
    "mkdir -p {0}/etc {0}/old; exec unshare --mount sh -ec "
    '"mount --bind {0} {0}; cd {0}; pivot_root . old; echo x >/etc/cron-of-a-container"'
)

Told = Callable[[list[Event]], bool]
"""Whether the events around an act hold what is due."""


def has(action: str, **values: object) -> Told:
    """An event of this action with these values is among them."""
    return lambda events: any(e.event_action == action and all(getattr(e, k, None) == v for k, v in values.items()) for e in events)


def refused(events: list[Event]) -> bool:
    """One connect to 127.0.0.1, told once and with its result."""
    results: list[object] = [getattr(e, "result", None) for e in events if has("net.connect", destination_ip="127.0.0.1")([e])]
    return results == [-111]


def storm(events: list[Event]) -> bool:
    """Every exec of the storm is there, or told as lost."""
    seen = sum(e.event_action == "process.exec" and e.process_args == ["/bin/true", "storm"] for e in events)
    return seen + lost(events, "process.exec") == STORM


def flood(events: list[Event]) -> bool:
    """What arrived of the flood and what was told as lost make up the whole."""
    seen = sum(has("kernel.module", module_name="flood")([e]) for e in events)
    return seen < FLOOD == seen + lost(events, "kernel.module")


def lost(events: list[Event], kind: str) -> int:
    """How many events of this kind were told as lost."""
    counts: list[int | None] = [getattr(e, "loss_count", None) for e in events if getattr(e, "loss_type", "") == kind]
    return sum(count or 0 for count in counts)


def sh(script: str) -> str:
    """Python code that runs a shell script."""
    return f"subprocess.run(['/bin/sh', '-ec', {script!r}], cwd='/usr', check=False)"


@dataclass(frozen=True, slots=True)
class Act:
    """Python code for a process of its own, the modes that must tell of it, and what they must tell."""

    name: str
    modes: str
    code: str
    told: Told


def acts(place: str, module: str) -> list[Act]:
    """All acts; they touch what lies below `place`, and `module`, which is no module where it lies there too."""
    tree, secret, name = f"{place}/tree", f"{place}/secrets/secret", Path(module).stem
    loaded = "failure" if module.startswith(place) else "success"
    return [
        Act("exec, its arguments and folder", EVERY, sh("exec /bin/true one ''"),
            has("process.exec", process_args=["/bin/true", "one", ""], process_working_directory="/usr")),
        Act("exec, its parent's program", EVERY, sh("/bin/true; /bin/true"),
            has("process.exec", process_name="true", process_parent_executable=str(Path("/bin/sh").resolve()))),
        Act("exec, 6 KB of arguments", EVERY, "subprocess.run(['/bin/true', 'x' * 6000])", has("process.exec", args_length=6011)),
        Act("fork", EVERY, "os.fork()", has("process.fork")),
        Act("exit and its code", EVERY, "os._exit(3)", has("process.exit", process_exit_code=3)),
        Act("connect", EVERY, f"{SERVER}socket.create_connection({HERE})",
            has("net.connect", destination_ip="127.0.0.7", destination_port=777, network_transport="tcp")),
        Act("connect by IPv6", EVERY, "socket.socket(socket.AF_INET6).connect_ex(('::1', 1))",
            has("net.connect", destination_ip="::1", destination_port=1)),
        Act("connect through io_uring", EVERY, f"s = socket.create_server(('127.0.0.8', 777))\n{URING}",
            has("net.connect", destination_ip="127.0.0.8", destination_port=777)),
        Act("refused connect, told once", CALLS, "socket.socket().connect_ex(('127.0.0.1', 1))", refused),
        Act("accept", CALLS, f"{SERVER}c = socket.create_connection({HERE})\ns.accept()",
            has("net.accept", source_ip="127.0.0.1", destination_ip="127.0.0.7", destination_port=777)),
        Act("listen", EVERY, SERVER, has("net.listen", source_ip="127.0.0.7", source_port=777)),
        Act("module loaded by file", CALLS, "call(313, os.open(module, 0), b'', 0)",
            has("kernel.module", file_path=module, module_operation="load", event_outcome=loaded)),
        Act("module taken out", CALLS, f"call(176, b'{name}', 0)", has("kernel.module", module_name=name, event_outcome=loaded)),
        Act("module loaded from memory", CALLS, "call(175, b'no', 2, b'key=1')",
            has("kernel.module", syscall_name="init_module", module_parameters="key=1")),
        Act("32-bit call (int 0x80)", FULL, INT80, has("kernel.module", syscall_name="delete_module")),
        Act("change of user", CALLS, "call(105, 12345)", has("kernel.credentials", user_id=12345, syscall_name="setuid")),
        Act("watched file opened to write", CALLS, f"open('{tree}/a/w', 'w')",
            has("file.open", file_path=f"{tree}/a/w", file_access="write")),
        Act("secret opened to read", CALLS, f"open('{secret}')", has("file.open", file_path=secret, file_access="read")),
        Act("silence of an unwatched read", EVERY, f"open('{tree}/a/f')", lambda es: not has("file.open", file_path=f"{tree}/a/f")(es)),
        Act("file made in a container's /etc", CALLS, sh(CONTAINER.format(f"{place}/root")),
            has("file.create", file_path="/etc/cron-of-a-container")),
        Act("file created", EVERY, f"open('{tree}/a/new', 'w')", has("file.create", file_path=f"{tree}/a/new")),
        Act("file changed", EVERY, f"open('{tree}/a/f', 'a').write('x')", has("file.modify", file_path=f"{tree}/a/f")),
        Act("file's mode changed", EVERY, f"os.chmod('{tree}/a/f', 0o4755)", has("file.attrib", file_path=f"{tree}/a/f")),
        Act("file renamed", EVERY, f"os.rename('{tree}/a/f', '{tree}/g')", has("file.rename", file_path=f"{tree}/g")),
        Act("file deleted", EVERY, f"os.unlink('{tree}/g')", has("file.delete", file_path=f"{tree}/g")),
        Act(f"{STORM} execs, whole or counted", EVERY, sh(f"for i in $(seq {STORM}); do /bin/true storm; done"), storm),
        Act(f"{FLOOD} events unread, counted", CALLS, f"for i in range({FLOOD}): call(176, b'flood', 0)", flood),
    ]  # fmt: skip


def main(arguments: list[str]) -> int:
    """Entry of the command; see the module's first lines. Exit 0: all that is due was told, in every mode."""
    return 1 if sum([cover(mode, "".join(arguments[:1])) + cover_table(mode) for mode in get_args(Mode)]) else 0


def cover(mode: Mode, module: str) -> int:
    """Everything in one mode; how many answers are NO."""
    with tempfile.TemporaryDirectory() as place:
        for name in ("tree/a/f", "secrets/secret", "nosuch.ko"):
            (path := Path(place, name)).parent.mkdir(parents=True, exist_ok=True)
            path.write_text("no module")
        said, start, module = list[str](), time.monotonic(), module or f"{place}/nosuch.ko"
        try:
            source = KernelSource(mode, programs.own_scope(), ProcessTable("h", "b"), SystemClock(), said.append)
        except HostError as error:
            return say(mode, "load", "NO", str(error), *"\n".join(said)[-20_000:].splitlines())
        say(mode, "load", f"{time.monotonic() - start:.1f} s", source.health().detail, *said)
        plan = WatchPlan((Tree(f"{place}/tree"),), (Secret(f"{place}/secrets"),))
        files = FileSource(lambda: plan, SystemClock(), KernelWatch(source.bpf))
        try:
            failures = sum([judge(act, mode, (place, module), source, files) for act in acts(place, module)])
        finally:
            files.close()
            source.close()
        time.sleep(1.0)  # the kernel frees programs a moment after the last descriptor
        return failures + say(mode, "nothing stays loaded", "NO" if set(PROCESS) & set(loaded_programs()) else "yes")


def cover_table(mode: Mode) -> int:
    """The acts of the coverage table, and in full of the evasion pack less its floods; how many answers are NO."""
    pack = (*ACTS, *(act for act in EVASIONS if mode == "full" and act.threat not in FLOODS))
    outcome = run.run(mode, pack, (sys.executable, "-m", "tests.vm.watch", mode))
    failures = 0
    for act, answer in zip(pack, outcome.answers, strict=True):
        due = mode in act.seen
        word = ("yes" if due or mode in act.depends else "extra") if answer.told else ("NO" if due and mode not in act.depends else "-")
        if answer.lacks:
            word = f"no {answer.lacks}"
        more = (f"its events: {' '.join(answer.types)}", answer.said) if word == "NO" else ()
        failures += say(mode, act.name, word, *more)
    said = (outcome.said, str(outcome.lost)) if outcome.lost or outcome.status else ()
    return failures + say(mode, "sensor of the table ended clean", "NO" if said else "yes", *said)


def judge(act: Act, mode: Mode, arguments: tuple[str, str], source: KernelSource, files: FileSource) -> int:
    """Have an act done, and say whether it was told; 1 where the answer is NO."""
    due = mode in act.modes.split()
    process, events, end = Popen([sys.executable, "-SI", "-c", PRELUDE + act.code, *arguments]), list[Event](), 0.0
    limit_s = LIMIT_S if due else 1.0
    while not end or time.monotonic() < end:
        time.sleep(0.01)
        if not end and process.poll() is not None:
            end = time.monotonic() + limit_s
        if not end and act.told is flood:
            continue  # nobody reads until it is over
        events += (new := source.read() + files.read())
        if len(new) >= MAX_RECORDS:  # there is more
            end = time.monotonic() + limit_s if end else end
        elif end and act.told(events):
            break
    told = act.told(events)
    answer = ("yes" if due else "extra") if told else ("NO" if due else "-")
    return say(mode, act.name, answer, *sorted({str(event.event_action) for event in events if answer == "NO"}))


def say(mode: Mode, what: str, answer: str, *words: str) -> int:
    """Print one line; 1 where the answer is NO."""
    line = "\t".join(word.replace("\t", " ").replace("\n", " | ") for word in (mode, what, answer, *words) if word)
    print(line, flush=True)  # noqa: T201 - its only way to speak
    return int(answer == "NO")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
