from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.files.places import Home, default_plan, homes
from redshank.host.sensor.files.watches import SECRET, TREE, bits_of, secret_folders, tops

PASSWD = """\
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
alice:x:1000:1000:Alice:/home/alice:/bin/bash
redis:x:110:110::/var/lib/redis/:/usr/sbin/nologin
root:x:0:0:root:/root:/bin/bash
toor:x:0:0::/home/alice:/bin/sh
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
tricky:x:1001:1001::/home/../etc:/bin/sh
ghost:x:1002:1002::/proc/1:/bin/sh
broken line
short:x:1:1
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("etc/ssh", "usr/bin", "usr/lib/x86_64-linux-gnu", "root", "home/alice/.ssh"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "bin").symlink_to("usr/bin")
    (tmp_path / "lib").symlink_to("usr/lib")
    (tmp_path / "etc/passwd").write_text(PASSWD)
    return tmp_path


def test_homes_are_root_s_then_people_s_then_services(root: Path) -> None:
    assert homes(str(root)) == [Home("/root", True), Home("/home/alice", True), Home("/var/lib/redis", False)]


def test_no_passwd_file_no_homes(tmp_path: Path) -> None:
    assert homes(str(tmp_path)) == []


def test_plan_has_each_place_once_by_its_real_name(root: Path) -> None:
    found = dict(tops(default_plan(str(root))))
    assert {"/etc", "/usr/bin", "/usr/lib/systemd", "/usr/lib/x86_64-linux-gnu/security", "/var/log", "/root", "/var/www"} <= set(found)
    assert "/bin" not in found
    assert "/lib/systemd" not in found
    assert (found["/usr/lib"].depth, found["/usr/lib"].keyed) == (0, False)
    assert found["/var/log"].changes == "names"


def test_service_s_keys_are_watched_and_the_rest_of_its_home_is_not(root: Path) -> None:
    found = dict(tops(default_plan(str(root))))
    assert "/var/lib/redis/.ssh" in found
    assert "/var/lib/redis" not in found


def test_home_is_watched_two_levels_deep_and_its_keys_whole(root: Path) -> None:
    found = dict(tops(default_plan(str(root))))
    assert (found["/home/alice"].depth, found["/home/alice"].keyed) == (2, False)
    assert ".cache" in found["/home/alice"].skip
    assert found["/home/alice/.ssh"].keyed


def test_folders_asked_for_come_first_and_whole(root: Path) -> None:
    first, tree = tops(default_plan(str(root), ["/srv/data"]))[0]
    assert (first, tree.keyed, tree.changes) == ("/srv/data", True, "all")


@pytest.mark.parametrize(
    ("folder", "name", "bits"),
    [
        ("/etc", "shadow", SECRET),
        ("/etc", "passwd", 0),
        ("/etc/sudoers.d", "admins", SECRET),
        ("/etc/ssh", "ssh_host_ed25519_key", SECRET),
        ("/etc/ssh", "ssh_host_ed25519_key.pub", 0),
        ("/root/.ssh", "id_ed25519", SECRET),
        ("/root/.ssh", "deploy-key", SECRET),
        ("/root/.ssh", "authorized_keys", 0),
        ("/home/alice/.aws", "credentials", SECRET),
        ("/home/alice", ".bashrc", TREE),
        ("/var/lib/redis/.ssh", "id_rsa", SECRET),
    ],
)
def test_secrets(root: Path, folder: str, name: str, bits: int) -> None:
    assert bits_of(secret_folders(default_plan(str(root))).get(folder, []), name) == bits


@given(raw=st.binary(max_size=300))
def test_any_passwd_file_gives_homes_below_the_root(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    root = tmp_path_factory.mktemp("host")
    (root / "etc").mkdir()
    (root / "etc/passwd").write_bytes(b"a:x:1000:1000::" + raw)
    assert all(home.path.startswith("/") and ".." not in home.path.split("/") for home in homes(str(root)))


def test_only_chosen_profiles_are_watched(tmp_path: Path) -> None:
    def watched(*profiles: str) -> set[str]:
        return {tree.path for tree in default_plan(str(tmp_path), profiles=profiles).trees}

    assert "/etc" in watched("config") and "/usr/bin" not in watched("config")
    assert {"/usr/bin", "/usr/lib"} <= watched("program") and "/etc" not in watched("program")
    assert {"/etc/cron.d", "/boot", "/usr/lib/systemd"} <= watched("persistence")
    assert "/var/www" in watched("web") and default_plan(str(tmp_path), profiles=("web",)).secrets == ()
    assert default_plan(str(tmp_path), profiles=("secret",)).secrets


def test_excluded_folder_is_in_the_plan(tmp_path: Path) -> None:
    assert default_plan(str(tmp_path), excluded=("/etc/busy/",)).excluded == {"/etc/busy"}
