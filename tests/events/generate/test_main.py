from pathlib import Path

import pytest

from redshank.events.generate.__main__ import OUTPUTS, main, stale, write

CHECKOUT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", [name for name, _ in OUTPUTS])
def test_committed_file_is_what_the_table_gives(name):
    assert name not in stale(CHECKOUT), f"{name} is stale: run `make generate`"


@pytest.mark.parametrize("name", [name for name, _ in OUTPUTS])
def test_generated_file_says_so_on_its_first_line(name):
    assert "Generated from the event table by `make generate`. Do not edit." in (CHECKOUT / name).read_text().splitlines()[0]


def test_all_is_written_into_an_empty_folder_and_nothing_the_second_time(tmp_path):
    assert write(tmp_path) == [name for name, _ in OUTPUTS]
    assert write(tmp_path) == []


def test_check_names_the_stale_file_and_leaves_it(tmp_path, capsys):
    write(tmp_path)
    capsys.readouterr()
    edited = tmp_path / "docs/reference/events.md"
    edited.write_text("by hand")
    assert main(["--check", str(tmp_path)]) == 1
    assert capsys.readouterr().out == "docs/reference/events.md: stale, run `make generate`\n"
    assert edited.read_text() == "by hand"


def test_missing_file_is_stale_and_rewriting_it_ends_well(tmp_path, capsys):
    write(tmp_path)
    (tmp_path / "console/src/generated/events.ts").unlink()
    assert main([str(tmp_path)]) == 0
    assert capsys.readouterr().out == "wrote console/src/generated/events.ts\n"
    assert main(["--check", str(tmp_path)]) == 0
