"""Work out the pinned versions again: requirements.lock for use, requirements-dev.lock for work on the code.

Pins with hashes and without any address, so that a lock serves behind every mirror. Run it as `make lock`.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXTRAS = {"requirements.lock": ["build", "server"], "requirements-dev.lock": ["build", "server", "dev"]}
HEAD = "# Pinned by `make lock`. Do not edit.\n"


def main() -> int:
    """Rewrite both lock files. The exit status is that of uv where it fails."""
    for name, extras in EXTRAS.items():
        chosen = [word for extra in extras for word in ("--extra", extra)]
        quiet = ["--quiet", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--generate-hashes"]
        place = ["--python-platform", "linux", "--python-version", "3.11"]
        command = [str(ROOT / ".venv/bin/uv"), "pip", "compile", "pyproject.toml", *chosen, *quiet, *place, "-o", name]
        done = subprocess.run(command, check=False, cwd=ROOT)
        if done.returncode:
            return done.returncode
        path = ROOT / name
        path.write_text(HEAD + path.read_text().removeprefix(HEAD))
        print(f"wrote {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
