"""A playbook: what to do about an incident, in order, each with the command that a person could type and how to take it back."""

from dataclasses import dataclass
from typing import Literal

Stage = Literal["contain", "save evidence", "eradicate", "recover", "close the hole", "verify"]
STAGES: tuple[Stage, ...] = ("contain", "save evidence", "eradicate", "recover", "close the hole", "verify")
"""In the order in which they are done."""
Verb = Literal[
    "save evidence", "kill process tree", "stop and disable service", "quarantine file", "restore file from package", "block address",
    "isolate host", "lock user or key", "close port",
]  # fmt: skip
VERBS: tuple[Verb, ...] = (
    "save evidence", "kill process tree", "stop and disable service", "quarantine file", "restore file from package", "block address",
    "isolate host", "lock user or key", "close port",
)  # fmt: skip
"""What an agent can be ordered to do; the list is closed."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do on one host. id: the same whenever the playbook is written anew, and without anything of the host in it.

    verb: what an agent would be asked, None where only a person can. targets: values as the host gave them, for a program. command: what
    to type, quoted for a shell; empty where it has to be done by hand, and by_hand says why. why: what asks for it, with its evidence.
    preview: what it would cut. caution: not empty where it may cut the operator's own way in. undo: empty where there is none.
    """

    id: str
    stage: Stage
    verb: Verb | None
    host: str
    targets: tuple[str, ...]
    title: str
    why: str
    command: str
    preview: str
    undo: str
    caution: str = ""
    by_hand: str = ""
    evidence: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Playbook:
    """The actions in order. left_out: how many more there would have been."""

    incident_id: str
    actions: tuple[Action, ...]
    left_out: int = 0
