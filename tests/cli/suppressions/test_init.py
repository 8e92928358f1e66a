from redshank.cli import main
from redshank.cli.suppressions import VERBS


def test_every_verb_has_its_help(capsys):
    for verb in VERBS:
        assert main.entry(["suppressions", verb, "--help"]) == 0
        assert VERBS[verb] in " ".join(capsys.readouterr().out.split())


def test_unknown_verb_names_the_nearest(capsys):
    assert main.entry(["suppressions", "lst"]) == 2
    assert "did you mean 'list'" in capsys.readouterr().err
