"""One audit rule as the kernel has it: struct audit_rule_data of include/uapi/linux/audit.h."""

import struct
from dataclasses import dataclass

from redshank.core.errors import InputError

TASK, EXIT, EXCLUDE = 1, 4, 5
"""Lists a rule can be in: at a task's birth, at a system call's end, records left out."""
NEVER, ALWAYS = 0, 2
PID, ARCH, SUCCESS, WATCH, PERM, FOLDER, ADDRESS_FAMILY, FIRST_ARGUMENT, KEY = 0, 11, 104, 105, 106, 107, 113, 200, 210
EQUAL, NOT_EQUAL = 0x40000000, 0x30000000
EXECUTE, WRITE, READ, ATTRIBUTE = 1, 2, 4, 8
"""Bits of PERM."""

_MOST_FIELDS = _MASK_WORDS = 64
_TEXTS = frozenset({13, 14, 15, 16, 17, 19, 20, 21, 22, 23, WATCH, FOLDER, KEY, 112})
"""Fields whose value is the length of a text behind the numbers: labels, paths, key and program."""
_HEAD = struct.Struct("=3I64I64I64I64II")

Comparison = tuple[int, int, int | str]
"""Field, operator, value."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Where it stands (`at`), what it says, for which system calls (by number), and what must hold besides."""

    at: int
    action: int
    calls: frozenset[int]
    fields: tuple[Comparison, ...]

    @property
    def key(self) -> str:
        """The mark its author gave it."""
        return next((str(value) for field, _, value in self.fields if field == KEY), "")


def encode(rule: Rule) -> bytes:
    """As the kernel takes it."""
    mask = [0] * _MASK_WORDS
    for call in rule.calls:
        mask[call // 32] |= 1 << call % 32
    texts = [value.encode() for _, _, value in rule.fields if isinstance(value, str)]
    numbers = [len(value.encode()) if isinstance(value, str) else value for _, _, value in rule.fields]
    blank = [0] * (_MOST_FIELDS - len(rule.fields))
    return _HEAD.pack(
        rule.at, rule.action, len(rule.fields), *mask, *(field for field, _, _ in rule.fields), *blank, *numbers, *blank,
        *(operator for _, operator, _ in rule.fields), *blank, sum(map(len, texts)),
    ) + b"".join(texts)  # fmt: skip


def decode(data: bytes) -> Rule:
    """As the kernel lists it. Raises InputError of kind `rule` where it is none."""
    if len(data) < _HEAD.size:
        raise InputError(f"audit rule of {len(data)} bytes", "rule")
    numbers = _HEAD.unpack_from(data)
    count, mask = numbers[2], numbers[3:67]
    if count > _MOST_FIELDS:
        raise InputError(f"audit rule of {count} fields", "rule")
    calls = frozenset(word * 32 + bit for word, value in enumerate(mask) if value for bit in range(32) if value >> bit & 1)
    fields: list[Comparison] = []
    at = _HEAD.size
    for field, value, operator in zip(numbers[67:], numbers[131:], numbers[195 : 195 + count], strict=False):
        if field in _TEXTS:
            fields.append((field, operator, data[at : at + value].decode("utf-8", "backslashreplace")))
            at += value
        else:
            fields.append((field, operator, value))
    return Rule(numbers[0], numbers[1], calls, tuple(fields))
