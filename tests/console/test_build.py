"""What the console is made of: sizes, licences, no inline style, no address of a registry, and the builder's own manners."""

import gzip
import json
import re
from pathlib import Path

import pytest

from tests.console import mock
from tests.console.conftest import lacking
from tools import build_console

ROOT = Path(__file__).resolve().parents[2]
CONSOLE = ROOT / "console"
STATIC = mock.STATIC
KIB = 1024
LICENCES = {"MIT", "ISC", "Apache-2.0", "BSD-3-Clause", "OFL-1.1"}

built = pytest.mark.skipif(not (STATIC / "index.html").exists(), reason="the console is not built: run `make build`")


def sources() -> list[Path]:
    """Every file that somebody wrote."""
    return [path for path in (CONSOLE / "src").rglob("*") if path.suffix in {".ts", ".svelte", ".css"} and path.parent.name != "generated"]


@built
@pytest.mark.parametrize(("suffix", "most"), [(".js", 70), (".css", 14)])
def test_packed_size_keeps_to_its_budget(suffix, most):
    files = list((STATIC / "assets").glob(f"*{suffix}.gz"))
    assert files
    assert sum(path.stat().st_size for path in files) <= most * KIB


@built
def test_fonts_are_bundled_and_keep_to_their_budget():
    files = list((STATIC / "assets").glob("*.woff2"))
    assert len(files) == 2
    assert sum(path.stat().st_size for path in files) <= 95 * KIB


@built
def test_every_text_file_has_a_packed_copy_that_says_the_same():
    texts = [path for path in STATIC.rglob("*") if path.suffix in build_console.PACKED]
    assert texts
    for path in texts:
        assert gzip.decompress(path.with_name(path.name + ".gz").read_bytes()) == path.read_bytes()


@built
def test_page_has_no_inline_script_or_style_and_calls_nobody():
    page = (STATIC / "index.html").read_text()
    assert re.findall(r"<script(?![^>]* src=)|<style| style=|https?://", page) == []
    for path in (STATIC / "assets").glob("*.css"):
        assert re.findall(r"url\((?!/assets/)|@import", path.read_text()) == []


def test_no_source_draws_markup_out_of_data_or_styles_by_attribute():
    markup = r"\{@html|innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\("
    banned = re.compile(markup + r"|\bstyle=[\"'{]|: any\b|as any\b|<any>|@ts-ignore")
    found = {path.relative_to(ROOT).as_posix(): banned.findall(path.read_text()) for path in sources()}
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_no_source_is_over_250_lines():
    assert {path.name: n for path in sources() if (n := len(path.read_text().splitlines())) > 250} == {}


def test_lock_names_no_registry_and_what_is_shipped_has_a_known_licence():
    lock = json.loads((CONSOLE / "package-lock.json").read_text())
    packages = {name: facts for name, facts in lock["packages"].items() if name}
    assert [name for name, facts in packages.items() if "resolved" in facts] == []
    shipped = {name: facts.get("license") for name, facts in packages.items() if not facts.get("dev") and not facts.get("optional")}
    assert {name: licence for name, licence in shipped.items() if licence not in LICENCES} == {}
    assert "omit-lockfile-registry-resolved=true" in (CONSOLE / ".npmrc").read_text()


def test_every_shipped_package_is_argued():
    record = next((ROOT / "docs/decisions").glob("*-console.md")).read_text()
    named = json.loads((CONSOLE / "package.json").read_text())
    assert [name for name in [*named["dependencies"], *named["devDependencies"]] if f"`{name}`" not in record] == []


def test_builder_leaves_a_current_build_alone(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(build_console, "OUTPUT", tmp_path)
    monkeypatch.setattr(build_console, "install", lambda: pytest.fail("nothing is to be done"))
    (tmp_path / "index.html").write_text("<!doctype html>")
    (tmp_path / ".built").write_text(build_console.fingerprint())
    assert build_console.main([]) == 0
    assert capsys.readouterr().out == ""


def test_builder_says_one_line_where_the_registry_is_away(monkeypatch, tmp_path, capsys):
    def refuse(*_: str) -> None:
        raise build_console.BuildError("npm cannot fetch the console's libraries (is the npm registry reachable?)")

    monkeypatch.setattr(build_console, "OUTPUT", tmp_path / "static")
    monkeypatch.setattr(build_console, "MODULES", tmp_path / "modules")
    monkeypatch.setattr(build_console, "npm", refuse)
    assert build_console.main([]) == 1
    assert capsys.readouterr().err == "build: npm cannot fetch the console's libraries (is the npm registry reachable?)\n"


def test_builder_refuses_words_it_does_not_know(capsys):
    assert build_console.main(["--watch"]) == 2
    assert "usage" in capsys.readouterr().err


def test_fingerprint_changes_with_a_source(monkeypatch, tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.ts").write_text("1")
    monkeypatch.setattr(build_console, "CONSOLE", tmp_path)
    before = build_console.fingerprint()
    (tmp_path / "src/a.ts").write_text("2")
    assert build_console.fingerprint() != before


def test_browser_tests_say_why_they_do_not_run(monkeypatch):
    monkeypatch.setattr("tests.console.conftest.CHROMIUM", None)
    assert lacking() == "Debian's chromium is not installed: apt-get install chromium"
