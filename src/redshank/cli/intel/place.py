"""What the verbs of `redshank intel` share: the folder they work on, and how they print."""

import argparse
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from redshank.analysis.intel.folder import Folder, become_owner
from redshank.cli.terminal import visible
from redshank.core import config
from redshank.core.resources import content_folder
from redshank.server.settings import ServerSettings


def add_place(parser: argparse.ArgumentParser) -> None:
    """The options that name the folder."""
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="data folder; the indicators lie in its part `intel` (default /var/lib/redshank)"
    )
    parser.add_argument("--config", type=Path, default=config.DEFAULT_PATH, metavar="FILE", help="settings (default %(default)s)")


def add_format(parser: argparse.ArgumentParser) -> None:
    """The option for programs that read along."""
    parser.add_argument("--format", choices=("text", "json"), default="text", help="lines for people (default), or one object a line")


def folder_of(arguments: argparse.Namespace) -> Folder:
    """The folder that is meant."""
    flags = {"server.data": str(arguments.data)} if arguments.data else {}
    settings: ServerSettings = config.load({"server": ServerSettings}, arguments.config, os.environ, flags)["server"]
    return Folder(settings.data / "intel")


def own_folder_of(arguments: argparse.Namespace) -> Folder:
    """The same for a verb that changes it: from here on root is no more than the folder's owner."""
    folder = folder_of(arguments)
    become_owner(folder.path)
    return folder


def shipped_allow_lists() -> list[Path]:
    """Our own lists of what is harmless."""
    return sorted((content_folder("rules") / "allowed").glob("*.txt"))


def say(text: str) -> None:
    """One line on standard error."""
    sys.stderr.write(f"redshank: {visible(text)}\n")


def put(lines: Iterable[str]) -> None:
    """Lines on standard output; what came from strangers is made visible."""
    sys.stdout.write("".join(f"{visible(line)}\n" for line in lines))
    sys.stdout.flush()


def put_json(objects: Iterable[dict[str, Any]]) -> None:
    """One object a line."""
    sys.stdout.write("".join(f"{json.dumps(one)}\n" for one in objects))
    sys.stdout.flush()


def age(ns: int) -> str:
    """A span as one number and its unit, `3 h`."""
    seconds = max(0, ns) // 1_000_000_000
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
