from pathlib import Path

import pytest

from redshank.analysis.intel import indicators
from redshank.analysis.intel.indicators import Indicators, load_lists
from redshank.core.resources import content_folder

SHA256 = "2d" * 32


@pytest.fixture
def lists(tmp_path: Path) -> Indicators:
    (tmp_path / "bots.txt").write_text(f"# control servers\n203.0.113.66\t4\n198.51.100.0/24\n{SHA256}\nevil.example.org\n")
    (tmp_path / "scanners.txt").write_text("203.0.113.66\n203.0.113.67:36000\n")
    return load_lists([tmp_path / "bots.txt", tmp_path / "scanners.txt"])


def test_each_kind_of_value_names_the_list_it_is_on(lists):
    looked_up = lists.as_lists()
    assert looked_up["listed_addresses"].lookup("203.0.113.67") == "scanners"
    assert looked_up["listed_addresses"].lookup("198.51.100.200") == "bots"
    assert looked_up["listed_domains"].lookup("evil.example.org") == "bots"
    assert looked_up["listed_hashes"].lookup(SHA256.upper()) == "bots"
    assert [report.taken for report in lists.reports] == [4, 2]


def test_value_on_two_lists_belongs_to_the_first(lists):
    assert lists.addresses.lookup("203.0.113.66") == "bots"


def test_name_below_a_listed_domain_is_listed_and_a_longer_sibling_is_not(lists):
    assert lists.domains.lookup("a.b.EVIL.example.org.") == "bots"
    assert lists.domains.lookup("notevil.example.org") is None
    assert lists.domains.lookup("example.org") is None
    assert lists.domains.lookup("") is None


@pytest.mark.parametrize("value", ["", "zz", SHA256[:-2], "evil.example.org"])
def test_what_is_no_listed_digest_is_on_no_hash_list(lists, value):
    assert lists.hashes.lookup(value) is None


def test_bad_lines_are_counted_by_reason_and_the_first_are_shown_with_file_and_line(tmp_path):
    path = tmp_path / "mixed.txt"
    path.write_text("127.0.0.1\nwhat is this\n203.0.113.66\n10.0.0.0/8\n/x.arm7\n" + "bad\n" * 20)
    report = load_lists([path]).reports[0]
    assert (report.taken, report.refused) == (1, {"local": 2, "not_understood": 21, "url": 1})
    assert len(report.samples) == indicators.SAMPLES
    assert report.samples[0] == f"{path}:1: local: '127.0.0.1'"
    assert report.samples[1].startswith(f"{path}:2: not understood: ")


def test_list_that_names_loopback_lists_nothing_of_it(tmp_path):
    path = tmp_path / "mistake.txt"
    path.write_text("127.0.0.1\n10.0.0.0/8\nfe80::/10\n")
    found = load_lists([path])
    assert len(found.addresses) == 0
    assert found.addresses.lookup("10.1.2.3") is None


def test_overlong_line_is_one_bad_line_and_the_next_is_read(tmp_path):
    path = tmp_path / "long.txt"
    path.write_bytes(b"x" * 3 * indicators.MAX_LINE_BYTES + b"\n203.0.113.66\n" + b"y" * (indicators.MAX_LINE_BYTES + 1))
    report = load_lists([path]).reports[0]
    assert (report.taken, report.refused) == (1, {"too_long": 2})
    assert report.samples[1].startswith(f"{path}:3: too long")


def test_bytes_that_are_no_text_are_bad_lines(tmp_path):
    path = tmp_path / "binary.txt"
    path.write_bytes(b"\xff\xfe\x00\x01\n\x80\n203.0.113.66")
    assert load_lists([path]).reports[0].taken == 1


def test_missing_file_is_a_trouble_and_the_others_are_read(tmp_path):
    (tmp_path / "good.txt").write_text("203.0.113.66\n")
    found = load_lists([tmp_path / "gone.txt", tmp_path / "good.txt", tmp_path])
    assert found.addresses.lookup("203.0.113.66") == "good"
    assert found.troubles()[0].startswith(f"{tmp_path / 'gone.txt'}: No such file or directory")
    assert len(found.troubles()) == 2


def test_values_over_the_bound_are_counted_and_not_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(indicators, "MAX_VALUES", 2)
    path = tmp_path / "many.txt"
    path.write_text("203.0.113.1\n203.0.113.3\n203.0.113.5\n203.0.113.7\n")
    report = load_lists([path]).reports[0]
    assert (report.taken, report.refused) == (2, {"no_room": 2})


def test_troubles_say_how_many_lines_of_which_kind_were_not_taken(tmp_path):
    path = tmp_path / "mixed.txt"
    path.write_text("/a\n/b\n203.0.113.66\n::1\n")
    assert load_lists([path]).troubles() == [f"{path}: 1 values taken, lines not taken: 1 local, 2 url (first: {path}:1: url: '/a')"]


def test_no_lists_at_all_answer_every_placeholder_with_nothing():
    assert {name: found.lookup("203.0.113.66") for name, found in load_lists([]).as_lists().items()} == {
        "listed_addresses": None, "listed_domains": None, "listed_hashes": None,
    }  # fmt: skip


def test_shipped_list_holds_the_addresses_of_the_simulation_one_name_one_file_and_nothing_else():
    found = load_lists([content_folder("rules") / "indicators" / "documentation.txt"])
    assert found.troubles() == []
    assert [found.addresses.lookup(f"203.0.113.{last}") for last in (65, 66, 67, 68, 69)] == [None, *["documentation"] * 3, None]
    assert [found.domains.lookup(name) for name in ("listed.example", "example")] == ["documentation", None]
    assert found.reports[0].taken == 5
