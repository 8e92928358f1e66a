"""Prove the sensor on other kernels: boot each in a small machine of qemu's, and print what it loads and sees there.

    python3 tools/boot_kernel.py [--base DIR] [--keep] [--limit SECONDS] [PACKAGE/SUITE ...]

PACKAGE is a Debian kernel package or one that depends on it; it is fetched and unpacked, never installed. The machine's
root is a debootstrap minbase held in memory; it runs tests/vm/coverage.py (which does the acts of
tests/acceptance/coverage and evasion too) and goes off. The processor is emulated: KVM
inside a virtual machine may hang. Needs root. Exit 0 where every kernel told all that is due.
"""

import argparse
import lzma
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
TOOLS = {"qemu-system-x86_64": "qemu-system-x86", "debootstrap": "debootstrap"}
KERNELS = ("linux-image-amd64/bookworm", "linux-image-amd64/bookworm-backports")
SUITE, PYTHON = "bookworm", "3.11"  # of the machine's root, whatever its kernel
INSIDE = "python3-minimal,libpython3-stdlib,libbpf1,iproute2,cpio"
MODULE = "overlay.ko"
LIBRARIES = ("msgspec", "google-re2", "ahocorasick-rs")
PARTS = ("vm", "acceptance/coverage", "acceptance/evasion")  # of tests: what the machine runs
PACK = "find . -xdev \\( -path ./var -o -path ./usr/share/doc -o -path ./usr/share/locale \\) -prune -o -print | cpio -o -H newc --quiet"
MACHINE = "-nodefaults -no-user-config -display none -no-reboot -nic none -smp 2 -m 2048 -accel tcg -cpu max"
COMMAND_LINE = "console=ttyS0 quiet panic=-1 rdinit=/redshank/init"
INIT = f"""#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin PYTHONPATH=/redshank/lib:/redshank/src:/redshank PYTHONDONTWRITEBYTECODE=1
# The root is laid over itself, as on every machine that came out of an initramfs: a first root cannot be pivoted from.
mount --bind / /mnt && cd /mnt && mount --move . / && exec chroot . /bin/sh -c '
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev; mount -t tmpfs tmp /tmp
mkdir -p /dev/pts /dev/shm /var/log; ln -s /proc/self/fd /dev/fd
mount -t devpts pts /dev/pts; mount -t tmpfs shm /dev/shm; mount -t cgroup2 groups /sys/fs/cgroup
exec </dev/null >/dev/ttyS1 2>&1
ip link set lo up
uname -r
python3 -m tests.vm.coverage /redshank/{MODULE}
echo "exit $?"
echo o >/proc/sysrq-trigger
sleep 60'
"""


def main() -> int:
    """Entry of the command; see the module's first lines."""
    options = arguments()
    missing = [package for tool, package in TOOLS.items() if shutil.which(tool) is None]
    if missing or os.geteuid() != 0:
        todo = f"`apt-get install --no-install-recommends {' '.join(missing)}`" if missing else "no package is missing"
        print(f"vm: needs root, debootstrap and qemu: {todo}, then this again as root", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    work = Path(tempfile.mkdtemp(prefix="redshank-vm-", dir="/var/tmp"))  # on disk, mode 0700
    try:
        base = options.base or work / "base"
        lay_out(base)
        return max([prove(work, base, kernel, options.limit) for kernel in options.kernels])
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


def lay_out(base: Path) -> None:
    """A Debian root of debootstrap's smallest kind, and in it the sensor, the libraries it needs, and what runs it."""
    if not (base / "etc/debian_version").exists():
        call("unshare", "--mount", "debootstrap", "--variant=minbase", f"--include={INSIDE}", SUITE, base)
    place = base / "redshank"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(CHECKOUT / "src", place / "src")
    for part in PARTS:
        shutil.copytree(CHECKOUT / "tests" / part, place / "tests" / part)
    pip = "-m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps --only-binary=:all:"
    wanted = [f"{name}=={version(name)}" for name in LIBRARIES]
    call(sys.executable, *pip.split(), f"--python-version={PYTHON}", "--target", place / "lib", *wanted)
    (place / "init").write_text(INIT)
    (place / "init").chmod(0o755)


def prove(work: Path, base: Path, kernel: str, limit_s: float) -> int:
    """Boot one kernel and print its table; 0 where all that is due was told."""
    package, _, suite = kernel.partition("/")
    place = work / kernel.replace("/", "-")
    image, module = unpack(place, base, package, suite or SUITE)
    (base / "redshank" / MODULE).write_bytes(module)
    root, answers, console = (place / name for name in ("root.cpio", "answers", "console"))
    with root.open("wb") as file:
        subprocess.run(["chroot", base, "sh", "-c", PACK], check=True, stdout=file)
    ports = ["-serial", f"file:{console}", "-serial", f"file:{answers}"]
    machine = ["qemu-system-x86_64", *MACHINE.split(), *ports, "-kernel", str(image), "-initrd", str(root), "-append", COMMAND_LINE]
    start = time.monotonic()
    try:
        subprocess.run(machine, check=False, timeout=limit_s, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        print(f"vm: stopped after {limit_s:.0f} s", file=sys.stderr)
    text = answers.read_text("utf-8", "replace")
    release = text.partition("\n")[0]
    print(f"vm: {release}, {kernel}: {time.monotonic() - start:.0f} s\n{table(text)}", flush=True)
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
    image, module = (min((place / "image").rglob(pattern)) for pattern in ("vmlinuz*", f"{MODULE}*"))
    content = module.read_bytes()
    return image, lzma.decompress(content) if module.suffix == ".xz" else content


def kernel_packages(package: str, depends: str) -> list[str]:
    """The packages with the kernel and its modules among all that `package` depends on, as apt-cache prints it."""
    names = re.findall(r"^ *\|?Depends: (linux-(?:image|binary|modules)-\d\S*)", f"Depends: {package}\n{depends}", re.MULTILINE)
    return sorted(set(names))


def table(text: str) -> str:
    """The answers as a table, an act a line and a mode a column; below it what was said beside them."""
    lines = [line.split("\t") for line in text.splitlines() if line.count("\t") >= 2]
    found = {(act, mode): answer for mode, act, answer, *_ in lines}
    modes, acts = (list(dict.fromkeys(line[at] for line in lines)) for at in (0, 1))
    rows = [["", *modes], *([act, *(found.get((act, mode), "") for mode in modes)] for act in acts)]
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    shown = ["  ".join(map(str.ljust, row, wide)).rstrip() for row in rows]
    return "\n".join([*shown, *(f"{mode}, {act}: {word}" for mode, act, _, *words in lines for word in words)])


def call(*words: object, cwd: Path | None = None) -> str:
    """What a tool printed; it stops everything where it fails."""
    done = subprocess.run([str(w) for w in words], check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=cwd)
    if done.returncode:
        sys.exit(f"vm: {' '.join(map(str, words))}: exit {done.returncode}\n{done.stdout[-2000:]}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
