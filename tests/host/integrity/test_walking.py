import os
from pathlib import Path

import pytest

from redshank.host.integrity import walking as module
from redshank.host.integrity.walking import Discovery, Place, Walk
from tests.host.integrity.host import examiner


class Host:
    def __init__(self, root: Path) -> None:
        self.root, self.found = root, list[Discovery]()
        (root / "etc/sub").mkdir(parents=True)
        (root / "etc/a").write_text("a")
        (root / "etc/sub/b").write_text("b")
        looks = examiner(root)
        assert looks.baseline is not None
        self.baseline = looks.baseline
        self.places = [Place(b"/etc", 4)]
        self.walk = Walk(lambda: self.places, looks, self.baseline, self.found.append, os.fsencode(root))

    def go_round(self) -> list[tuple[str, str]]:
        """One whole round; what it found."""
        self.found.clear()
        for pause in self.walk.steps():
            if pause == module.AGAIN_S:
                break
        return [(found.finding.kind or found.change.kind, found.change.path) for found in self.found]


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path)


def test_first_round_learns_and_says_nothing(host: Host) -> None:
    assert host.go_round() == [] and len(host.baseline) == 2
    assert host.go_round() == []


def test_later_round_finds_what_changed_unseen(host: Host) -> None:
    host.go_round()
    (host.root / "etc/a").write_text("other")
    (host.root / "etc/sub/b").unlink()
    (host.root / "etc/c").write_text("c")
    assert sorted(host.go_round()) == [("file.create", "/etc/c"), ("file.delete", "/etc/sub/b"), ("file.modify", "/etc/a")]
    modified = next(found for found in host.found if found.change.path == "/etc/a")
    assert modified.when_ns == (host.root / "etc/a").stat().st_mtime_ns and modified.finding.values["file_hash_before"]
    assert host.go_round() == []


def test_content_with_its_old_time_and_size_is_found_and_new_times_alone_are_not(host: Host) -> None:
    host.go_round()
    about = (host.root / "etc/a").stat()
    (host.root / "etc/a").write_text("b")
    os.utime(host.root / "etc/a", ns=(about.st_atime_ns, about.st_mtime_ns))
    os.utime(host.root / "etc/sub/b")
    assert host.go_round() == [("file.modify", "/etc/a")]


def test_file_met_by_an_event_before_the_first_round_does_not_make_the_others_new(host: Host) -> None:
    facts = examiner(host.root).looker.look(b"/etc/a")
    assert facts is not None
    host.baseline.put(b"/etc/a", facts.facts)
    assert host.go_round() == []


def test_only_changes_from_before_the_start_are_swept(host: Host) -> None:
    host.baseline.completed()
    host.walk.baseline.put(b"/etc/gone", examiner(host.root).looker.look(b"/etc/a").facts)  # type: ignore[union-attr]
    host.go_round()
    assert [found.swept for found in host.found] == [True, True, True]
    (host.root / "etc/c").write_text("c")
    host.go_round()
    assert [found.swept for found in host.found] == [False]


def test_change_that_is_told_meanwhile_is_not_told_twice(host: Host) -> None:
    host.go_round()
    (host.root / "etc/a").write_text("other")
    for pause in host.walk.steps():
        if pause == module.SETTLE_S:
            host.walk.examiner.settle("/etc/a")  # its own record came
        if pause == module.AGAIN_S:
            break
    assert host.found == []


def test_links_in_a_circle_and_odd_names_do_no_harm(host: Host) -> None:
    (host.root / "etc/circle").symlink_to("..")
    (host.root / "etc/new\nline").write_text("x")
    os.mkfifo(host.root / "etc/pipe")
    Path(os.fsdecode(os.fsencode(host.root) + b"/etc/\xff")).write_text("x")
    host.go_round()
    assert len(host.baseline) == 6 and host.go_round() == []


def test_bounds_are_kept_and_counted(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_LISTED", 3)
    for number in range(9):
        (host.root / f"etc/sub/{number}").write_text("x")
    host.go_round()
    assert host.walk.counts["unlisted"] == 1 and len(host.baseline) == 4
    monkeypatch.setattr(module, "MAX_FILES", 2)
    host.go_round()
    assert host.walk.counts["files_left_out"] == 1


def test_excluded_and_skipped_folders_are_not_entered(host: Host) -> None:
    host.places = [Place(b"/etc", 4, frozenset(), frozenset((b"/etc/sub",)))]
    host.go_round()
    assert len(host.baseline) == 1
    assert not Place(b"/etc", 0).enters(b"/etc/x") and not Place(b"/etc", 1, frozenset((b"x",))).enters(b"/etc/x")


def test_folder_under_two_names_is_walked_once(host: Host) -> None:
    host.places = [Place(b"/etc", 4), Place(b"/etc/sub", 4)]
    assert len(list(host.walk._files())) == 2
