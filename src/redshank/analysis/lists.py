"""The lists that rules look values up in: named lists and indicators, of the shipped content, of the site and of flags."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from redshank.analysis.intel import indicators
from redshank.analysis.intel.indicators import Lookup
from redshank.analysis.intel.live import Either, LiveStore
from redshank.analysis.intel.named_lists import NamedList, load_named_lists
from redshank.core.errors import ConfigError, ContentError


@dataclass(frozen=True, slots=True)
class Lists:
    """Lists by the name that rules write between percent signs. problems: a sentence for each file or line not taken."""

    by_name: dict[str, Lookup]
    problems: tuple[str, ...] = ()


def load_lists(folders: Sequence[Path], files: Sequence[Path] = (), live: LiveStore | None = None) -> Lists:
    """The lists of folders (`lists/*.txt` by name, `indicators/*.txt` as values known as bad) and of further indicator files.

    live: the compiled store, asked besides them. A folder need not be there.
    Raises ConfigError where a file, which somebody named, cannot be read.
    """
    for file in files:
        if not file.is_file():
            raise ConfigError(f"no indicators at {file}: no such file")
    named, problems = _named([folder / "lists" for folder in folders if (folder / "lists").is_dir()])
    known = indicators.load_lists([path for folder in folders for path in sorted((folder / "indicators").glob("*.txt"))] + list(files))
    found: dict[str, Lookup] = {**known.as_lists(), "listed_urls": NamedList("listed_urls")}
    if live is not None:
        found = {name: Either(found[name], store) for name, store in live.lists().items()}
    return Lists({**named, **found}, (*problems, *known.troubles()))


def _named(folders: list[Path]) -> tuple[dict[str, NamedList], list[str]]:
    """A folder with a list that cannot be taken is left out whole, and said; the others are read."""
    problems: list[str] = []
    while True:
        try:
            return load_named_lists(folders), problems
        except ContentError as error:
            problems.append(f"{error}; the lists beside it are left out too")
            folders = [folder for folder in folders if folder != Path(error.path).parent]
