"""What holds for the house as a whole: where things lie, how big they are, that documents keep up with code."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from redshank.cli.help import COMMANDS
from redshank.events.table import TYPES

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "redshank"

WITHOUT_A_TEST: frozenset[str] = frozenset()
"""Modules with behaviour and without a test of their own. It may only shrink: a module that has its test is taken out."""

ACROSS_MODULES = {"tests/host/sensor/test_layout.py", "tests/server/test_crash.py", "tests/server/test_detection_survives.py"}
"""Tests about what several modules have to agree on."""

OTHER_TEST_ROOMS = {"acceptance", "contract", "vm", "fuzz", "generated", "data", "bench", "rules", "families", "tools", "console"}
"""Folders of tests that mirror no module of src."""

DRAWERS = {"utils", "util", "helpers", "common", "manager", "managers", "misc", "shared", "base", "core_utils"}
ARGUED_DRAWERS = {"src/redshank/events/fields/common.py"}
"""Declares the fields that all events have in common: there the word says what is in the file."""

MOST_LINES = 600
MOST_RECIPE_LINES = 3


def tracked() -> list[Path]:
    """Every file of the checkout that git has or would take."""
    listed = subprocess.run(["git", "ls-files", "-coz", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def name_of(path: Path) -> str:
    """A file as people call it: from the top of the checkout."""
    return path.relative_to(ROOT).as_posix()


def is_generated(path: Path) -> bool:
    """True for a file that says on its first line that it is generated."""
    with path.open("rb") as file:
        return b"Generated from" in file.readline()


# Tests mirror modules


def modules() -> list[Path]:
    """Modules of src that somebody wrote."""
    return [path for path in sorted(SOURCE.rglob("*.py")) if not is_generated(path)]


def has_behaviour(path: Path) -> bool:
    """True where a module does something: a function, no property, whose body is more than a docstring and `...`."""
    functions = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
    doing = [f for f in functions if not any(isinstance(mark, ast.Name) and mark.id == "property" for mark in f.decorator_list)]
    return any(not all(isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant) for part in f.body) for f in doing)


def mirrors_of(path: Path) -> list[Path]:
    """Where the test of a module may lie; that of a package in it, or beside it under the package's name."""
    inner = path.relative_to(SOURCE)
    folder = ROOT / "tests" / inner.parent
    if inner.name == "__init__.py":
        return [folder / "test_init.py", folder / f"test_{folder.name}.py", folder.parent / f"test_{folder.name}.py"]
    return [folder / f"test_{inner.stem.strip('_')}.py"]


@pytest.mark.parametrize("path", [p for p in modules() if has_behaviour(p)], ids=name_of)
def test_module_with_behaviour_has_a_test_of_its_own(path):
    if name_of(path) not in WITHOUT_A_TEST:
        assert any(test.exists() for test in mirrors_of(path)), f"write {name_of(mirrors_of(path)[0])}"


def test_list_of_modules_without_a_test_holds_no_module_that_has_one():
    assert [name for name in WITHOUT_A_TEST if not (ROOT / name).exists() or any(t.exists() for t in mirrors_of(ROOT / name))] == []


def test_every_mirrored_test_has_its_module():
    mirrored = {test for path in modules() for test in mirrors_of(path)}
    found = [path for path in (ROOT / "tests").rglob("test_*.py") if path.relative_to(ROOT / "tests").parts[0] not in OTHER_TEST_ROOMS]
    orphans = [name_of(path) for path in found if path not in mirrored and path.parent != ROOT / "tests"]
    assert set(orphans) == ACROSS_MODULES


def test_every_folder_with_tests_is_a_package():
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    assert [name_of(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


# Size and names


def test_no_file_is_over_600_lines():
    written = [path for path in tracked() if path.suffix in {".py", ".c", ".h", ".ts", ".js", ".svelte"} and not is_generated(path)]
    assert {name_of(path): lines for path in written if (lines := len(path.read_text().splitlines())) > MOST_LINES} == {}


def test_no_module_is_a_drawer():
    named = [path for path in tracked() if path.suffix == ".py" and {path.stem, path.parent.name} & DRAWERS]
    assert {name_of(path) for path in named} - ARGUED_DRAWERS == set()
    assert {name for name in ARGUED_DRAWERS if (ROOT / name).exists()} == ARGUED_DRAWERS, "an argued exception is gone: take it out"


# Nothing of the machine it was made on


def registry_hosts() -> list[str]:
    """Names of package registries, put together here so that this file holds none of them."""
    return [".".join(words) for words in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("debian", "org"), ("npmjs", "com"))]


def places_of_this_machine() -> list[str]:
    """Absolute paths that only this machine has: the checkout, and the interpreter where it is not the system's."""
    places = {str(ROOT), sys.base_prefix, sys.prefix}
    return [place for place in places if len(Path(place).parts) > 2 and not place.startswith("/usr")]


@pytest.mark.parametrize("word", [*registry_hosts(), *places_of_this_machine()])
def test_no_file_names_a_registry_or_a_place_of_this_machine(word):
    holding = [name_of(path) for path in tracked() if word.encode() in path.read_bytes()]
    assert holding == []


def test_gpl_text_stands_only_beside_the_kernel_side():
    title = b"GNU GENERAL PUBLIC " + b"LICENSE"
    assert [name_of(path) for path in tracked() if title in path.read_bytes()] == ["src/redshank/host/sensor/bpf/LICENSE"]


# Documents


def test_every_event_type_stands_in_the_reference():
    page = (ROOT / "docs/reference/events.md").read_text()
    assert [event_type.name for event_type in TYPES if f"## {event_type.name}\n" not in page] == []


def test_every_shipped_rule_stands_in_the_reference():
    page = (ROOT / "docs/reference/rules.md").read_text()
    files = [path for path in (ROOT / "rules").rglob("*.yml") if not path.name.endswith(".test.yml")]
    assert files
    assert [name_of(path) for path in files if f"`{name_of(path)}`" not in page] == []


def documents() -> list[Path]:
    """Pages that somebody wrote or generated for people."""
    return [path for path in tracked() if path.suffix == ".md"]


def test_every_make_target_named_in_a_document_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    target = re.compile(r"(?:`|^|\$ |# )make ([a-z]+)\b", re.MULTILINE)
    named = {(name_of(path), word) for path in documents() for word in target.findall(path.read_text())}
    assert ("README.md", "up") in named
    assert ("README.md", "test") in named
    assert {(page, word) for page, word in named if word not in targets} == set()


def test_every_command_named_in_the_readme_exists():
    named = set(re.findall(r"^(?:\$ )?(?:sudo )?(?:\.venv/bin/)?redshank ([a-z]+)", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert named
    assert named - {command.name for command in COMMANDS} == set()


def test_every_link_to_a_file_of_ours_leads_somewhere():
    broken = []
    for page in documents():
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text()):
            if "://" not in target and not (page.parent / target).exists():
                broken.append((name_of(page), target))
    assert broken == []


def test_make_target_has_at_most_three_lines_and_says_what_it_does():
    text = (ROOT / "Makefile").read_text()
    recipes = re.findall(r"^([a-z]+):[^\n]*\n((?:\t[^\n]*\n)*)", text, re.MULTILINE)
    assert {name for name, recipe in recipes if len(recipe.splitlines()) > MOST_RECIPE_LINES} == set()
    assert [name for name, _ in recipes if not re.search(rf"^{name}:.*## \w", text, re.MULTILINE)] == []


def test_decisions_are_numbered_without_a_gap_and_say_context_choice_and_price():
    records = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        text = path.read_text()
        assert text.startswith(f"# {path.name[:4]}: "), name_of(path)
        assert [word for word in ("Context", "Choice", "Price") if word not in text] == [], name_of(path)
