from pathlib import Path

from redshank.host.sensor.audit.places import Places
from redshank.host.sensor.files.watches import Secret, Tree, WatchPlan
from tests.generated import build


def places(root: Path, *, changes: bool = False) -> Places:
    trees = (Tree(str(root / "etc")), Tree(str(root / "home"), keyed=False))
    return Places(WatchPlan(trees, (Secret(str(root / "etc"), "shadow"),)), changes=changes)


def test_read_of_a_secret_is_told_and_of_another_file_is_not(tmp_path: Path) -> None:
    secret = build.file_open(file_path=f"{tmp_path}/etc/shadow", file_access="read")
    assert places(tmp_path).tells(secret) and secret.file_watch == "secret"
    assert not places(tmp_path).tells(build.file_open(file_path=f"{tmp_path}/etc/hosts", file_access="read"))


def test_write_below_a_tree_is_told_and_beside_it_is_not(tmp_path: Path) -> None:
    written = build.file_open(file_path=f"{tmp_path}/etc/cron.d/x", file_access="write")
    assert places(tmp_path).tells(written) and written.file_watch == "tree"
    assert not places(tmp_path).tells(build.file_open(file_path=f"{tmp_path}/etcetera", file_access="write"))
    assert not places(tmp_path).tells(build.file_open(file_path="relative", file_access="write"))


def test_name_by_a_link_counts_as_the_place(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "etc").symlink_to("real")
    for name in ("real", "etc"):
        assert places(tmp_path).tells(build.file_open(file_path=f"{tmp_path}/{name}/x", file_access="write"))


def test_changes_are_told_only_where_nobody_else_tells_them(tmp_path: Path) -> None:
    created = build.file_create(file_path=f"{tmp_path}/home/x")
    assert places(tmp_path, changes=True).tells(created)
    assert not places(tmp_path).tells(created)
