"""The words of a package database."""

from dataclasses import dataclass
from typing import Literal, Protocol

Algorithm = Literal["", "md5", "sha256"]
State = Literal["packaged", "differs", "config", "unpackaged", "unknown"]


@dataclass(frozen=True, slots=True)
class Owner:
    """The package of a file. digest: of the file as the package has it, empty where the package does not say.

    config: the administrator may change this file. unpacking: the package is being installed at this moment.
    """

    name: str
    version: str = ""
    algorithm: Algorithm = ""
    digest: str = ""
    config: bool = False
    unpacking: bool = False


class PackageDatabase(Protocol):
    """One kind of package database below a root folder."""

    def stamp(self) -> tuple[int, ...]:
        """Changes when the database does; empty where there is none."""
        ...

    def load(self) -> None:
        """Read what a look-up needs. Bad parts are counted and left out."""
        ...

    def owner(self, path: str) -> Owner | None:
        """The package of this absolute path; None where no package has it."""
        ...


def state_of(owner: Owner | None, sha256: str, md5: str) -> State:
    """How a file stands to its package; the digests are of its whole content now, empty where they are not known."""
    if owner is None:
        return "unpackaged"
    now = sha256 if owner.algorithm == "sha256" else md5 if owner.algorithm == "md5" else ""
    if not now or not owner.digest:
        return "unknown"
    if now == owner.digest:
        return "packaged"
    return "config" if owner.config else "differs"
