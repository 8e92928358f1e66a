"""Prove the sensor on other kernels: boot each in a small machine of qemu's, and print what it loads and sees there.

    python3 tools/boot_kernel.py [--base DIR] [--keep] [--limit SECONDS] [PACKAGE/SUITE ...]

PACKAGE is a Debian kernel package or one that depends on it; it is fetched and unpacked, never installed. The machine's
root is a debootstrap minbase held in memory. It runs tests/vm/coverage.py and goes off. The processor is emulated: KVM
inside a virtual machine may hang. Needs root. Exit 0 where every kernel told all that is due.
"""

import argparse
import lzma
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
TOOLS = {"qemu-system-x86_64": "qemu-system-x86", "debootstrap": "debootstrap", "dpkg-deb": "dpkg", "unshare": "util-linux"}
KERNELS = ("linux-image-amd64/bookworm", "linux-image-amd64/bookworm-backports")
SUITE, PYTHON = "bookworm", "3.11"  # of the machine's root, whatever its kernel
INSIDE = "python3-minimal,libpython3-stdlib,libbpf1,iproute2,kmod"
LEFT_OUT = re.compile(r"(usr/share/(doc|man|locale|i18n|zoneinfo|perl5)|var/(cache|lib/apt|lib/dpkg)|boot|dev|proc|sys)/.")
MODULE = "overlay.ko"
MACHINE = "-nodefaults -no-user-config -display none -no-reboot -nic none -smp 2 -m 2048 -accel tcg -cpu max"
COMMAND_LINE = "console=ttyS0 quiet panic=-1 rdinit=/init"
INIT = f"""#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin PYTHONPATH=/redshank/lib:/redshank/src:/redshank PYTHONDONTWRITEBYTECODE=1
# Root once more, laid over the first one, as every machine has it that comes out of an initramfs: the first cannot be pivoted from.
mount --bind / /mnt && cd /mnt && mount --move . / && exec chroot . /bin/sh -c '
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev; mount -t tmpfs tmp /tmp
exec </dev/null >/dev/ttyS1 2>&1
ip link set lo up
python3 -m tests.vm.coverage /redshank/{MODULE}
echo "exit $?"
echo o >/proc/sysrq-trigger
sleep 60'
"""

Entry = tuple[str, int, bytes]
"""A file of an archive: path, mode with its type, content."""


def main() -> int:
    """Entry of the command; see the module's first lines."""
    options = arguments()
    for tool, package in TOOLS.items():
        if shutil.which(tool) is None or os.geteuid() != 0:
            what = f"{tool} is missing: `apt-get install --no-install-recommends {package}`" if os.geteuid() == 0 else "root is needed"
            print(f"vm: {what}, then this again", file=sys.stderr)
            return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    work = Path(tempfile.mkdtemp(prefix="redshank-vm-", dir="/var/tmp"))  # on disk, mode 0700
    try:
        base = bare_root(options.base or work / "base")
        own = list(own_files(work))
        return max([prove(work, base, own, kernel, options.limit) for kernel in options.kernels])
    finally:
        if not options.keep:
            shutil.rmtree(work)


def arguments() -> argparse.Namespace:
    """The command's options."""
    parser = argparse.ArgumentParser(description="prove the sensor on other kernels")
    parser.add_argument("--base", type=Path, help="the debootstrap root to take; made there where it does not exist")
    parser.add_argument("--keep", action="store_true", help="leave the folder")
    parser.add_argument("--limit", type=float, default=1200, help="seconds one machine may run")
    parser.add_argument("kernels", nargs="*", default=KERNELS, metavar="PACKAGE/SUITE", help=f"default: {' '.join(KERNELS)}")
    return parser.parse_args()


def bare_root(base: Path) -> Path:
    """A Debian root of debootstrap's smallest kind. Its mounts are seen by debootstrap alone."""
    if not (base / "etc/debian_version").exists():
        start = time.monotonic()
        call("unshare", "--mount", "debootstrap", "--variant=minbase", f"--include={INSIDE}", SUITE, base)
        print(f"vm: bare {SUITE} root: {time.monotonic() - start:.1f} s", flush=True)
    return base


def own_files(work: Path) -> Iterator[Entry]:
    """The sensor with the one library it needs, and what runs it."""
    pip = ("install", "--quiet", "--no-deps", "--only-binary=:all:", f"--python-version={PYTHON}", f"msgspec=={version('msgspec')}")
    call(sys.executable, "-m", "pip", *pip, "--disable-pip-version-check", "--root-user-action=ignore", "--target", work / "lib")
    yield from ((name, stat.S_IFDIR | 0o755, b"") for name in ("redshank", "redshank/tests"))
    for folder, inside in ((work / "lib", "lib"), (CHECKOUT / "src", "src"), (CHECKOUT / "tests/vm", "tests/vm")):
        yield from entries(folder, f"redshank/{inside}")
    yield "init", stat.S_IFREG | 0o755, INIT.encode()


def prove(work: Path, base: Path, own: list[Entry], kernel: str, limit_s: float) -> int:
    """Boot one kernel and print its table; 0 where all that is due was told."""
    package, _, suite = kernel.partition("/")
    place = work / kernel.replace("/", "-")
    image, module = unpack(place, base, package, suite or SUITE)
    root, answers, console = (place / name for name in ("root.cpio", "answers", "console"))
    with root.open("wb") as file:
        file.writelines(archive([*entries(base), *own, (f"redshank/{MODULE}", stat.S_IFREG | 0o644, module)]))
    ports = ["-serial", f"file:{console}", "-serial", f"file:{answers}"]
    machine = ["qemu-system-x86_64", *MACHINE.split(), *ports, "-kernel", str(image), "-initrd", str(root), "-append", COMMAND_LINE]
    start = time.monotonic()
    try:
        subprocess.run(machine, check=False, timeout=limit_s, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        print(f"vm: stopped after {limit_s:.0f} s", file=sys.stderr)
    root.unlink()
    text = answers.read_text("utf-8", "replace")
    print(f"vm: {image.name}, {kernel}: {time.monotonic() - start:.0f} s\n{table(text)}", flush=True)
    if text.splitlines()[-1:] == ["exit 0"]:
        return 0
    last = console.read_text("utf-8", "replace")[-2000:] + text[-2000:]
    print(f"vm: {kernel}: not all that is due was told; the machine's last words:\n{last}", file=sys.stderr)
    return 1


def unpack(place: Path, base: Path, package: str, suite: str) -> tuple[Path, bytes]:
    """The kernel of a package and one of its modules, from the mirror of the base; this host's own apt lists stay as they are."""
    (place / "lists/partial").mkdir(parents=True)
    mirror = (base / "etc/apt/sources.list").read_text().split()[1]
    (place / "sources.list").write_text(f"deb {mirror} {suite} main\n")
    settings = {
        "Dir::Etc::SourceList": place / "sources.list", "Dir::Etc::SourceParts": "-", "Dir::State::Lists": place / "lists",
        "Dir::Cache": place, "Dir::Etc::TrustedParts": base / "etc/apt/trusted.gpg.d", "APT::Sandbox::User": "root",
    }  # fmt: skip
    apt = [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]
    call("apt-get", *apt, "-qq", "update")
    names = kernel_packages(package, call("apt-cache", *apt, "depends", "--recurse", "--important", package))
    call("apt-get", *apt, "-qq", "download", *names, cwd=place)
    for file in place.glob("*.deb"):
        call("dpkg-deb", "-x", file, place / "image")
    image, module = (next((place / "image").rglob(pattern)) for pattern in ("vmlinuz-*", f"{MODULE}*"))
    content = module.read_bytes()
    return image, lzma.decompress(content) if module.suffix == ".xz" else content


def kernel_packages(package: str, depends: str) -> list[str]:
    """The packages with the kernel and its modules among all that `package` depends on, as apt-cache prints it. Newer ones are split."""
    return sorted(set(re.findall(r"^ *\|?Depends: (linux-(?:image|binary|modules)-\d\S*)", f"Depends: {package}\n{depends}", re.MULTILINE)))


def entries(folder: Path, inside: str = "") -> Iterator[Entry]:
    """Files, folders and links below a folder, each folder before what is in it; `inside` is the folder's own name."""
    if inside:
        yield inside, stat.S_IFDIR | 0o755, b""
    for path in sorted(folder.rglob("*")):
        name, mode = path.relative_to(folder).as_posix(), path.lstat().st_mode
        if LEFT_OUT.match(name) or "__pycache__" in path.parts:
            continue
        content = os.fsencode(path.readlink()) if stat.S_ISLNK(mode) else path.read_bytes() if stat.S_ISREG(mode) else b""
        yield f"{inside}/{name}" if inside else name, mode, content


def archive(files: Iterable[Entry]) -> Iterator[bytes]:
    """The pieces of a cpio archive as kernels take it for their first root: format newc, everything of root's."""
    for number, (name, mode, content) in enumerate([*files, ("TRAILER!!!", 0, b"")], 1):
        path = os.fsencode(name) + b"\0"
        fields = (number, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(path), 0)
        head = b"070701" + b"".join(b"%08X" % field for field in fields) + path
        yield head + bytes(-len(head) % 4) + content + bytes(-len(content) % 4)


def table(text: str) -> str:
    """The answers as a table, an act a line and a mode a column; below it what was said beside them."""
    lines = [line.split("\t") for line in text.splitlines() if line.count("\t") >= 2]
    modes = list(dict.fromkeys(mode for mode, *_ in lines if mode != "-"))
    found = {(act, mode): answer for mode, act, answer, *_ in lines}
    rows = [("", *modes), *((act, *(found.get((act, mode), "") for mode in modes)) for act in dict.fromkeys(act for act, _ in found))]
    wide = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    said = [f"{mode}, {act}: {word}" for mode, act, _, *words in lines for word in words]
    return "\n".join([*("  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)).rstrip() for row in rows), *said])


def call(*words: object, cwd: Path | None = None) -> str:
    """What a tool printed; it stops everything where it fails."""
    done = subprocess.run([str(w) for w in words], check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=cwd)
    if done.returncode:
        sys.exit(f"vm: {' '.join(map(str, words))}: exit {done.returncode}\n{done.stdout[-2000:]}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
