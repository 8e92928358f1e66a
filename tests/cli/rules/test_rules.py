import pytest

from redshank.cli import main


def test_every_verb_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.entry(["rules", "--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"    {verb} " in shown for verb in ("list", "check", "test", "import", "coverage", "explain"))


def test_unknown_verb_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.entry(["rules", "explian"]) == 2
    assert "unknown verb 'explian' (did you mean 'explain'?)" in capsys.readouterr().err


def test_no_verb_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.entry(["rules"]) == 2
    assert "VERB" in capsys.readouterr().err
