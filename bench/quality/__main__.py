"""`python -m bench.quality CORPUS… --root ROOT`: runs acts in throw-away hosts before the live sensor and says what it named and missed.

ROOT is an unpacked system of the kind the acts are written for (debootstrap makes one); it is only read. Needs root.
Exit 0 measured, 2 with one clear line where it cannot be.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from bench.quality import corpus, report, score, throwaway, watcher


def main(words: list[str]) -> int:
    """Entry of the command."""
    asked = _arguments(words)
    try:
        if os.geteuid() != 0:
            raise ValueError("it needs root: run it with sudo")
        acts = [act for act in corpus.load(asked.corpus) if not asked.id or any(part in act.id for part in asked.id)]
        if not acts:
            raise ValueError("no act to run")
        seen = measure(acts, asked.root, asked.rules, asked.keep)
    except (ValueError, OSError, watcher.WatchError) as error:
        print(f"quality: {error}", file=sys.stderr)
        return 2
    if asked.json:
        asked.json.write_text(json.dumps(report.document(seen), indent=1) + "\n")
    print(report.text(seen, asked.every))
    return 0


def measure(acts: list[corpus.Act], root: Path, rules: list[Path], keep: Path | None) -> list[score.Seen]:
    """Run the acts one after the other while the sensor watches. keep: a file that the lines of the sensor are moved to."""
    with tempfile.TemporaryDirectory(prefix="quality-watch-") as folder:
        with watcher.watching(Path(folder), rules) as lines:
            runs = [_run(act, root) for act in acts]
            time.sleep(score.GRACE_S)
        with lines.open("rb") as file:
            seen = score.assign(runs, watcher.read_lines(file))
        if keep:
            keep.write_bytes(lines.read_bytes())
    return seen


def _run(act: corpus.Act, root: Path) -> throwaway.Ran:
    ran = throwaway.run(act, root)
    print(f"quality: {act.id} {ran.status}", file=sys.stderr, flush=True)
    return ran


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.quality", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("corpus", type=Path, nargs="+", help="files of acts, or folders with such files")
    parser.add_argument("--root", type=Path, required=True, help="root file system that the acts run over; it is only read")
    parser.add_argument("--id", action="append", default=[], metavar="PART", help="only acts with this in their id (repeatable)")
    parser.add_argument("--rules", action="append", type=Path, default=[], metavar="DIR", help="rules in place of the shipped ones")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the result there as JSON too")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="keep the sensor's lines there")
    parser.add_argument("--every", action="store_true", help="show every act with its events and alerts")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
