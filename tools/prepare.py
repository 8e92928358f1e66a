"""Make this checkout ready: `python3 tools/prepare.py run|dev`.

run: virtual environment, libraries, BPF object, console, the command `.venv/bin/redshank`. dev: the test tools too,
among them a browser and the ssh server that the sandbox hosts of tests and simulations run.
Each step says one line. What is there already is left alone, and then nothing asks the network.
Needs nothing but python3 of at least 3.11 and, for missing system packages, root and apt.
"""

import ctypes
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
TOOLS = {"chromium": "chromium", "sshd": "openssh-server", "ssh": "openssh-client", "ip": "iproute2", "chattr": "e2fsprogs"}
"""Programs that tests and simulations start, and the Debian package of each."""
POLICY = Path("/usr/sbin/policy-rc.d")
OUR_POLICY = "#!/bin/sh\nexit 101\n"
LOCKS = {"run": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}

if sys.version_info < (3, 11):  # noqa: UP036 - this file meets whatever python3 the machine has
    sys.exit(f"redshank: at least python 3.11 is needed, this is {sys.version.split()[0]}: make PYTHON=python3.11 ...")


class SetupError(Exception):
    """One clear line: what is missing and what to do."""


def main(arguments: list[str]) -> int:
    """Entry of the command; see the module's first lines. Exit 0 ready, 2 with one line on stderr."""
    if len(arguments) != 1 or arguments[0] not in LOCKS:
        print("usage: python3 tools/prepare.py run|dev", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was put in place is taken away
    try:
        with Path(__file__).open() as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)  # two makes at once: the second finds all done
            prepare(arguments[0])
    except SetupError as error:
        print(f"redshank: {error}", file=sys.stderr)
        return 2
    return 0


def prepare(level: str) -> None:
    """Do every missing step of `level`, in order."""
    install_packages(missing_packages() | (missing_tools() if level == "dev" else {}))
    if not works(PYTHON):
        with step("virtual environment in .venv"):
            run([sys.executable, "-m", "venv", "--clear", VENV], "python3 -m venv failed")
    wanted = pins(LOCKS[level])
    if different(wanted, installed()):
        install_uv(wanted)
        with step(f"{len(wanted)} libraries from {LOCKS[level].name}"):
            # any index may serve, as pip has it: the hashes say what is the right file
            uv("pip", "install", "--require-hashes", "--no-deps", "--index-strategy", "unsafe-best-match", "-r", LOCKS[level])
    if stamp() != project_hash():
        with step("redshank itself, editable"):
            uv("pip", "install", "--no-deps", "--no-build-isolation", "--offline", "-e", ROOT)
        stamp_file().write_text(project_hash())
    run([PYTHON, ROOT / "tools" / "build_bpf.py"], "building the BPF object failed", show=True)
    run([PYTHON, ROOT / "tools" / "build_console.py"], "building the console failed", show=True)


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is done, and how long it took."""
    print(f"set-up: {what} …", end="", flush=True)
    start = time.monotonic()
    try:
        yield
    except BaseException:
        print(" failed", flush=True)
        raise
    print(f" {time.monotonic() - start:.1f} s", flush=True)


def run(command: list[object], failure: str, show: bool = False, env: dict[str, str] | None = None) -> None:
    """Run to the end. Raises SetupError with the last lines of its output where it fails."""
    stream = None if show else subprocess.PIPE
    done = subprocess.run([str(c) for c in command], check=False, stdout=stream, stderr=subprocess.STDOUT, text=True, env=env)
    if done.returncode:
        last = "\n".join((done.stdout or "").strip().splitlines()[-12:])
        raise SetupError(f"{failure}: exit {done.returncode} of {' '.join(map(str, command))}" + (f"\n{last}" if last else ""))


# System packages


def missing_packages() -> dict[str, bool]:
    """Debian packages that this machine lacks; True where nothing works without, False where a part works."""
    missing = {}
    if not works(PYTHON) and (find_spec("ensurepip") is None or find_spec("venv") is None):
        missing["python3-venv"] = True
    if not loads("libbpf.so.1"):
        missing["libbpf1"] = False
    return missing


def missing_tools() -> dict[str, bool]:
    """Debian packages that tests and simulations start programs of; a part of them works without."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    return {package: False for program, package in TOOLS.items() if shutil.which(program, path=path) is None}


def install_packages(missing: dict[str, bool]) -> None:
    """Install by apt where we may; else one line with the command, an error where nothing works without."""
    if not missing:
        return
    names = sorted(missing)
    hint = f"apt-get install {' '.join(names)}"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        why = "not root" if os.geteuid() != 0 else "no apt here"
        if any(missing.values()):
            raise SetupError(f"missing {', '.join(names)}, and {why}: run `{hint}` as root, then this again")
        print(f"set-up: without {', '.join(names)} a part does not work ({why}; as root: `{hint}`)")
        return
    with step(f"apt-get install {' '.join(names)}"), services_left_off():
        apt(names, hint)
    if "openssh-server" in missing and Path("/run/systemd/system").exists():
        # needed as a program only: a set-up opens no port of the machine
        subprocess.run(["systemctl", "--quiet", "disable", "--now", "ssh.service", "ssh.socket"], check=False, capture_output=True)


@contextmanager
def services_left_off() -> Iterator[None]:
    """What is installed starts no service: Debian's invoke-rc.d asks this file (its own POLICY-RC.D text)."""
    if POLICY.is_symlink() or (POLICY.exists() and POLICY.read_text() != OUR_POLICY):
        yield
        return
    POLICY.write_text(OUR_POLICY)  # one of exactly our words is ours, left by a set-up that was killed
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()


def apt(names: list[str], hint: str) -> None:
    """Install packages; the list of packages is fetched only where it is empty or too old to serve."""
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install: list[object] = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names]
    try:
        run(install, "apt-get", env=quiet)
    except SetupError:
        run(["apt-get", "update", "-qq"], f"apt-get cannot reach its mirrors (needed for `{hint}`)", env=quiet)
        run(install, f"`{hint}` failed", env=quiet)


def loads(library: str) -> bool:
    """True where the dynamic linker finds a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def works(python: Path) -> bool:
    """True where an interpreter starts and has pip: a moved or half-made environment does not."""
    try:
        return subprocess.run([python, "-c", "import pip"], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


# Libraries


def pins(lock: Path) -> dict[str, str]:
    """Name to version of a lock file."""
    lines = (line.split(";")[0].split("\\")[0].strip() for line in lock.read_text().splitlines())
    return {normal(name): version for name, _, version in (line.partition("==") for line in lines) if version}


def installed() -> dict[str, str]:
    """Name to version of what the environment has, read from its folder names."""
    folders = VENV.glob("lib/python3*/site-packages/*.dist-info")
    return {normal(name): version for name, _, version in (f.name.removesuffix(".dist-info").partition("-") for f in folders)}


def different(wanted: dict[str, str], present: dict[str, str]) -> bool:
    """True where a pinned library is missing or has another version."""
    return any(present.get(name) != version for name, version in wanted.items())


def normal(name: str) -> str:
    """A distribution's name in one spelling, as PEP 503 has it."""
    return name.lower().replace("_", "-").replace(".", "-").strip()


def install_uv(wanted: dict[str, str]) -> None:
    """The installer itself, by pip, in the pinned version."""
    if installed().get("uv") == wanted["uv"]:
        return
    with step(f"uv {wanted['uv']}"):
        run([PYTHON, "-m", "pip", "install", "--quiet", f"uv=={wanted['uv']}"], "pip cannot install uv")


def uv(*arguments: object) -> None:
    """Run uv for our environment, with pip's configuration."""
    cut = {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME"}
    env = {k: v for k, v in os.environ.items() if k not in cut} | uv_settings(pip_settings(), os.environ)
    command = [VENV / "bin" / "uv", "--no-config", *arguments[:2], "--quiet", "--python", PYTHON, *arguments[2:]]
    run(command, "uv failed (is the package registry reachable?)", env=env)


def pip_settings() -> dict[str, str]:
    """What pip.conf says, by option: uv reads none of it. Environment variables come later in the list and win."""
    listed = subprocess.run([PYTHON, "-m", "pip", "config", "list"], check=False, capture_output=True, text=True).stdout
    pairs = (line.partition("=") for line in listed.splitlines())
    return {key.rpartition(".")[2]: value.strip("'\"").replace("\\n", " ") for key, _, value in sorted(pairs, key=origin)}


def origin(pair: tuple[str, str, str]) -> int:
    """Order of a setting's sources: global, then a command's own, then the environment."""
    return 2 if pair[0].startswith(":env:") else 1 if pair[0].startswith("install.") else 0


def uv_settings(pip: dict[str, str], environ: "os._Environ[str] | dict[str, str]") -> dict[str, str]:
    """The environment that tells uv what pip was told; what is set for uv already is left as it is."""
    names: dict[str, tuple[str, Callable[[str], str]]] = {
        "index-url": ("UV_INDEX_URL", str),
        "extra-index-url": ("UV_EXTRA_INDEX_URL", lambda v: " ".join(v.split())),
        "find-links": ("UV_FIND_LINKS", lambda v: ",".join(v.split())),
        "no-index": ("UV_NO_INDEX", str),
        "trusted-host": ("UV_INSECURE_HOST", lambda v: " ".join(v.split())),
        "cert": ("SSL_CERT_FILE", str),
        "timeout": ("UV_HTTP_TIMEOUT", str),
        "default-timeout": ("UV_HTTP_TIMEOUT", str),
    }
    settings = {}
    for option, value in pip.items():
        if option in names and value and (place := names[option])[0] not in environ:
            settings[place[0]] = place[1](value)
    return settings


# The editable install


def stamp_file() -> Path:
    """Where it stands which state of pyproject.toml the environment has installed."""
    return VENV / "redshank-installed"


def stamp() -> str:
    """The state that is installed; empty where none is."""
    return stamp_file().read_text() if stamp_file().exists() and (VENV / "bin" / "redshank").exists() else ""


def project_hash() -> str:
    """Changes when an editable install has to be made again: name, version, commands, place."""
    return hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + str(ROOT).encode()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
