from pathlib import Path

import pytest
from tools.run_tests import APART, PURE, folders_of, lanes

from tools import run_tests

TESTS = Path(__file__).parents[1]


def test_every_folder_of_tests_is_in_one_lane_once() -> None:
    walked = [word.removeprefix("tests/") for lane in lanes(folders_of(TESTS)) for words in lane for word in words]
    assert sorted(walked) == sorted(folders_of(TESTS)) and len(set(walked)) == len(walked)


def test_lanes_know_no_folder_that_is_gone() -> None:
    assert {*PURE, *APART} <= set(folders_of(TESTS))


def test_what_leaves_something_behind_has_a_process_of_its_own() -> None:
    assert lanes(["analysis", "contract", "console", "host", "test_house.py"]) == [
        [["tests/analysis"], ["tests/contract"]], [["tests/host", "tests/test_house.py"], ["tests/console"]],
    ]  # fmt: skip


def test_kernel_tests_are_in_the_lane_that_is_not_pure() -> None:
    marked = [path for name in PURE for path in (TESTS / name).rglob("test_*.py") if "pytest.mark.root" in path.read_text()]
    assert [path for path in marked if path != Path(__file__)] == []


def test_one_process_that_fails_fails_the_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(run_tests, "lanes", lambda _: [[["--version"], ["no/such/file.py"]], [["--version"]]])
    assert run_tests.main([]) == 4
    assert "tests: no/such/file.py: exit 4" in capsys.readouterr().out


def test_arguments_go_to_one_pytest() -> None:
    assert run_tests.main(["--version"]) == 0
