"""Where shipped content lies: in the installed package, or at the top of the checkout it runs from."""

from pathlib import Path

from redshank.core.errors import HostError

_PACKAGE = Path(__file__).resolve().parents[1]


def content_folder(name: str) -> Path:
    """The folder of shipped content called `name` (`rules`, `families`). Raises HostError where it is missing."""
    for place in (_PACKAGE / "content" / name, _PACKAGE.parents[1] / name):
        if place.is_dir():
            return place
    raise HostError(f"shipped folder '{name}' is missing beside {_PACKAGE}: install redshank again, or run from a whole checkout")
