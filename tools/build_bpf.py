"""Compile the kernel side: `redshank.bpf.c` and the topics it includes become `redshank.bpf.o` beside it.

The compiler is clang in the wheel `ziglang`, so no compiler and no kernel headers are needed on the machine. The
object is the same in every folder. Nothing is done while the hash of all sources and of the command is the stored one.
"""

import hashlib
import os
import subprocess
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "src" / "redshank" / "host" / "sensor" / "bpf"
SOURCE, OBJECT, STAMP = FOLDER / "redshank.bpf.c", FOLDER / "redshank.bpf.o", FOLDER / ".built"
FLAGS = (
    "-target", "bpfel-freestanding", "-mcpu=v3", "-O2", "-g",
    "-Wall", "-Werror",
    "-Wno-unused-function",  # a topic may take a part of the shared helpers
    "-Wno-default-const-init-var-unsafe",  # `const volatile` settings are filled in by the loader
)  # fmt: skip


def main() -> int:
    """Build where needed. Exit 0 built or current, 1 the compiler refused, 2 no compiler or no source."""
    if not SOURCE.exists():
        print(f"build: {SOURCE.relative_to(ROOT)} is missing: the kernel sensor is not built", file=sys.stderr)
        return 2
    try:
        compiler = version("ziglang")
    except PackageNotFoundError:
        print("build: the wheel ziglang is missing: run `make build`", file=sys.stderr)
        return 2
    wanted = fingerprint(compiler)
    if OBJECT.exists() and STAMP.exists() and STAMP.read_text() == wanted:
        return 0
    start = time.monotonic()
    if failed := compile_object():
        return failed
    STAMP.write_text(wanted)
    print(f"build: {OBJECT.relative_to(ROOT)}, {OBJECT.stat().st_size} bytes, {time.monotonic() - start:.1f} s")
    return 0


def compile_object() -> int:
    """Run the compiler; the new object takes the old one's place only when it is whole."""
    fresh = OBJECT.with_suffix(".new")
    caches = {name: str(ROOT / ".venv" / "zig-cache") for name in ("ZIG_LOCAL_CACHE_DIR", "ZIG_GLOBAL_CACHE_DIR")}
    places = (f"-ffile-prefix-map={ROOT}=.", "-c", str(SOURCE.relative_to(ROOT)), "-o", str(fresh.relative_to(ROOT)))
    command = [sys.executable, "-m", "ziglang", "cc", *FLAGS, *places]
    done = subprocess.run(command, check=False, cwd=ROOT, env=os.environ | caches)
    if done.returncode == 0:
        fresh.replace(OBJECT)
    else:
        fresh.unlink(missing_ok=True)
        print(f"build: {SOURCE.relative_to(ROOT)} does not compile", file=sys.stderr)
    return 1 if done.returncode else 0


def fingerprint(compiler: str) -> str:
    """Hash over compiler, command and every C source and header, by name and content."""
    digest = hashlib.sha256(repr((compiler, FLAGS)).encode())
    for path in sorted([*FOLDER.rglob("*.c"), *FOLDER.rglob("*.h")]):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(FOLDER)} {len(content)}\n".encode() + content)
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
