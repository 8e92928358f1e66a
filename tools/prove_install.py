"""Prove the set-up where nothing is there: a bare Debian root with git, make and python3, a clone, `make test`.

    python3 tools/prove_install.py [--work DIR] [--base DIR] [--suite bookworm] [--with-changes] [--keep] [--args "…"]

The root is made by debootstrap and entered in mount and pid namespaces of its own. It has the host's network and the
host's settings for apt, pip and npm, the kernel's /sys (so that BPF loads), and a /dev of its own. All mounts end with the
namespace, the folder is removed. Says how long `make test` took from nothing. Needs root. Exit 0 where it passed and
a second set-up had nothing to do.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
PACKAGES = "git,make,python3"
INSIDE = Path("/root") / "redshank"
PASSED_ON = re.compile(r"(PIP_|UV_|NPM_CONFIG_|NODE_EXTRA_CA|SSL_CERT|REQUESTS_CA|CURL_CA|GIT_SSL|https?_proxy$|no_proxy$)", re.IGNORECASE)
SETTINGS = (
    "/etc/resolv.conf", "/etc/pip.conf", "/etc/xdg/pip", "/root/.config/pip", "/etc/npmrc", "/root/.npmrc",
    "/etc/apt/sources.list", "/etc/apt/sources.list.d", "/etc/apt/apt.conf.d", "/etc/apt/auth.conf.d", "/etc/apt/keyrings",
    "/etc/apt/trusted.gpg.d", "/etc/ssl/certs/ca-certificates.crt", "/usr/local/share/ca-certificates",
)  # fmt: skip
DEVICES = {"null": (1, 3), "zero": (1, 5), "full": (1, 7), "random": (1, 8), "urandom": (1, 9), "tty": (5, 0)}


def main() -> int:
    """Entry of the command; see the module's first lines."""
    options = arguments("prove the set-up in a bare Debian root")
    if options.inside:
        return enter(Path(options.inside), lambda: inside(options.args))
    with prepared(options) as root:
        return judge(root, options.args)


@contextmanager
def prepared(options: argparse.Namespace) -> Iterator[Path]:
    """A bare root with the clone in it, gone afterwards. Exits with one line where this machine cannot make one."""
    for tool in ("debootstrap", "unshare", "git"):
        if shutil.which(tool) is None or os.geteuid() != 0:
            what = f"{tool} is missing" if os.geteuid() == 0 else "root is needed"
            print(f"drill: {what}: as root, `apt-get install debootstrap util-linux git`, then this again", file=sys.stderr)
            sys.exit(2)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with folder(options) as work:
        root = work / "root"
        bare_root(root, options)
        settings(root)
        clone(root, options.with_changes)
        yield root


def arguments(what: str) -> argparse.Namespace:
    """The options of a proof; each takes those of the other, so that one line serves for both."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--work", type=Path, help="folder for the root, on disk; default: a new one")
    parser.add_argument("--base", type=Path, help="a debootstrap root to copy; made there where it does not exist")
    parser.add_argument("--suite", default="bookworm", help="Debian release")
    parser.add_argument("--with-changes", action="store_true", help="take what is not committed too")
    parser.add_argument("--keep", action="store_true", help="leave the folder")
    parser.add_argument("--args", default="", help="handed to pytest, where tests run")
    parser.add_argument("--shots", type=Path, help="folder for screenshots, where a browser runs; default: none")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    return parser.parse_args()


@contextmanager
def folder(options: argparse.Namespace) -> Iterator[Path]:
    """The work folder, removed in the end whatever happens."""
    if options.work:
        options.work.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="redshank-drill-", dir=options.work or "/var/tmp"))  # on disk, mode 0700
    try:
        yield work
    finally:
        if not options.keep:
            shutil.rmtree(work)


def bare_root(root: Path, options: argparse.Namespace) -> None:
    """A Debian root of debootstrap's smallest kind, or a copy of one."""
    start = time.monotonic()
    base = options.base or root
    if not (base / "etc/debian_version").exists():
        call("debootstrap", "--variant=minbase", f"--include={PACKAGES}", options.suite, base, quiet=True)
    if base != root:
        call("cp", "-a", "--reflink=auto", base, root)
    print(f"drill: bare {options.suite} root with {PACKAGES}: {time.monotonic() - start:.1f} s (not counted below)", flush=True)


def settings(root: Path) -> None:
    """The host's way to its package registries: name servers, apt, pip, certificates."""
    for name in SETTINGS:
        source, target = Path(name), root / name.lstrip("/")
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        elif source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    for place in local_places():
        (root / str(place).lstrip("/")).mkdir(parents=True, exist_ok=True)


def local_places() -> list[Path]:
    """Folders of this machine that pip's settings name; they are shown inside, read-only."""
    listed = subprocess.run([sys.executable, "-m", "pip", "config", "list"], check=False, capture_output=True, text=True).stdout
    words = re.findall(r"(?:file://)?(/[^\s'\"]+)", listed + " ".join(v for k, v in os.environ.items() if k.startswith(("PIP_", "UV_"))))
    return sorted({Path(word.removesuffix("/simple")) for word in words if Path(word).is_dir() and not word.startswith("/etc")})


def clone(root: Path, with_changes: bool) -> None:
    """The checkout, as a newcomer gets it."""
    target = root / str(INSIDE).lstrip("/")
    call("git", "clone", "--quiet", "--no-hardlinks", CHECKOUT, target)
    if with_changes:
        listed = subprocess.run(["git", "ls-files", "-coz", "--exclude-standard"], cwd=CHECKOUT, check=True, capture_output=True).stdout
        for name in filter(None, listed.decode().split("\0")):
            (target / name).unlink(missing_ok=True)
            if (CHECKOUT / name).is_file():
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(CHECKOUT / name, target / name)
        # so that what asks git for its files sees the new ones
        call("git", "-C", target, "add", "--all")


def judge(root: Path, args: str) -> int:
    """Run the tests inside and say how it went."""
    start = time.monotonic()
    command = ["unshare", "--mount", "--pid", "--fork", "--kill-child", sys.executable, __file__, "--inside", str(root), f"--args={args}"]
    status = subprocess.run(command, check=False, env=environment()).returncode
    print(f"drill: {'passed' if status == 0 else f'failed, exit {status}'}; from nothing {time.monotonic() - start:.1f} s", flush=True)
    return status


def environment() -> dict[str, str]:
    """What a login shell has, the settings of the package clients, and CI, so that no kernel test is left out."""
    plain = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8", "CI": "1"}
    return {name: value for name, value in os.environ.items() if PASSED_ON.match(name)} | plain


def enter(root: Path, then: Callable[[], int]) -> int:
    """In the new namespaces: mount what a machine has, make `root` the root, go on there in the clone."""
    call("mount", "--make-rprivate", "/")
    call("mount", "--bind", root, root)
    call("mount", "-t", "proc", "proc", root / "proc")
    call("mount", "--rbind", "/sys", root / "sys")
    own_dev(root / "dev")
    for place in local_places():
        call("mount", "--bind", "-o", "ro", place, root / str(place).lstrip("/"))
    os.chdir(root)
    Path("old").mkdir(exist_ok=True)
    call("pivot_root", ".", "old")
    os.chroot(".")
    os.chdir(INSIDE)
    call("/bin/umount", "--lazy", "/old")
    return then()


def own_dev(dev: Path) -> None:
    """A /dev of its own: never devtmpfs, which is one for the whole machine."""
    call("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", dev)
    for name, (major, minor) in DEVICES.items():
        os.mknod(dev / name, 0o020666, os.makedev(major, minor))
        (dev / name).chmod(0o666)
    (dev / "pts").mkdir()
    call("mount", "-t", "devpts", "-o", "newinstance,ptmxmode=0666,mode=620", "devpts", dev / "pts")
    (dev / "ptmx").symlink_to("pts/ptmx")
    (dev / "shm").mkdir()
    call("mount", "-t", "tmpfs", "-o", "mode=1777", "tmpfs", dev / "shm")
    for name, target in {"fd": "fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2"}.items():
        (dev / name).symlink_to(f"/proc/self/{target}")


def inside(args: str) -> int:
    """`make test`, then the set-up again, which must have nothing to do."""
    tests = subprocess.run(["make", "test", *([f"ARGS={args}"] if args else [])], check=False).returncode
    if tests:
        return tests
    start = time.monotonic()
    again = subprocess.run(["python3", "tools/prepare.py", "dev"], check=False, capture_output=True, text=True)
    said = again.stdout.strip() or "nothing to do"
    print(f"drill: second set-up: {time.monotonic() - start:.1f} s, exit {again.returncode}, {said}", flush=True)
    return 1 if again.returncode or again.stdout else 0


def call(*words: object, quiet: bool = False) -> None:
    """Run a tool to the end; its output stops everything where it fails."""
    done = subprocess.run([str(word) for word in words], check=False, stdout=subprocess.PIPE if quiet else None, text=True)
    if done.returncode:
        sys.exit(f"drill: {' '.join(map(str, words))}: exit {done.returncode}\n{(done.stdout or '')[-2000:]}")


if __name__ == "__main__":
    sys.exit(main())
