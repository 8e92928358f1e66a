"""Refuse to pack a wheel or an sdist without the built object and console; it builds nothing itself."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILT = ("src/redshank/host/sensor/bpf/redshank.bpf.o", "src/redshank/console/static/index.html")


class NeedsBuiltFiles(BuildHookInterface[Any]):
    """Stops the packing with one line where `make build` has not run."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before files are gathered; an editable install needs no object yet."""
        missing = [name for name in BUILT if not (Path(self.root) / name).exists()]
        if version != "editable" and missing:
            raise SystemExit(f"{missing[0]} is missing: run `make build` in the checkout first")
