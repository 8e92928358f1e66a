"""Write the reference pages that come from code and content: `python tools/reference.py [--check]`.

settings.md from the settings' dataclasses, rules.md from the shipped rules, families.md from the shipped families.
Exit 0 written or current, 1 where --check finds one stale.
"""

import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any, get_type_hints

from redshank.analysis.detect.sigma.load import load_folder
from redshank.analysis.families.profiles import Profile, Signal, load_profiles
from redshank.analysis.lists import load_lists
from redshank.core.config import type_words, variable
from redshank.host.agent_settings import AgentSettings
from redshank.host.integrity.profiles import FileSettings
from redshank.host.sensor.compose import SensorSettings
from redshank.host.spool import SpoolSettings
from redshank.server.settings import ServerSettings

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "reference"
SECTIONS: dict[str, type] = {
    "agent": AgentSettings, "files": FileSettings, "sensor": SensorSettings, "server": ServerSettings, "spool": SpoolSettings,
}  # fmt: skip
"""Every section of redshank.toml and the dataclass it fills."""

FIRST_LINE = "<!-- Generated from {} by `make generate`. Do not edit. -->\n"


def main(arguments: list[str]) -> int:
    """Entry of the command; see the module's first lines."""
    stale = [name for name, text in pages() if not (FOLDER / name).exists() or (FOLDER / name).read_text() != text]
    for name, text in pages():
        if name in stale and "--check" not in arguments:
            (FOLDER / name).write_text(text)
        if name in stale:
            print(f"docs/reference/{name}: stale, run `make generate`" if "--check" in arguments else f"wrote docs/reference/{name}")
    return 1 if stale and "--check" in arguments else 0


def pages() -> list[tuple[str, str]]:
    """Name and text of every page."""
    makers: dict[str, Callable[[], str]] = {"settings.md": settings, "rules.md": rules, "families.md": families}
    return [(name, make()) for name, make in makers.items()]


# Settings


def settings() -> str:
    """The page of the configuration file."""
    head = FIRST_LINE.format("the settings' dataclasses") + (
        "# Settings\n\n"
        "/etc/redshank/redshank.toml, or the file that `--config` names. A setting can also be given in the environment, where it wins\n"
        "over the file; a flag wins over both. Unknown sections and settings are errors.\n"
    )
    return head + "".join(section(name, kind) for name, kind in SECTIONS.items())


def section(name: str, kind: type) -> str:
    """One section as a table."""
    hints = get_type_hints(kind)
    head = ["", f"## [{name}]", "", sentence(kind.__doc__ or ""), "", "| setting | variable | is | default |", "|---|---|---|---|"]
    rows = [
        f"| `{field.name}` | `{variable(name, field.name)}` | {cell(type_words(hints[field.name]))} | `{shown(field.default)}` |"
        for field in fields(kind)
    ]
    return "\n".join([*head, *rows, ""])


def shown(default: Any) -> str:
    """A default as TOML writes it."""
    return str(list(default)) if isinstance(default, tuple) else str(default)


# Rules


def rules() -> str:
    """The page of the shipped rules."""
    found = load_folder(ROOT / "rules", load_lists([ROOT / "rules"], ()).by_name).rules
    rows = [
        f"| {cell(rule.title)} | {rule.severity} | {', '.join(rule.technique_ids)} | `{Path(rule.path).relative_to(ROOT)}` |"
        for rule in sorted(found, key=lambda rule: (rule.severity, rule.title))
    ]
    head = FIRST_LINE.format("the shipped rules") + "# Rules\n\nSeverity 1: wake someone. 2: review. 3: record.\n\n"
    return head + "\n".join(["| rule | severity | ATT&CK | file |", "|---|---|---|---|", *rows]) + "\n"


def families() -> str:
    """The page of the shipped malware families."""
    found, _ = load_profiles([ROOT / "families"])
    head = FIRST_LINE.format("the shipped families") + (
        "# Malware families\n\n"
        "How they are matched stands in families/README.md. W is the weight of a sign: from 6 on it is strong, up to 3 weak.\n"
    )
    return head + "".join(family(profile) for profile in found)


def family(profile: Profile) -> str:
    """One family with its signs."""
    rows = [
        [cell(signal.says), signal.kind, str(signal.weight), " ".join(marks_of(signal)), ", ".join(signal.sources), str(signal.confidence)]
        for signal in profile.signals
    ]
    also = f" Also called {', '.join(profile.aliases)}." if profile.aliases else ""
    levels = f"Points: class {profile.levels.of_class}, probable {profile.levels.probable}, confirmed {profile.levels.confirmed}."
    sources = "; ".join(f"{key}: {source.name} ({source.confidence})" for key, source in profile.sources.items())
    lines = [
        f"\n## {capital(profile.name)}\n",
        f"{capital(profile.class_name)}.{also} {profile.about} {levels}\n",
        "| sign | kind | W | | source | confidence |",
        "|---|---|---|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in rows),
        f"\nSources, each with our confidence in it: {sources}.\n",
    ]
    return "\n".join(lines)


def capital(text: str) -> str:
    """Text with a capital letter at its start."""
    return text[:1].upper() + text[1:]


def marks_of(signal: Signal) -> list[str]:
    """own, required, against, where they are true."""
    return [word for word in ("own", "required", "against") if getattr(signal, word)]


def sentence(text: str) -> str:
    """A summary as a sentence."""
    return text[:1].upper() + text[1:].rstrip(".") + "."


def cell(text: str) -> str:
    """Text that may stand in a table."""
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
