from pathlib import Path

from redshank.host.sweep import programs
from tests.host.sweep.make import found, package, put, scene


def test_programs_are_compared_with_their_packages(tmp_path: Path) -> None:
    package(tmp_path, "procps", {"/usr/bin/ps": "ps", "/usr/bin/top": "top"})
    put(tmp_path, "/usr/bin/ps", "false", 0o755)
    put(tmp_path, "/usr/bin/top", "top", 0o755)
    put(tmp_path, "/usr/bin/dpkgd/ps", "ps", 0o755)
    put(tmp_path, "/usr/bin/.sshd", "x", 0o755)
    put(tmp_path, "/usr/sbin/own", "x", 0o755)
    put(tmp_path, "/usr/bin/readme", "x")
    (tmp_path / "bin").symlink_to("usr/bin")
    told = list(programs.look(scene(tmp_path)))
    assert told[0].file_path == "/usr/bin/ps" and told[0].package_name == "procps" and told[0].file_hash_sha256
    assert found(told) == {
        "/usr/bin/ps": (set(), "differs"),
        "/usr/bin/dpkgd/ps": ({"in_folder_of_programs"}, "unpackaged"),
        "/usr/bin/.sshd": ({"hidden_name"}, "unpackaged"),
        "/usr/sbin/own": (set(), "unpackaged"),
    }


def test_host_without_packages_has_nothing_to_compare(tmp_path: Path) -> None:
    put(tmp_path, "/usr/bin/ps", "x", 0o755)
    assert not list(programs.look(scene(tmp_path)))
