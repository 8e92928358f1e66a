import argparse
from pathlib import Path

from redshank.cli.intel.place import age, folder_of, own_folder_of, put, shipped_allow_lists
from redshank.core import config


def test_indicators_lie_in_the_data_folder(tmp_path):
    arguments = argparse.Namespace(data=tmp_path, config=config.DEFAULT_PATH)
    assert folder_of(arguments).path == own_folder_of(arguments).path == tmp_path / "intel"


def test_ages_are_one_number_and_its_unit():
    assert [age(seconds * 10**9) for seconds in (-5, 59, 60, 7200, 200_000)] == ["0 s", "59 s", "1 min", "2 h", "2 d"]


def test_hostile_text_is_made_visible(capsys):
    put(["a\x1b[31mb"])
    assert "\x1b" not in capsys.readouterr().out


def test_shipped_allow_lists_are_there():
    assert [Path(path).stem for path in shipped_allow_lists()] == ["public_resolvers", "special_ranges"]
