"""Lengths of time as people write them."""

import re

from redshank.core.errors import ConfigError

_DURATION = re.compile(r"(\d+)(ms|s|m|h|d)?")
_UNITS_S = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400}


def duration_s(text: str) -> float:
    """Seconds of `500ms`, `60s`, `5m`, `1h`, `1d` or a bare number of seconds. Raises ConfigError for anything else."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ConfigError(f"'{text}' is no duration: write 60s, 5m or 1h")
    return int(match[1]) * _UNITS_S[match[2] or "s"]
