import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

import redshank
from redshank.host.sensor.logins.pam_stack import pam_unix_decides
from redshank.simulate import host_files
from redshank.simulate.sandbox import orders
from redshank.simulate.sandbox.orders import File, Folder

PLAN = host_files.web_host("secret", "0" * 32, has_penalties=True)
FILES = {entry.path: entry for entry in PLAN.entries if isinstance(entry, File)}


def test_plan_fits_into_one_message() -> None:
    ours, theirs = orders.pair()
    with ours, theirs:
        orders.send(ours, orders.World("web-03", PLAN))
        assert orders.receive_order(theirs)[0] == orders.World("web-03", PLAN)


def test_password_is_roots_alone_and_is_stored_hashed() -> None:
    shadow = FILES["/etc/shadow"].data.decode()
    root, *others = shadow.splitlines()
    stored = root.split(":")[1]
    crypt = ctypes.CDLL("libcrypt.so.1").crypt
    crypt.restype, crypt.argtypes = ctypes.c_char_p, [ctypes.c_char_p, ctypes.c_char_p]
    assert crypt(b"secret", stored.encode()) == stored.encode() != crypt(b"wrong", stored.encode())
    assert all(line.split(":")[1] == "*" for line in others) and "secret" not in shadow


def test_accounts_have_their_groups_and_shadow_lines() -> None:
    names = [line.split(":")[0] for line in FILES["/etc/passwd"].data.decode().splitlines()]
    groups = {line.split(":")[2] for line in FILES["/etc/group"].data.decode().splitlines()}
    assert names == [line.split(":")[0] for line in FILES["/etc/shadow"].data.decode().splitlines()]
    assert {line.split(":")[3] for line in FILES["/etc/passwd"].data.decode().splitlines()} <= groups
    assert {"root", "www-data", "sshd"} <= set(names)


def test_what_belongs_to_the_machine_is_emptied() -> None:
    emptied = {entry.path for entry in PLAN.entries if isinstance(entry, Folder) and entry.emptied}
    assert {"/etc/ssh", "/etc/redshank", "/var/lib/redshank", "/var/log", "/etc/pam.d"} <= emptied


def test_setting_that_old_servers_refuse_is_left_out() -> None:
    old = host_files.web_host("secret", "0" * 32, has_penalties=False)
    (config,) = (entry for entry in old.entries if isinstance(entry, File) and entry.path == "/etc/ssh/sshd_config")
    assert b"PerSourcePenalties" in FILES["/etc/ssh/sshd_config"].data and b"PerSourcePenalties" not in config.data


def test_sensor_knows_who_decides_about_a_login(tmp_path: Path) -> None:
    (tmp_path / "etc/pam.d").mkdir(parents=True)
    (tmp_path / "etc/pam.d/sshd").write_bytes(FILES["/etc/pam.d/sshd"].data)
    assert pam_unix_decides(tmp_path)


def test_stand_ins_are_text_with_the_mark_or_the_machines_own_programs() -> None:
    programs = [entry for entry in FILES.values() if entry.mode & 0o111 and entry.path != "/etc/rc.local"]
    assert programs
    for entry in programs:
        assert b"REDSHANK SIMULATION" in entry.data or entry.copy_of.startswith("/"), entry.path
    assert host_files.dropper().splitlines()[1].startswith(b"# REDSHANK SIMULATION")
    assert b"REDSHANK SIMULATION" in FILES[host_files.WEB_SITE].data


def test_dropper_is_a_script_that_the_shell_takes() -> None:
    subprocess.run(["/bin/bash", "-n"], input=host_files.dropper(), check=True)


@pytest.mark.parametrize("text", [host_files.dropper().decode(), Path(host_files.__file__).with_name("billgates.py").read_text()])
def test_addresses_of_the_story_are_kept_for_documentation(text: str) -> None:
    import re

    found = set(re.findall(r"\b\d+\.\d+\.\d+\.\d+\b", text))
    assert {address for address in found if not address.startswith(("203.0.113.", "198.51.100.", "192.0.2."))} == set()


def test_what_runs_this_program_is_shown() -> None:
    shown = host_files.readable()
    for needed in (Path(redshank.__file__), Path(sys.base_prefix), Path(sys.prefix), Path(pytest.__file__)):
        assert any(needed.is_relative_to(place) for place in shown), needed
