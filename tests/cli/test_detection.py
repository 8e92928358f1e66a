from pathlib import Path

import pytest

from redshank.cli.detection import open_detection
from tests.cli.make import BROKEN_RULE, rule_folder


def test_warning_is_one_harmless_line_on_standard_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (rule_folder(tmp_path) / "broken.yml").write_text(BROKEN_RULE.replace("Imge", '"\\e[31mx"'))
    open_detection([tmp_path], [])
    said = capsys.readouterr().err
    assert said.startswith("redshank: ")
    assert said.count("\n") == 1
    assert "\x1b" not in said
