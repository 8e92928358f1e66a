import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.container_names import MAX_CONFIG_BYTES, Container, container_in, container_of, read_docker

HASH, INNER = "ab" * 32, "cd" * 32


@pytest.mark.parametrize(
    ("path", "identity"),
    [
        (f"/docker/{HASH}", HASH),
        (f"/system.slice/docker-{HASH}.scope", HASH),
        (f"/system.slice/docker-{HASH}.scope/init.scope", HASH),
        (f"/kubepods/burstable/pod1234/{HASH}", HASH),
        (f"/kubepods.slice/kubepods-pod1.slice/cri-containerd-{HASH}.scope", HASH),
        (f"/kubepods.slice/kubepods-pod1.slice:cri-containerd:{HASH}", HASH),
        (f"/kubepods.slice/crio-{HASH}.scope", HASH),
        (f"/machine.slice/libpod-{HASH}.scope/container", HASH),
        (f"/libpod_parent/libpod-{HASH}", HASH),
        (f"/docker/{HASH}/docker/{INNER}", INNER),
        ("/machine.slice/systemd-nspawn@web.service/payload", "web"),
        ("/machine.slice/machine-web\\x2d1.scope", "web-1"),
        ("/lxc.payload.web/system.slice/ssh.service", "web"),
        ("/lxc/web", "web"),
        (f"/machine.slice/libpod-conmon-{HASH}.scope", None),
        (f"/kubepods.slice/crio-conmon-{HASH}.scope", None),
        ("/user.slice/user-1000.slice/session-2.scope", None),
        (f"/docker/{HASH[:12]}", None),
        ("/", None),
        ("", None),
    ],
)
def test_container_is_known_by_the_path_of_its_group(path: str, identity: str | None) -> None:
    assert container_of(path) == identity


def test_any_of_the_old_hierarchies_may_know_it() -> None:
    assert container_in(f"9:name=systemd:/\n4:memory:/docker/{HASH}\n0::/\n") == HASH
    assert container_in("9:name=systemd:/\n0::/\n") is None


@given(st.text(max_size=300))
def test_no_path_makes_it_fail(path: str) -> None:
    assert container_of(path) is None or path


def docker(root: Path, text: bytes) -> None:
    folder = root / "var/lib/docker/containers" / HASH
    folder.mkdir(parents=True)
    (folder / "config.v2.json").write_bytes(text)


def test_name_and_image_are_what_docker_wrote_down(tmp_path: Path) -> None:
    docker(tmp_path, json.dumps({"Name": "/web", "Config": {"Image": "nginx:1", "Env": []}, "Other": 1}).encode())
    assert read_docker(tmp_path, HASH) == Container(HASH, "web", "nginx:1")


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b'{"Name": 5}', b"[" * 100_000, b'{"Name": "/x"' + b" " * MAX_CONFIG_BYTES + b"}"])
def test_damaged_file_leaves_the_id_alone(tmp_path: Path, text: bytes) -> None:
    docker(tmp_path, text)
    assert read_docker(tmp_path, HASH) == Container(HASH)


def test_container_of_another_engine_has_its_id(tmp_path: Path) -> None:
    assert read_docker(tmp_path, HASH) == Container(HASH)
