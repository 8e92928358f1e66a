import pytest

from redshank.cli.duration import duration_s
from redshank.core.errors import ConfigError


@pytest.mark.parametrize(("text", "seconds"), [("500ms", 0.5), ("60s", 60), ("5m", 300), ("1h", 3600), ("7", 7)])
def test_duration_is_read_with_its_unit(text: str, seconds: float) -> None:
    assert duration_s(text) == seconds


@pytest.mark.parametrize("text", ["", "s", "1 h", "-5s", "1.5h", "60x"])
def test_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(ConfigError, match="no duration"):
        duration_s(text)
