from pathlib import Path

import pytest

from redshank.analysis.lists import load_lists
from redshank.core.errors import ConfigError


def folder(path: Path, **files: str) -> Path:
    for name, content in files.items():
        kind, _, stem = name.partition("__")
        (path / kind).mkdir(parents=True, exist_ok=True)
        (path / kind / f"{stem}.txt").write_text(content)
    return path


def test_lists_of_all_folders_are_joined_by_name(tmp_path: Path) -> None:
    shipped = folder(tmp_path / "a", lists__shells="/bin/sh\n", indicators__one="192.0.2.1\n")
    site = folder(tmp_path / "b", lists__shells="/opt/sh\n", indicators__two="198.51.100.0/24\n")
    flag = tmp_path / "mine.txt"
    flag.write_text("bad.example.org\n")
    lists = load_lists([shipped, site, tmp_path / "not there"], [flag])
    assert lists.problems == ()
    assert lists.by_name["shells"].lookup("/opt/sh") == lists.by_name["shells"].lookup("/bin/sh") == "shells"
    assert lists.by_name["listed_addresses"].lookup("192.0.2.1") == "one"
    assert lists.by_name["listed_addresses"].lookup("198.51.100.9") == "two"
    assert lists.by_name["listed_domains"].lookup("www.bad.example.org") == "mine"


def test_placeholders_of_indicators_exist_without_any_file() -> None:
    assert load_lists([]).by_name["listed_hashes"].lookup("00" * 16) is None


def test_missing_file_of_a_flag_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no indicators at .*gone\.txt: no such file"):
        load_lists([], [tmp_path / "gone.txt"])


def test_bad_list_is_said_and_the_other_folders_are_read(tmp_path: Path) -> None:
    bad = folder(tmp_path / "bad", **{"lists__No Name": "x\n", "lists__fine": "y\n"})
    good = folder(tmp_path / "good", lists__shells="/bin/sh\n")
    lists = load_lists([bad, good])
    assert "shells" in lists.by_name
    assert "fine" not in lists.by_name
    assert len(lists.problems) == 1
    assert "No Name.txt:1:1" in lists.problems[0]


def test_refused_indicator_lines_are_said(tmp_path: Path) -> None:
    lists = load_lists([folder(tmp_path, indicators__x="192.0.2.1\n127.0.0.1\nwhat?\n")])
    assert lists.by_name["listed_addresses"].lookup("192.0.2.1") == "x"
    assert "x.txt" in lists.problems[0]
