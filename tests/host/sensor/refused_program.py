"""A copy of the BPF object in which one program reads a register that nobody has written, which no verifier takes."""

import struct
from pathlib import Path

from tests.host.sensor.btf import section

BAD = bytes.fromhex("7990000000000000")  # r0 = *(u64 *)(r9 + 0)
_SYMBOL = struct.Struct("<IBBHQQ")


def spoil(whole: Path, copy: Path, programs: set[str]) -> None:
    """Write to `copy` what lies in `whole`, with these programs spoilt."""
    elf = bytearray(whole.read_bytes())
    table, = struct.unpack_from("<Q", elf, 0x28)
    names, symbols = section(bytes(elf), b".strtab"), section(bytes(elf), b".symtab")
    for name, _, _, place, value, _ in _SYMBOL.iter_unpack(symbols):
        if names[name : names.index(b"\0", name)].decode() in programs:
            start, = struct.unpack_from("<Q", elf, table + place * 64 + 24)
            elf[start + value : start + value + 8] = BAD
    copy.write_bytes(elf)
