"""Bounds of the settings."""

import pytest

from redshank.host.spool.settings import SpoolSettings


def test_defaults_are_within_their_own_bounds():
    assert SpoolSettings().cap_bytes == 1 << 30


@pytest.mark.parametrize(
    "wrong",
    [
        {"cap_bytes": 0},
        {"cap_percent": 101.0},
        {"keep_free_percent": -1.0},
        {"segment_bytes": 9 << 20},
        {"memory_bytes": 0},
        {"reserve_bytes": 1 << 40},
        {"commit_ms": 0},
        {"urgent_commit_ms": 101},
        {"patient_ms": 99},
    ],
)
def test_wrong_value_is_refused_by_name(wrong):
    with pytest.raises(ValueError, match=f"'{next(iter(wrong))}'"):
        SpoolSettings(**wrong)
