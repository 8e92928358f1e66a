"""Rule sets: which of the shipped rules are at work and how severe they are, chosen by one name. Data in `sets/NAME.toml`."""

import dataclasses
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from redshank.analysis.detect.sigma.link import ids_by_name, silent_ids
from redshank.analysis.detect.sigma.tree import AnyRule, Correlation
from redshank.core.errors import ConfigError, did_you_mean
from redshank.core.resources import content_folder

BASE = "base"
MAX_BYTES = 64 * 1024
MAX_PATTERNS = 500
_KEYS = {"title", "only", "leave_out", "severity"}
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class RuleSetChoice:
    """A set. Patterns are `linux/network/*` for files, or `tag:pci_dss.*`. only: what is in it, empty for all; severity: changes."""

    name: str
    title: str = "every shipped rule"
    only: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    severity: tuple[tuple[str, int], ...] = ()

    def patterns(self) -> tuple[str, ...]:
        """All of them, in the order of the file."""
        return (*self.only, *self.leave_out, *(pattern for pattern, _ in self.severity))


def read_set(name: str, folders: Sequence[Path]) -> RuleSetChoice:
    """The set of that name from the last folder that has one; `base` needs no file. Raises ConfigError in one line."""
    known = set_files(folders)
    if name not in known:
        if name == BASE:
            return RuleSetChoice(BASE)
        raise ConfigError(f"there is no rule set '{name}'{did_you_mean(name, [BASE, *known])}")
    return parse_set(name, known[name])


def set_files(folders: Iterable[Path]) -> dict[str, Path]:
    """Names of sets to their files; a later folder's stands before an earlier one's."""
    files = [file for folder in folders for file in sorted((folder / "sets").glob("*.toml"))]
    return {file.stem: file for file in files if _NAME.fullmatch(file.stem)}


def set_folders(site: Path) -> tuple[Path, ...]:
    """Where sets lie: beside the shipped rules, and a site's own."""
    return content_folder("rules"), site


def parse_set(name: str, file: Path) -> RuleSetChoice:
    """The set that a file describes. Raises ConfigError in one line."""
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise ConfigError(f"{file}: a rule set has at most {MAX_BYTES} bytes")
        read = tomllib.loads(data.decode())
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"{file}: {str(error) or 'too deeply nested'}") from error
    for key in read:
        if key not in _KEYS:
            raise ConfigError(f"{file}: unknown key '{key}'{did_you_mean(key, sorted(_KEYS))}")
    title = read.get("title", name)
    if not isinstance(title, str):
        raise ConfigError(f"{file}: 'title' is a text")
    return RuleSetChoice(name, title, _texts(read, "only", file), _texts(read, "leave_out", file), _severities(read, file))


def _texts(read: Mapping[str, Any], key: str, file: Path) -> tuple[str, ...]:
    value = read.get(key, [])
    if not isinstance(value, list) or len(value) > MAX_PATTERNS or not all(isinstance(one, str) and one for one in value):
        raise ConfigError(f"{file}: '{key}' is a list of patterns, at most {MAX_PATTERNS}")
    return tuple(value)


def _severities(read: Mapping[str, Any], file: Path) -> tuple[tuple[str, int], ...]:
    value = read.get("severity", {})
    if not isinstance(value, dict) or len(value) > MAX_PATTERNS or not all(number in (1, 2, 3) for number in value.values()):
        raise ConfigError(f"{file}: 'severity' is a table of patterns with 1, 2 or 3")
    return tuple(value.items())


def choose(rules: Sequence[AnyRule], wanted: RuleSetChoice, shipped: Path) -> tuple[tuple[AnyRule, ...], list[str]]:
    """The rules at work, with their severity in this set, and patterns that fit none. Rules from elsewhere than `shipped` stay."""
    steps = silent_ids(rules)
    alerting = [rule for rule in rules if rule.id not in steps and _is_in(rule, wanted, shipped)]
    kept = _with_steps(alerting, rules)
    unused = [pattern for pattern in wanted.patterns() if not any(_fits(rule, pattern, shipped) for rule in rules)]
    told = [f"rule set '{wanted.name}': no rule fits '{pattern}'" for pattern in unused]
    return tuple(_graded(rule, wanted, shipped) for rule in rules if rule.id in kept), told


def _is_in(rule: AnyRule, wanted: RuleSetChoice, shipped: Path) -> bool:
    if _place(rule, shipped) is None:
        return True
    inside = not wanted.only or any(_fits(rule, pattern, shipped) for pattern in wanted.only)
    return inside and not any(_fits(rule, pattern, shipped) for pattern in wanted.leave_out)


def _with_steps(alerting: Iterable[AnyRule], rules: Sequence[AnyRule]) -> set[str]:
    """Ids of the rules and of all that their correlations build on."""
    ids, by_id = ids_by_name(rules), {rule.id: rule for rule in rules}
    waiting, kept = [rule.id for rule in alerting], set[str]()
    while waiting:
        one = waiting.pop()
        if one in kept:
            continue
        kept.add(one)
        rule = by_id[one]
        waiting += [ids[name] for name in rule.rules] if isinstance(rule, Correlation) else []
    return kept


def _graded(rule: AnyRule, wanted: RuleSetChoice, shipped: Path) -> AnyRule:
    for pattern, severity in wanted.severity:
        if _fits(rule, pattern, shipped):
            rule = dataclasses.replace(rule, severity=severity)
    return rule


def _fits(rule: AnyRule, pattern: str, shipped: Path) -> bool:
    place = _place(rule, shipped)
    if place is None:
        return False
    if pattern.startswith("tag:"):
        return any(fnmatchcase(tag, pattern[4:]) for tag in rule.tags)
    return fnmatchcase(place, pattern)


def _place(rule: AnyRule, shipped: Path) -> str | None:
    """The rule's file below the shipped folder, without its ending; None where it lies elsewhere."""
    path = Path(rule.path)
    return str(path.relative_to(shipped).with_suffix("")) if path.is_relative_to(shipped) else None
