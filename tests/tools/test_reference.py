from dataclasses import dataclass
from typing import Literal

from tools import reference


@dataclass(frozen=True, slots=True)
class Ring:
    """how much the ring holds"""

    size_bytes: int = 8
    mode: Literal["a", "b"] = "a"
    watch: tuple[str, ...] = ("/etc",)


def test_check_names_a_stale_page_and_leaves_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(reference, "FOLDER", tmp_path)
    monkeypatch.setattr(reference, "pages", lambda: [("a.md", "new"), ("b.md", "same")])
    (tmp_path / "a.md").write_text("old")
    (tmp_path / "b.md").write_text("same")
    assert reference.main(["--check"]) == 1
    assert capsys.readouterr().out == "docs/reference/a.md: stale, run `make generate`\n"
    assert (tmp_path / "a.md").read_text() == "old"
    assert reference.main([]) == 0
    assert (tmp_path / "a.md").read_text() == "new"
    assert reference.main(["--check"]) == 0


def test_section_shows_setting_variable_kind_and_default():
    text = reference.section("ring", Ring)
    assert "## [ring]\n\nHow much the ring holds.\n" in text
    assert "| `size_bytes` | `REDSHANK_RING__SIZE_BYTES` | a whole number | `8` |" in text
    assert "| `mode` | `REDSHANK_RING__MODE` | one of a, b | `a` |" in text
    assert "| `watch` | `REDSHANK_RING__WATCH` | a list, each a text | `['/etc']` |" in text


def test_text_in_a_table_keeps_to_its_cell():
    assert reference.cell("a | b\nc") == "a \\| b c"
