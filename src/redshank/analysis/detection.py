"""Rules and lists put together into an engine, as the server, `watch` and `replay` use it."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from redshank.analysis.detect.engine import Engine
from redshank.analysis.detect.filters import Filters
from redshank.analysis.detect.sigma.filter import SUFFIXES, Filter, load_filters
from redshank.analysis.detect.sigma.load import RuleSet, load_folder
from redshank.analysis.detect.sigma.tree import AnyRule
from redshank.analysis.intel.indicators import Lookup
from redshank.analysis.intel.live import LiveStore
from redshank.analysis.lists import Lists, load_lists
from redshank.analysis.rule_sets import BASE, choose, read_set, set_folders
from redshank.core.errors import ConfigError, ContentError
from redshank.core.resources import content_folder
from redshank.events import Event
from redshank.findings.alert import Alert

SITE_FOLDER = Path("/etc/redshank")
"""Where a site keeps rules and lists of its own, in the folders `rules`, `indicators` and `lists`."""
SITE_RULES = SITE_FOLDER / "rules"


@dataclass(frozen=True, slots=True)
class Detection:
    """Rules at work. refused: what could not be loaded, one sentence each. lists: by the names that rules use."""

    engine: Engine
    rule_count: int
    refused: tuple[str, ...]
    lists: Mapping[str, Lookup] = field(default_factory=dict)

    def detect(self, events: Sequence[Event]) -> list[Alert]:
        """The alerts of a batch that people may see, in order; state is kept from batch to batch."""
        return [alert for alert in self.engine.detect(events) if not alert.hidden]

    def hidden(self) -> list[str]:
        """A sentence for each filter that hid matches up to now."""
        titles = {one.id: one.title for one in self.engine.filters.fixed}
        return [f"filter {titles.get(key, key)} hid {tally.count:,} matches" for key, tally in self.engine.filters.counts().items()]

    def troubles(self) -> list[str]:
        """A sentence for each rule that did not do its work up to now."""
        first: dict[str, str] = {}
        for failure in list(self.engine.failures):  # another thread may be judging
            first.setdefault(failure.rule_id, failure.error)
        failed = [f"rule {rule} failed: {error}" for rule, error in first.items() if rule not in self.engine.disabled]
        return failed + [f"rule {rule} was switched off: {reason}" for rule, reason in list(self.engine.disabled.items())]


def open_detection(  # noqa: PLR0913  where rules lie, and what they are judged with
    rules: Sequence[Path],
    indicator_files: Sequence[Path],
    warn: Callable[[str], None],
    site: Path = SITE_FOLDER,
    *,
    live: LiveStore | None = None,
    rule_set: str = BASE,
) -> Detection:
    """Detection by the shipped rules and the site's, or by those of the given folders and files in their place.

    live: the compiled indicators. rule_set: name of the set of shipped rules. A rule that is refused is one line to `warn` while
    the rest load. Raises ConfigError where a folder is missing, there is no such set, or no rule is left, since silence would
    then mean nothing.
    """
    places = rule_places(rules, site)
    lists = lists_for(rules, indicator_files, site, live)
    kept, errors = joined([load_folder(place, lists.by_name) for place in places])
    kept, unused = choose(kept, read_set(rule_set, set_folders(site)), content_folder("rules"))
    filters, wrong = filters_of(places, kept, lists)
    refused = (*lists.problems, *map(str, (*errors, *wrong)), *unused)
    for sentence in refused:
        warn(sentence)
    if not kept:
        raise ConfigError(f"no rule could be loaded from {', '.join(map(str, places))}")
    engine = Engine(kept, lists=lists.by_name, clock=time.time_ns, filters=Filters(filters, lists.by_name))
    return Detection(engine, len(kept), refused, lists.by_name)


def rule_places(given: Sequence[Path], site: Path = SITE_FOLDER) -> list[Path]:
    """The given folders and files, or the shipped folder and the site's. Raises ConfigError where a given one is missing."""
    for place in given:
        if not place.exists():
            raise ConfigError(f"no rules at {place}: no such file or folder")
    own = [site / "rules"] if (site / "rules").is_dir() else []
    return list(given) or [content_folder("rules"), *own]


def lists_for(
    given: Sequence[Path], indicator_files: Sequence[Path] = (), site: Path = SITE_FOLDER, live: LiveStore | None = None
) -> Lists:
    """The lists that rules of these places look values up in: the shipped ones, the site's, and those beside the rules."""
    places = [content_folder("rules"), *(place for place in given if place.is_dir()), site]
    return load_lists(places, indicator_files, live)


def filters_of(places: Sequence[Path], rules: Sequence[AnyRule], lists: Lists) -> tuple[list[Filter], list[ContentError]]:
    """The Sigma filters that lie in these folders and files, over these rules, and what was wrong with them."""
    files = (file for place in places for file in ([place] if place.is_file() else sorted(place.rglob("*"))))
    return load_filters((file for file in files if file.suffix in SUFFIXES and file.is_file()), rules, lists.by_name)


def joined(sets: Iterable[RuleSet]) -> tuple[tuple[AnyRule, ...], list[ContentError]]:
    """The rules of several places as one set; a second rule with a known id is refused."""
    first: dict[str, AnyRule] = {}
    errors: list[ContentError] = []
    for one in sets:
        errors += one.errors
        for rule in one.rules:
            if (other := first.setdefault(rule.id, rule)) is not rule:
                message = f"'{rule.id}' is already the rule at {other.path}:{other.line}"
                errors.append(ContentError(message, rule.path, rule.line, rule.column))
    return tuple(first.values()), errors
