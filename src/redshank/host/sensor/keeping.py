"""What a start of the sensor is given of the run before it, and what it leaves for the next one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from redshank.core.errors import HostError
from redshank.host.sensor.held import Held
from redshank.host.sensor.limits import NO_LIMITS, Limits
from redshank.host.sensor.pins import ROOT
from redshank.host.sensor.programs import Mode, Scope, attach
from redshank.host.sensor.takeover import Attached, attach_pinned, pins_of


@dataclass(frozen=True, slots=True)
class Keeping:
    """owner: as whom the kernel side is pinned, so that it outlives a kill; empty: not at all.

    sequences: by ring, numbers of records that the run before had kept and maybe not settled. limits: of the kernel side.
    """

    owner: str = ""
    sequences: Mapping[str, set[int]] = field(default_factory=dict)
    limits: Limits = NO_LIMITS
    root: Path = ROOT

    def attach(self, mode: Mode, scope: Scope, log: Callable[[str], None]) -> Attached:
        """The kernel side at work. Raises HostError where this kernel takes none."""
        if self.owner:
            try:
                pins = pins_of(self.root, self.owner, mode, scope)
            except HostError as error:
                log(f"nothing can be pinned here, so what happens between a kill and the next start goes unseen: {error}")
            else:
                return attach_pinned(mode, scope, pins, log)
        bpf, missing = attach(mode, scope, log)
        return Attached(Held(*bpf.hand_over()), missing)


NOTHING_KEPT = Keeping()
