"""Headers of rpm packages as its database keeps them, made by hand."""

import sqlite3
from pathlib import Path
from struct import pack

STRING, STRINGS, INT32 = 6, 8, 4


def header(**about: object) -> bytes:
    """A package `tool` 1-2 with /usr/bin/tool and /etc/tool.conf."""
    tags: dict[int, object] = {
        1000: "tool", 1001: "1", 1002: "2", 1117: ["tool", "tool.conf"], 1118: ["/usr/bin/", "/etc/"], 1116: [0, 1],
        1035: ["a" * 64, "b" * 64], 1037: [0, 17], 5011: [8],
    }  # fmt: skip
    tags |= {int(key.removeprefix("t")): value for key, value in about.items()}
    entries, data = b"", b""
    for tag, value in tags.items():
        if isinstance(value, str):
            kind, count, raw = STRING, 1, value.encode() + b"\0"
        elif value and isinstance(value, list) and isinstance(value[0], str):
            kind, count, raw = STRINGS, len(value), b"".join(item.encode() + b"\0" for item in value)
        else:
            assert isinstance(value, list)
            data += bytes(-len(data) % 4)
            kind, count, raw = INT32, len(value), pack(f">{len(value)}I", *value)
        entries += pack(">IIII", tag, kind, len(data), count)
        data += raw
    return pack(">II", len(tags), len(data)) + entries + data


def database(root: Path, *blobs: bytes) -> Path:
    """rpm's database below `root`."""
    place = root / "var/lib/rpm/rpmdb.sqlite"
    place.parent.mkdir(parents=True)
    with sqlite3.connect(place) as made:
        made.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)")
        made.executemany("INSERT INTO Packages (blob) VALUES (?)", [(blob,) for blob in blobs])
    made.close()
    return place
