import os
from pathlib import Path

import pytest

from redshank.host.sensor.files.watches import (
    SECRET,
    TREE,
    Secret,
    Tree,
    WatchPlan,
    below,
    bits_of,
    keyed_paths,
    keys,
    remote,
    resolve,
    secret_folders,
    tops,
)
from tests.host.sensor.files.watched import kernel_key


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A host's root with merged /usr."""
    for folder in ("usr/bin", "etc/ssh", "var"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "bin").symlink_to("usr/bin")
    (tmp_path / "sbin").symlink_to("/usr/bin")
    return tmp_path


def test_links_lead_to_where_the_host_s_own_processes_would_find_it(root: Path) -> None:
    assert [resolve(str(root), path) for path in ("/bin", "/sbin", "/sbin/../bin", "/", "/var/none/x")] == [
        *("/usr/bin", "/usr/bin", "/usr/bin", "/", "/var/none/x"),
    ]


def test_links_never_lead_out_of_the_root(root: Path) -> None:
    (root / "up").symlink_to("../../../../etc")
    assert resolve(str(root), "/up/ssh") == "/etc/ssh"
    assert resolve(str(root), "/../../etc") == "/etc"


def test_links_in_a_circle_are_an_error(root: Path) -> None:
    (root / "a").symlink_to("b")
    (root / "b").symlink_to("a")
    with pytest.raises(OSError, match="too many symbolic links"):
        resolve(str(root), "/a/x")
    assert tops(WatchPlan((Tree("/a"), Tree("/etc")), root=str(root))) == [("/etc", Tree("/etc"))]


def test_place_on_a_network_file_system_is_not_looked_at(root: Path) -> None:
    (root / "home").symlink_to("/net/home")
    plan = WatchPlan((Tree("/home/alice"), Tree("/etc")), (Secret("/home/alice"),), str(root), frozenset(("/net/home",)))
    assert [path for path, _ in tops(plan)] == ["/etc"]
    assert secret_folders(plan) == {}
    assert remote(plan) == ["/home/alice"]
    with pytest.raises(OSError, match="network"):
        resolve(str(root), "/home/alice/.ssh", plan.avoided)


def test_path_on_this_machine() -> None:
    assert [below("/", "/etc"), below("/x/", "/etc"), below("/x", "/"), below("/", "/")] == ["/etc", "/x/etc", "/x", "/"]


def test_each_top_once_and_the_deepest_watch_of_it(root: Path) -> None:
    plan = WatchPlan((Tree("/bin", depth=0), Tree("/usr/bin", depth=3), Tree("/sbin", depth=1)), root=str(root))
    assert tops(plan) == [("/usr/bin", Tree("/usr/bin", depth=3))]


def test_secret_by_pattern() -> None:
    secret = Secret("/etc/ssh", "ssh_host_*", ("*.pub",))
    assert [secret.covers(name) for name in ("ssh_host_rsa_key", "ssh_host_rsa_key.pub", "sshd_config")] == [True, False, False]
    assert bits_of([secret, Secret("/etc/ssh", "*_key", bits=TREE)], "ssh_host_rsa_key") == SECRET | TREE
    assert bits_of([secret], "x") == 0


def test_keys_are_tops_and_secrets_that_exist(root: Path) -> None:
    (root / "etc/ssh/ssh_host_rsa_key").write_text("")
    (root / "etc/ssh/ssh_host_rsa_key.pub").write_text("")
    os.mkfifo(root / "etc/ssh/ssh_host_pipe")
    plan = WatchPlan(
        (Tree("/etc"), Tree("/var", keyed=False), Tree("/none")),
        (Secret("/etc/ssh", "ssh_host_*", ("*.pub",)), Secret("/none")),
        str(root),
    )
    secrets = [("/etc/ssh/ssh_host_pipe", SECRET), ("/etc/ssh/ssh_host_rsa_key", SECRET)]
    assert list(keyed_paths(plan)) == [("/etc", TREE), ("/none", TREE), *secrets]
    assert list(keys(plan)) == [(*kernel_key(root / "etc"), TREE), (*kernel_key(root / "etc/ssh/ssh_host_rsa_key"), SECRET)]


def test_secret_that_is_a_link_has_the_key_of_what_it_points_to(root: Path) -> None:
    (root / "var/real").write_text("")
    (root / "etc/shadow").symlink_to("/var/real")
    plan = WatchPlan((), (Secret("/etc", "shadow"),), str(root))
    assert list(keys(plan)) == [(*kernel_key(root / "var/real"), SECRET)]
