from pathlib import Path

import pytest

from redshank.cli.detection import learning_note, open_detection
from tests.cli.make import BROKEN_RULE, RULE, rule_folder


def test_warning_is_one_harmless_line_on_standard_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (rule_folder(tmp_path) / "broken.yml").write_text(BROKEN_RULE.replace("Imge", '"\\e[31mx"'))
    open_detection([tmp_path], [])
    said = capsys.readouterr().err
    assert said.startswith("redshank: ")
    assert said.count("\n") == 1
    assert "\x1b" not in said


def test_rules_about_what_is_new_are_said_to_only_learn_in_a_run(tmp_path: Path) -> None:
    folder = rule_folder(tmp_path)
    assert learning_note(open_detection([folder], [])) == ""
    more = RULE.replace("web_shell", "new").replace("6f1c7c0e", "7f1c7c0e").partition("redshank:")[0]
    (folder / "new.yml").write_text(more + "redshank: {first_seen: {fields: Image, learning: 3d}}\n")
    note = learning_note(open_detection([folder], []))
    assert note == "1 rules about what is new only learn for the first 3d or more of a run; a server remembers"
