import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.analysis.intel.named_lists import load_named_lists, named_list
from redshank.core.errors import ContentError


def test_value_is_looked_up_whole_and_in_its_case():
    found = named_list("shells", ["/usr/bin/bash", "/usr/bin/dash"])
    assert found.lookup("/usr/bin/bash") == "shells"
    assert [found.lookup(value) for value in ("/usr/bin/bash2", "/usr/bin/BASH", "bash", "")] == [None] * 4


def test_star_stays_within_one_part_of_a_path_and_two_stars_cross_parts():
    found = named_list("tools", ["/usr/bin/python3.*", "/opt/**/helper"])
    assert found.lookup("/usr/bin/python3.11") == "tools"
    assert found.lookup("/usr/bin/python3.11/x") is None
    assert found.lookup("/opt/a/b/helper") == "tools"
    assert found.lookup("/opt/helperx") is None


@given(st.text(), st.text())
def test_every_sign_but_the_star_means_itself(value, other):
    assert named_list("x", [value.replace("*", "+")]).lookup(other) == ("x" if other == value.replace("*", "+") else None)
    assert named_list("x", [f"*{value.replace('*', '+')}"]).lookup(value.replace("*", "+")) == "x"


def test_later_folder_adds_to_a_list_and_comments_are_left_out(tmp_path):
    ours, site = tmp_path / "ours", tmp_path / "site"
    ours.mkdir()
    site.mkdir()
    (ours / "backup_programs.txt").write_text("# what reads everything\n/usr/bin/rsync  # mirrors\n\n")
    (site / "backup_programs.txt").write_text("/opt/backup/agent\n")
    found = load_named_lists([ours, site, tmp_path / "missing"])
    assert list(found) == ["backup_programs"]
    assert found["backup_programs"].exact == {"/usr/bin/rsync", "/opt/backup/agent"}
    assert len(found["backup_programs"]) == 2


def test_name_that_no_rule_could_write_is_an_error_with_its_file(tmp_path):
    (tmp_path / "Backup Programs.txt").write_text("x\n")
    with pytest.raises(ContentError, match=r"Backup Programs\.txt:1:1: a list is named with small letters"):
        load_named_lists([tmp_path])


def test_list_that_cannot_be_read_is_an_error_with_its_file(tmp_path):
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ContentError, match=r"gone\.txt:1:1: cannot be read: No such file"):
        load_named_lists([tmp_path])
