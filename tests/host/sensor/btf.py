"""Just enough of BTF to read struct layouts out of a BPF object (Documentation/bpf/btf.rst)."""

import struct
from pathlib import Path

_STRUCT, _UNION = 4, 5
_EXTRA = {1: 4, 3: 12, 14: 4, 17: 4}  # int, array, var, decl_tag: bytes after the head
_MEMBER_BYTES = {4: 12, 5: 12, 6: 8, 13: 8, 15: 12, 19: 12}  # struct, union, enum, func_proto, datasec, enum64


def section(elf: bytes, name: bytes) -> bytes:
    """The content of a section of a 64-bit little-endian ELF file."""
    table, = struct.unpack_from("<Q", elf, 0x28)
    size, count, names = struct.unpack_from("<HHH", elf, 0x3A)
    heads = [struct.unpack_from("<IIQQQQ", elf, table + i * size) for i in range(count)]
    text = heads[names][4]
    for head in heads:
        start = text + head[0]
        if elf[start : elf.index(b"\0", start)] == name:
            return elf[head[4] : head[4] + head[5]]
    raise LookupError(name)


def structs(path: Path) -> dict[str, tuple[int, dict[str, int]]]:
    """Struct name to its size and its members' offsets, in bytes."""
    btf = section(path.read_bytes(), b".BTF")
    _, _, _, head, types, types_bytes, strings, _ = struct.unpack_from("<HBBIIIII", btf)

    def text(offset: int) -> str:
        start = head + strings + offset
        return btf[start : btf.index(b"\0", start)].decode()

    found: dict[str, tuple[int, dict[str, int]]] = {}
    at, end = head + types, head + types + types_bytes
    while at < end:
        name, info, size = struct.unpack_from("<III", btf, at)
        kind, count, bits = info >> 24 & 31, info & 0xFFFF, info >> 31
        at += 12
        if kind in (_STRUCT, _UNION):
            members = [struct.unpack_from("<III", btf, at + i * 12) for i in range(count)]
            mask = 0xFFFFFF if bits else 0xFFFFFFFF
            found[text(name)] = size, {text(m[0]): (m[2] & mask) // 8 for m in members}
        at += _EXTRA.get(kind, 0) + count * _MEMBER_BYTES.get(kind, 0)
    return found
