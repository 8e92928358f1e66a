"""The long proofs, one after the other: `python3 tools/drill.py [WORD…] [OPTION…]`.

install: set-up and tests in a bare Debian root. up: `make up` there, its link opened in a browser, Ctrl-C. kill: agent
and server killed 500 times each at random moments. fuzz: a million damaged records and lines through the parsers.
flood: one user floods, another is seen. restart: the agent is killed under load. soak: half an hour of mixed load.
Without a word, the first three. Options go to the words that take them.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = "500"
EXAMPLES = "100000"  # for each of a dozen parsers
FIRST = ("install", "up", "kill")
UNDER_LOAD = ("flood", "restart", "soak")
PYTHON = str(ROOT / ".venv/bin/python")


def main(words: list[str]) -> int:
    """Entry of the command; see the module's first lines. The first failure's exit status."""
    at = next((place for place, word in enumerate(words) if word.startswith("-")), len(words))
    names, options = words[:at], words[at:]
    steps = {
        "install": [sys.executable, "tools/prove_install.py", *options],
        "up": [sys.executable, "-m", "tools.prove_up", *options],
        "kill": [PYTHON, "-m", "pytest", "-q", "-k", "kill", "tests/host/spool", "tests/server", "tests/acceptance"],
        "fuzz": [PYTHON, "-m", "pytest", "-q", "tests/fuzz"],
    } | {name: [PYTHON, "-m", f"bench.drills.{name}", *options] for name in UNDER_LOAD}
    longer = {"kill": {"REDSHANK_KILL_ROUNDS": ROUNDS}, "fuzz": {"REDSHANK_FUZZ_ROUNDS": EXAMPLES}}
    if unknown := [name for name in names if name not in steps]:
        print(f"drill: unknown word '{unknown[0]}': one of {', '.join(steps)}", file=sys.stderr)
        return 2
    for name in names or FIRST:
        print(f"drill: {name}", flush=True)
        environment = os.environ | longer.get(name, {})
        if status := subprocess.run(steps[name], check=False, cwd=ROOT, env=environment).returncode:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
