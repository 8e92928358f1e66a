"""Libraries that every program is made to load."""

from collections.abc import Iterator

from redshank.events._generated.types import HostState
from redshank.host.sweep.scene import Scene

PRELOAD = "/etc/ld.so.preload"
_MOST = 16


def look(scene: Scene) -> Iterator[HostState]:
    """One event for the list where it names something, and one for each library in it."""
    found = scene.stat(PRELOAD)
    if found is None:
        return
    libraries = [word for line in scene.text(PRELOAD).splitlines() for word in line.partition("#")[0].replace(":", " ").split()]
    if not libraries:
        return
    event = scene.file("preload", PRELOAD, found, "list")
    event.sweep_facts = [{"name": "library", "value": library[:512]} for library in libraries[:_MOST]]
    yield event
    for library in libraries[:_MOST]:
        if library.startswith("/") and (about := scene.stat(library)) is not None:
            yield scene.packaged(scene.file("preload", library, about, "library"), library)
