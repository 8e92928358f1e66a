from redshank.cli.intel import VERBS
from redshank.cli.main import entry


def test_every_verb_explains_itself(capsys):
    for verb in VERBS:
        try:
            entry(["intel", verb, "--help"])
        except SystemExit as error:
            assert error.code == 0
        assert f"usage: redshank intel {verb}" in capsys.readouterr().out
