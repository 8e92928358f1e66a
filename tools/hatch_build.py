"""Refuse to pack a wheel or an sdist without the built object; it builds nothing itself."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OBJECT = "src/redshank/host/sensor/bpf/redshank.bpf.o"


class NeedsBuiltObject(BuildHookInterface[Any]):
    """Stops the packing with one line where `make build` has not run."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before files are gathered; an editable install needs no object yet."""
        if version != "editable" and not (Path(self.root) / OBJECT).exists():
            raise SystemExit(f"{OBJECT} is missing: run `make build` in the checkout first")
