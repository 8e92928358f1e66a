"""The evasion pack: ways to act unseen, by threat. Every act must be told in mode full, with its true object."""

from collections.abc import Mapping

from tests.acceptance.coverage.act import Act
from tests.acceptance.evasion import containers, paths, programs

THREATS: Mapping[int, str] = {
    1: "io_uring", 2: "arguments that change during the call", 3: "other names of a secret", 4: "32-bit calls", 5: "floods",
    6: "a full ring", 7: "rewritten arguments", 8: "posing as something else", 9: "programs without a place", 10: "launchers",
    11: "what is put into other processes", 12: "ways out of a container", 13: "programs that are gone at once",
}  # fmt: skip
"""Numbers as in the threat list; 14 and up are about the agent itself."""

ACTS: tuple[Act, ...] = (
    *paths.URING, *paths.RACES, *paths.ALIASES, *paths.COMPAT, *containers.FLOODED, *programs.REWRITTEN, *programs.POSING, *programs.HOMELESS,
    *programs.LAUNCHED, *programs.INJECTED, *containers.ESCAPES, *containers.SHORT,
)  # fmt: skip
