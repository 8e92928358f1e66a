from pathlib import Path

from redshank.host.sweep import sockets
from tests.host.sweep.make import process, put, scene

HEAD = "  sl  local_address rem_address   st\n"
LISTENING = "   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4001 1\n"
CONNECTED = "   2: 0A0200C0:C350 427100CB:8CA0 01 00000000:00000000 00:00000000 00000000     0        0 4002 1\n"
LOCAL = "   3: 0100007F:C350 0100007F:8CA0 01 00000000:00000000 00:00000000 00000000     0        0 4003 1\n"
SIX = "   0: 0000000000000000FFFF00000A0200C0:0050 0000000000000000FFFF0000427100CB:1000 01 0:0 0:0 0 0 0 4004 1\n"


def test_sockets_are_told_with_their_process(tmp_path: Path) -> None:
    folder = process(tmp_path, 7, "/tmp/getty")
    (folder / "fd" / "3").symlink_to("socket:[4002]")
    put(tmp_path, "proc/net/tcp", HEAD + LISTENING + CONNECTED + LOCAL)
    put(tmp_path, "proc/net/tcp6", HEAD + SIX)
    put(tmp_path, "proc/net/packet", "sk RefCnt Type Proto Iface R Rmem User Inode\n00 3 3 0003 2 1 0 0 4002\n")
    told = list(sockets.look(scene(tmp_path, live=True)))
    assert [(one.sweep_check, one.source_port, one.destination_ip, one.destination_port, one.process_scope_pid) for one in told] == [
        ("listening", 22, None, None, None),
        ("connections", 50000, "203.0.113.66", 36000, 7),
        ("connections", 80, "203.0.113.66", 4096, None),
        ("sockets", None, None, None, 7),
    ]
    assert told[0].sweep_traits == ["everywhere"] and told[3].sweep_facts == [{"name": "protocol", "value": 3}]


def test_tables_that_are_not_there_or_damaged_give_nothing(tmp_path: Path) -> None:
    (tmp_path / "proc").mkdir()
    put(tmp_path, "proc/net/udp", HEAD + "x\n\xff\n 1: zz:1 2:3 01 0 0 0 0 0 nix\n")
    assert not list(sockets.look(scene(tmp_path, live=True)))
