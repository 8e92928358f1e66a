from pathlib import Path

import pytest

from redshank.cli.rules.loading import load_rules
from redshank.core.errors import ConfigError
from tests.cli.make import rule_folder


def test_single_file_brings_the_test_beside_it(tmp_path: Path) -> None:
    loaded = load_rules([rule_folder(tmp_path) / "shell.yml"])
    assert loaded.sets[0].tests == (tmp_path / "shell.test.yml",)


def test_test_file_stands_for_its_rule_file(tmp_path: Path) -> None:
    loaded = load_rules([rule_folder(tmp_path) / "shell.test.yml"])
    assert [rule.name for rule in loaded.rules] == ["web_shell"]
    assert loaded.sets[0].tests == (tmp_path / "shell.test.yml",)


def test_test_file_without_its_rule_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.test.yml").write_text("fires: []\n")
    with pytest.raises(ConfigError, match=r"tests x\.yml, which is not beside it"):
        load_rules([tmp_path / "x.test.yml"])


def test_folder_without_rules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no rule files"):
        load_rules([tmp_path])
