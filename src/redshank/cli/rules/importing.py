"""`redshank rules import`: other people's rules, taken in as they are, with their authors and their licence."""

import argparse
import json
import os
import re
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from redshank.analysis.detect.sigma.collection import members
from redshank.analysis.detect.sigma.harvest import Harvest, harvest
from redshank.analysis.detection import SITE_RULES, lists_for
from redshank.cli.help import examples
from redshank.cli.lines import add_format_argument
from redshank.cli.output import json_line, open_output
from redshank.cli.rules.checking import error_flat
from redshank.cli.terminal import visible
from redshank.core.errors import ConfigError

RECORD = "imported.json"
"""Beside the rules: what was taken in, from where and when."""
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")

EXAMPLES = examples(
    ("redshank rules import ~/sigma", "the Linux rules of a SigmaHQ checkout"),
    ("redshank rules import sigma_all_rules.zip --name sigma", "of a release archive; an earlier import of that name is replaced"),
    ("redshank rules import ~/sigma --to ./rules --dry-run", "what would be taken in, and what not and why"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `rules import` takes."""
    parser.add_argument("source", type=Path, metavar="SOURCE", help="a folder of rules, or an archive (.zip, .tar.gz)")
    parser.add_argument("--to", type=Path, default=SITE_RULES, metavar="DIR", help="where rules of this site lie (default %(default)s)")
    parser.add_argument("--name", default="", metavar="NAME", help="folder of the import in there (default: the source's name)")
    parser.add_argument("--dry-run", action="store_true", help="say what would be taken in, and write nothing")
    add_format_argument(parser)
    parser.epilog = EXAMPLES


def run(arguments: argparse.Namespace) -> int:
    """0 where rules were taken in, 1 where some Linux rules were refused. Raises ConfigError: none there, or no right to write."""
    name = arguments.name or default_name(arguments.source)
    if not _NAME.fullmatch(name):
        raise ConfigError(f"--name '{name}': small letters, digits, '.', '_' and '-', at most 64")
    found = harvest(members(arguments.source), lists_for([]).by_name)
    if not found.kept and not found.refused:
        raise ConfigError(f"{arguments.source}: no Sigma rules for Linux in it ({found.elsewhere} files for other systems)")
    place = arguments.to / name
    if not arguments.dry_run and found.kept:
        write(found, place, str(arguments.source), datetime.now(UTC))
    _report(found, place, arguments)
    return 1 if found.refused else 0


def default_name(source: Path) -> str:
    """The name of an import whose source is this, without the endings of archives."""
    name = source.resolve().name.lower()
    for ending in (".zip", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".tar"):
        name = name.removesuffix(ending)
    return re.sub(r"[^a-z0-9._-]", "-", name).strip("-._") or "imported"


def write(found: Harvest, place: Path, source: str, now: datetime) -> None:
    """The kept files below `place` with their licences and a record; in place of an earlier import at once. Raises ConfigError."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
        try:
            _fill(fresh, found, source, now)
            _swap(fresh, place)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise ConfigError(f"{place}: cannot be written: {error.strerror}: run it as root, or give --to") from error


def _fill(fresh: Path, found: Harvest, source: str, now: datetime) -> None:
    fresh.chmod(0o755)
    for member in (*found.kept, *found.licences):
        file = fresh / member.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(member.data)
    record = {
        "source": source,
        "imported": now.isoformat(timespec="seconds"),
        "rules": found.rules,
        "licences": [member.path for member in found.licences],
        "files": {member.path: sha256(member.data).hexdigest() for member in found.kept},
    }
    (fresh / RECORD).write_text(json.dumps(record, indent=1) + "\n")


def _swap(fresh: Path, place: Path) -> None:
    """An earlier import goes only when the new one is whole. Refused where `place` is somebody's own folder."""
    if not place.exists():
        fresh.rename(place)
        return
    if not (place / RECORD).is_file():
        raise ConfigError(f"{place}: is there and was not imported: give another --name")
    aside = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    place.rename(aside / "old")
    fresh.rename(place)
    shutil.rmtree(aside, ignore_errors=True)


def _report(found: Harvest, place: Path, arguments: argparse.Namespace) -> None:
    output = open_output(arguments.format, os.environ)
    if arguments.format == "json":
        output.write(json_line(error_flat(error)) for error in found.refused)
    else:
        output.write(visible(str(error)) for error in found.refused)
    done = "would be imported" if arguments.dry_run else f"imported into {place}"
    licence = ", ".join(member.path for member in found.licences) or "none found: ask its authors before you use them"
    silent = f", {found.sourceless} of them with no source here" if found.sourceless else ""
    sys.stderr.write(
        f"redshank: {found.rules} rules {done}{silent}; {len(found.refused)} refused, {found.elsewhere} files for other systems, "
        f"{found.old} taken back by their authors\nredshank: licence: {visible(licence)}\n"
    )
