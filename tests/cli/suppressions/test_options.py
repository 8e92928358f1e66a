import pytest

from redshank.analysis.detect.suppression import Part
from redshank.cli.suppressions.options import parts_of
from redshank.core.errors import ConfigError


def test_first_sign_says_whether_a_value_is_exact_or_a_pattern():
    found = parts_of(["process.command_line=a~b=c", "file.path~/srv/*=x"])
    assert found == (Part("process.command_line", "a~b=c"), Part("file.path", "/srv/*=x", is_pattern=True))


@pytest.mark.parametrize("word", ["process.executable", "=x", "~x", ""])
def test_field_without_a_name_or_a_value_is_refused(word):
    with pytest.raises(ConfigError, match="NAME=VALUE"):
        parts_of([word])
