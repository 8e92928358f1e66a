from typing import Any

import pytest

from tests.host.sensor.audit_log.make import line, path, syscall
from tests.host.sensor.audit_log.test_syscalls import made

CWD = line("CWD", 'cwd="/srv/a"')
FDCWD = "ffffff9c"


def brief(*lines: str) -> list[tuple[Any, ...]]:
    return [(event["event.action"], event.get("file.path"), event.get("redshank.file.access")) for event in made(*lines)]


def test_new_file_is_created_and_opened_for_writing() -> None:
    assert brief(syscall(257, a0=FDCWD, a2="241"), CWD, path('"/srv/a"', "PARENT"), path('"b/../c.txt"', "CREATE")) == [
        ("file.create", "/srv/a/c.txt", None),
        ("file.open", "/srv/a/c.txt", "write"),
    ]


def test_reading_is_an_event_for_secrets_only() -> None:
    assert brief(syscall(257, a0=FDCWD, a2="0"), CWD, path('"/etc/shadow"', "NORMAL")) == [("file.open", "/etc/shadow", "read")]
    assert brief(syscall(257, a0=FDCWD, a2="0"), CWD, path('"/etc/hosts"', "NORMAL")) == []


@pytest.mark.parametrize(("number", "a2"), [(85, "0"), (257, "1"), (257, "80002")])
def test_open_for_writing(number: int, a2: str) -> None:
    assert brief(syscall(number, a0=FDCWD, a2=a2), CWD, path('"x"', "NORMAL")) == [("file.open", "/srv/a/x", "write")]


def test_flags_of_openat2_come_in_a_record_of_their_own() -> None:
    how = line("OPENAT2", "oflag=02 mode=00 resolve=0x0")
    assert brief(syscall(437, a0=FDCWD), how, CWD, path('"x"', "NORMAL")) == [("file.open", "/srv/a/x", "write")]
    assert brief(syscall(437, a0=FDCWD), CWD, path('"x"', "NORMAL")) == []


def test_name_relative_to_a_descriptor_stays_relative() -> None:
    assert brief(syscall(263, a0="4"), CWD, path('"x"', "DELETE")) == [("file.delete", "x", None)]


def test_rename_over_another_file_tells_the_name_it_had() -> None:
    (event,) = made(
        syscall(82), CWD, path('"/srv/a/"', "PARENT"), path('"/usr/bin/"', "PARENT"),
        path('"/usr/bin/netstat"', "DELETE", inode=66), path('"new"', "DELETE", inode=77), path('"/usr/bin/netstat"', "CREATE", inode=77),
    )  # fmt: skip
    assert (event["event.action"], event["file.path"]) == ("file.rename", "/usr/bin/netstat")
    assert event["redshank.file.old_path"] == "/srv/a/new"


def test_folders_links_and_attributes() -> None:
    (folder,) = made(syscall(83), CWD, path('"d"', "CREATE", mode="040755"))
    assert (folder["event.action"], folder["file.type"], folder["file.path"]) == ("file.create", "dir", "/srv/a/d")
    (link,) = made(syscall(88), CWD, path('"/etc/passwd"', "UNKNOWN"), path('"/srv/a"', "PARENT"), path('"l"', "CREATE", mode="0120777"))
    assert (link["file.type"], link["file.target_path"], link["file.path"]) == ("symlink", "/etc/passwd", "/srv/a/l")
    (hard,) = made(syscall(86), CWD, path('"old"', "NORMAL"), path('"new"', "CREATE"))
    assert (hard["event.action"], hard["file.path"]) == ("file.create", "/srv/a/new")
    assert brief(syscall(268, a0=FDCWD), CWD, path("612062", "NORMAL")) == [("file.attrib", "/srv/a/a b", None)]
    assert brief(syscall(76), CWD, path('"x"', "NORMAL")) == [("file.modify", "/srv/a/x", None)]


def test_call_without_a_path_record_is_none() -> None:
    assert made(syscall(91)) == made(syscall(82), CWD) == made(syscall(257)) == []
