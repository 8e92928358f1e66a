import os
from pathlib import Path

import pytest

from redshank.host.sensor.files import keyring
from redshank.host.sensor.files.keyring import Keyring
from redshank.host.sensor.files.watches import SECRET, TREE, Secret, Tree, WatchPlan
from tests.host.sensor.files.watched import KernelKeys


@pytest.fixture
def host(tmp_path: Path) -> Path:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/shadow").write_text("old")
    return tmp_path


def plan(host: Path, *secrets: Secret) -> WatchPlan:
    return WatchPlan((Tree("/etc"),), (Secret("/etc", "shadow"), *secrets), str(host))


def test_tops_and_secrets_are_told(host: Path) -> None:
    kernel = KernelKeys()
    keys = Keyring(kernel)
    keys.follow(plan(host))
    assert (kernel.of(host / "etc"), kernel.of(host / "etc/shadow"), len(keys)) == (TREE, SECRET, 2)
    assert keys.folders == frozenset((b"/etc",))


def test_replaced_secret_has_a_new_key_and_the_old_one_is_gone(host: Path) -> None:
    kernel = KernelKeys()
    keys = Keyring(kernel)
    keys.follow(plan(host))
    (host / "etc/shadow+").write_text("new")
    (host / "etc/shadow+").rename(host / "etc/shadow")
    keys.look_again(b"/etc", b"shadow")
    assert kernel.of(host / "etc/shadow") == SECRET
    assert len(kernel.bits) == 2


def test_removed_secret_is_watched_no_more(host: Path) -> None:
    kernel = KernelKeys()
    keys = Keyring(kernel)
    keys.follow(plan(host))
    (host / "etc/shadow").unlink()
    keys.look_again(b"/etc", b"shadow")
    assert list(kernel.bits.values()) == [TREE]


def test_names_that_are_no_secret_are_ignored(host: Path) -> None:
    kernel = KernelKeys()
    keys = Keyring(kernel)
    keys.follow(plan(host))
    (host / "etc/passwd").write_text("")
    keys.look_again(b"/etc", b"passwd")
    keys.look_again(b"/none", b"shadow")
    assert len(kernel.bits) == 2


def test_two_names_of_one_file_join_their_bits_and_lose_them_one_by_one(host: Path) -> None:
    kernel = KernelKeys()
    keys = Keyring(kernel)
    os.link(host / "etc/shadow", host / "etc/.bashrc")
    keys.follow(plan(host, Secret("/etc", ".bashrc", bits=TREE)))
    assert kernel.of(host / "etc/shadow") == SECRET | TREE
    (host / "etc/.bashrc").unlink()
    keys.look_again(b"/etc", b".bashrc")
    assert kernel.of(host / "etc/shadow") == SECRET


def test_what_the_next_plan_does_not_ask_for_is_dropped(host: Path) -> None:
    kernel = KernelKeys()
    keys = Keyring(kernel)
    keys.follow(plan(host))
    keys.follow(WatchPlan((), (), str(host)))
    assert kernel.bits == {}
    assert len(keys) == 0


def test_keys_beyond_the_bound_are_counted(host: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "MAX_KEYS", 1)
    keys = Keyring(KernelKeys())
    keys.follow(plan(host))
    assert (len(keys), keys.counts["keys_left_out"]) == (1, 1)


def test_refused_key_is_counted(host: Path) -> None:
    class Full(KernelKeys):
        def add(self, inode: int, device: int, bits: int) -> None:
            raise OSError(7, "full")

    keys = Keyring(Full())
    keys.follow(plan(host))
    assert keys.counts["keys_refused"] == 2
