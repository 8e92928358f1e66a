"""The kernel side once it is at work: descriptors are all that is needed of it."""

import os

from redshank.host.sensor.libbpf import Loaded


class Held(Loaded):
    """Maps, programs and links by their descriptors, which are ours from now on."""

    def __init__(self, maps: dict[str, int], programs: dict[str, int], links: dict[str, int]) -> None:
        super().__init__()
        self.maps, self.programs, self.links = maps, programs, links

    def map_fd(self, name: str) -> int:
        """Descriptor of a map."""
        return self.maps[name]

    def program_fd(self, program: str) -> int:
        """Descriptor of a program."""
        return self.programs[program]

    def program_fds(self) -> dict[str, int]:
        """Descriptors of all programs."""
        return dict(self.programs)

    def link_fds(self) -> dict[str, int]:
        """Descriptors of the links, by program."""
        return dict(self.links)

    def close(self) -> None:
        """Close the descriptors: what nobody else holds is detached. May be called twice."""
        for found in (self.links, self.programs, self.maps):
            for descriptor in found.values():
                os.close(descriptor)
            found.clear()
