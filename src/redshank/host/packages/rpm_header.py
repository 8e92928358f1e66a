"""The header of an rpm package as its database keeps it: an index of tags, then their data. Pure, and hostile input.

Layout: two big-endian u32 (entries, bytes of data), then 16 bytes an entry (tag, type, offset, count), then the data.
"""

from dataclasses import dataclass
from struct import Struct

from redshank.core.errors import InputError

MAX_BYTES = 32 << 20
MAX_ENTRIES = 4_096
MAX_FILES = 200_000
NAME, VERSION, RELEASE, EPOCH = 1000, 1001, 1002, 1003
DIGESTS, FLAGS, DIR_INDEXES, BASE_NAMES, DIR_NAMES, DIGEST_ALGORITHM = 1035, 1037, 1116, 1117, 1118, 5011
CONFIG_FLAG = 1
_INT32, _STRING, _STRINGS = 4, 6, 8
_HEAD, _ENTRY = Struct(">II"), Struct(">IIII")
_ALGORITHMS = {0: "md5", 1: "md5", 8: "sha256"}


@dataclass(frozen=True, slots=True)
class RpmPackage:
    """A package and its files; the lists go side by side. algorithm: empty for a digest we do not compute."""

    name: str
    version: str
    algorithm: str
    folders: list[bytes]
    folder_of: tuple[int, ...]
    names: list[bytes]
    digests: list[bytes]
    flags: tuple[int, ...]

    def paths(self) -> list[bytes]:
        """Absolute paths, in the order of `digests` and `flags`."""
        return [self.folders[at] + name for at, name in zip(self.folder_of, self.names, strict=False) if at < len(self.folders)]


def parse_header(blob: bytes) -> RpmPackage:
    """The package. Raises InputError where lengths or offsets make no sense."""
    if not 8 <= len(blob) <= MAX_BYTES:
        raise InputError(f"rpm header of {len(blob)} bytes", "length")
    count, size = _HEAD.unpack_from(blob)
    start = 8 + 16 * count
    if count > MAX_ENTRIES or start + size > len(blob):
        raise InputError(f"rpm header says {count} entries and {size} bytes, and has {len(blob)}", "length")
    data, tags = blob[start : start + size], {}
    for number in range(count):
        tag, kind, offset, items = _ENTRY.unpack_from(blob, 8 + 16 * number)
        tags[tag] = (kind, offset, items)
    return _package(data, tags)


def _package(data: bytes, tags: dict[int, tuple[int, int, int]]) -> RpmPackage:
    def strings(tag: int) -> list[bytes]:
        kind, offset, items = tags.get(tag, (_STRINGS, 0, 0))
        if kind not in (_STRING, _STRINGS) or offset > len(data) or items > MAX_FILES:
            raise InputError(f"rpm header: tag {tag} is no list of strings", "tag")
        found = data[offset:].split(b"\0", items)[:items] if items else []
        if len(found) < items:
            raise InputError(f"rpm header: tag {tag} is cut", "tag")
        return found

    def numbers(tag: int) -> tuple[int, ...]:
        kind, offset, items = tags.get(tag, (_INT32, 0, 0))
        if kind != _INT32 or items > MAX_FILES or offset + 4 * items > len(data):
            raise InputError(f"rpm header: tag {tag} is no list of numbers", "tag")
        return Struct(f">{items}I").unpack_from(data, offset)

    def text(tag: int) -> str:
        return (strings(tag) or [b""])[0].decode("utf-8", "backslashreplace")

    epoch = numbers(EPOCH)
    version = f"{f'{epoch[0]}:' if epoch else ''}{text(VERSION)}-{text(RELEASE)}"
    algorithm = _ALGORITHMS.get((numbers(DIGEST_ALGORITHM) or (0,))[0], "")
    files = (strings(DIR_NAMES), numbers(DIR_INDEXES), strings(BASE_NAMES), strings(DIGESTS), numbers(FLAGS))
    return RpmPackage(text(NAME), version, algorithm, *files)
