"""Rules as tests write them, loaded."""

from typing import Any

from redshank.analysis.detect.match import Lists
from redshank.analysis.detect.sigma.load import load_text
from redshank.analysis.detect.sigma.tree import AnyRule, Rule

EXEC = "{product: linux, category: process_creation}"


def rule_text(detection: str, logsource: str = EXEC, name: str = "r", more: str = "") -> str:
    """A rule file's document. detection: lines of YAML, indented as they stand below `detection:`."""
    lines = "\n".join(f"  {line}" for line in detection.strip().splitlines())
    return f"title: {name}\nname: {name}\nid: id-{name}\nlogsource: {logsource}\ndetection:\n{lines}\n{more}"


def load_all(*texts: str, lists: Lists | None = None) -> tuple[AnyRule, ...]:
    """Rules that must all load."""
    found = load_text("\n---\n".join(texts), "x.yml", lists)
    assert [str(error) for error in found.errors] == []
    return found.rules


def load_rule(detection: str, logsource: str = EXEC, more: str = "", lists: Lists | None = None) -> Rule:
    """A rule about single events, which must load."""
    rule = load_all(rule_text(detection, logsource, more=more), lists=lists)[0]
    assert isinstance(rule, Rule)
    return rule


def first_error(text: str | bytes, lists: Lists | None = None) -> str:
    """The first error of a rule file, as people see it."""
    return str(load_text(text, "x.yml", lists).errors[0])


def errors_of(*texts: str, lists: Lists | None = None) -> list[str]:
    """The errors of a rule file with these documents."""
    return [str(error) for error in load_text("\n---\n".join(texts), "x.yml", lists).errors]


class Words:
    """A list that holds what it was made with, and can grow."""

    def __init__(self, *words: str, name: str = "words") -> None:
        self.words, self.name = set(words), name

    def lookup(self, value: str) -> str | None:
        """The name of the list, or None."""
        return self.name if value in self.words else None


def plain(value: Any) -> Any:
    """The value as a snapshot keeps it after it was written and read as JSON."""
    import msgspec

    return msgspec.json.decode(msgspec.json.encode(value))
