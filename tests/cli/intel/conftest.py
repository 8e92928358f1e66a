import json

import pytest

from redshank.cli import main


class Command:
    """`redshank intel` on a data folder of its own."""

    def __init__(self, path, capsys):
        self.path, self.capsys = path, capsys

    def __call__(self, verb, *words):
        """(status, standard output, standard error)."""
        place = [] if verb == "check" else ["--data", str(self.path / "data")]
        status = main.entry(["intel", verb, *map(str, words), *place])
        shown = self.capsys.readouterr()
        return status, shown.out, shown.err

    def objects(self, verb, *words):
        return [json.loads(line) for line in self(verb, *words, "--format", "json")[1].splitlines()]

    def file(self, text, name="bad.txt"):
        (self.path / name).write_text(text)
        return self.path / name


@pytest.fixture
def intel(tmp_path, capsys):
    return Command(tmp_path, capsys)
