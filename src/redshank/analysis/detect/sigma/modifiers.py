"""Sigma's modifiers: a key such as `CommandLine|contains|all` with its values, as tests."""

import ipaddress
import re
from base64 import b64encode
from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import product

import re2

from redshank.analysis.detect.sigma.document import Place, Scalar
from redshank.analysis.detect.sigma.patterns import MAX_REGEX_BYTES, compiled, parse_wildcards, surround, text_test
from redshank.analysis.detect.sigma.tree import (
    Compare,
    Exists,
    How,
    InList,
    Kind,
    Matcher,
    Network,
    Number,
    Op,
    Regex,
    SameAs,
    Source,
    TextTest,
    Truth,
    ValueTest,
)
from redshank.core.errors import did_you_mean

HOWS: tuple[How, ...] = ("contains", "startswith", "endswith")
COMPARISONS: tuple[Op, ...] = ("lt", "lte", "gt", "gte")
ENCODINGS = {"wide": "utf-16-le", "utf16le": "utf-16-le", "utf16be": "utf-16-be", "utf16": "utf-16"}
REGEX_FLAGS = {"i": "i", "ignorecase": "i", "m": "m", "multiline": "m", "s": "s", "dotall": "s"}
TRANSFORMS = (*ENCODINGS, "base64", "base64offset", "windash")
MODES = ("re", "cidr", "exists", "fieldref", "expand", *COMPARISONS)
"""Modifiers that say how the value is read; a key has at most one of them."""
MODIFIERS = (*HOWS, "all", "neq", "cased", *REGEX_FLAGS, *TRANSFORMS, *MODES)

TIMES = ("minute", "hour", "day", "week", "month", "year")
"""Sigma's modifiers for fields that hold a time; none of ours is compared as one."""

_BESIDE: dict[str, tuple[str, ...]] = {
    "re": ("all", "neq", *REGEX_FLAGS),
    "fieldref": ("all", "neq", "cased", *HOWS),
    **dict.fromkeys(("cidr", "expand", *COMPARISONS), ("all", "neq")),
    "exists": (),
}
"""What may stand beside each mode."""

MAX_DASHES = 3
_DASHES = ("-", "/", "\N{EN DASH}", "\N{EM DASH}", "\N{HORIZONTAL BAR}")
_DASH = re.compile(r"\B[-/]\b")
_PLACEHOLDER = re.compile(r"%([A-Za-z0-9_.-]{1,64})%")


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a selection, taken apart. field: "" for keywords. mode: one of MODES, or ""."""

    field: str
    modifiers: tuple[str, ...]
    mode: str
    how: How
    place: Place

    @property
    def every(self) -> bool:
        """All values must match, not any of them."""
        return "all" in self.modifiers

    @property
    def negated(self) -> bool:
        """The clause holds where the values do not match."""
        return "neq" in self.modifiers

    @property
    def cased(self) -> bool:
        """Text is compared with regard to case."""
        return "cased" in self.modifiers


def parse_key(text: str, place: Place) -> Key:
    """A key taken apart and its modifiers checked against one another. Raises ContentError."""
    field, *modifiers = text.split("|")
    for modifier in modifiers:
        if modifier in TIMES:
            raise place.error(f"modifier '{modifier}' is not taken here: no field of an event is compared as a time")
        if modifier not in MODIFIERS:
            raise place.error(f"unknown modifier '{modifier}'{did_you_mean(modifier, MODIFIERS)}")
        if modifiers.count(modifier) > 1:
            raise place.error(f"modifier '{modifier}' stands twice")
    modes = [modifier for modifier in modifiers if modifier in MODES]
    hows: list[How] = [how for how in HOWS if how in modifiers]
    if len(modes) > 1 or len(hows) > 1:
        raise place.error(f"modifiers {' and '.join(modes if len(modes) > 1 else hows)} exclude each other")
    mode = modes[0] if modes else ""
    strangers = [m for m in modifiers if m != mode and mode and m not in _BESIDE[mode]]
    if not mode:
        strangers = [m for m in modifiers if m in REGEX_FLAGS]
    if strangers:
        raise place.error(f"modifier '{strangers[0]}' does not go with {mode or 'a plain value'}")
    return Key(field, tuple(modifiers), mode, hows[0] if hows else "equals", place)


def build_test(key: Key, value: Scalar, source: Source, lists: Collection[str], resolve: Callable[[str], Source]) -> ValueTest:
    """One value under a key as a test of `source`. resolve: names another field. Raises ContentError."""
    try:
        return ValueTest("null" if value.value is None else value.text, _matchers(key, value, source.kind, lists, resolve))
    except KeyError as error:
        raise value.place.error(str(error.args[0])) from error
    except ValueError as error:
        raise value.place.error(str(error)) from error


def _matchers(key: Key, value: Scalar, kind: Kind, lists: Collection[str], resolve: Callable[[str], Source]) -> tuple[Matcher, ...]:
    if key.mode == "exists":
        return (_exists(value),)
    if value.value is None:
        if set(key.modifiers) - {"neq", "all"} or not key.field:
            raise ValueError("null stands for an absent field and takes no modifiers")
        return (Exists(False),)
    if key.mode:
        return (_by_mode(key, value, kind, lists, resolve),)
    return _plain(key, value, kind)


def _by_mode(key: Key, value: Scalar, kind: Kind, lists: Collection[str], resolve: Callable[[str], Source]) -> Matcher:
    if key.mode == "re":
        return _regex(key, value.text)
    if key.mode == "cidr":
        return _network(value.text, kind)
    if key.mode == "expand":
        return _in_list(value.text, lists)
    if key.mode == "fieldref":
        return _same_as(key, resolve(value.text), kind)
    op = next(op for op in COMPARISONS if op == key.mode)
    return Compare(op, _compared(op, value, kind))


def _exists(value: Scalar) -> Exists:
    if not isinstance(value.value, bool):
        raise ValueError(f"exists is true or false, not '{value.text}'")
    return Exists(value.value)


def _plain(key: Key, value: Scalar, kind: Kind) -> tuple[Matcher, ...]:
    if kind == "number" and key.how == "equals" and (number := _number(value)) is not None:
        return (Number(number),)
    if kind == "number" and key.how == "equals" and not set(value.text) & set("*?"):
        raise ValueError(f"'{value.text}' is no number, and the field is one")
    if kind == "truth":
        if value.text.lower() not in ("true", "false") or key.how != "equals":
            raise ValueError(f"the field is true or false, so it cannot be compared with '{value.text}'")
        return (Truth(value.text.lower() == "true"),)
    if kind == "address" and key.how == "equals" and (address := _address(value.text)):
        return (TextTest("equals", address),)
    forms = _transformed(key, value.text)
    how: How = "contains" if not key.field and key.how == "equals" else key.how
    return tuple(text_test(surround(parts, how) if how != "equals" else parts, key.cased) for parts in forms)


def _transformed(key: Key, text: str) -> list[tuple[str, ...]]:
    """The value after wide, base64, windash and their kin, in the order the key lists them."""
    forms: list[tuple[str, ...] | bytes] = [parse_wildcards(text)]
    for modifier in key.modifiers:
        if modifier in TRANSFORMS:
            forms = [form for before in forms for form in _transform(modifier, before)]
    return [(_decoded(form),) if isinstance(form, bytes) else form for form in forms]


def _transform(modifier: str, form: tuple[str, ...] | bytes) -> list[tuple[str, ...] | bytes]:
    if modifier == "windash":
        if isinstance(form, bytes):
            raise ValueError("windash must come before the encoding")
        return list(_windash(form))
    if not isinstance(form, bytes) and len(form) > 1:
        raise ValueError(f"{modifier} takes no wildcards")
    data = form if isinstance(form, bytes) else form[0].encode()
    if modifier in ENCODINGS:
        return [data.decode().encode(ENCODINGS[modifier])]
    if modifier == "base64":
        return [(b64encode(data).decode(),)]
    return [(_base64_at(data, offset),) for offset in range(3)]


def _base64_at(data: bytes, offset: int) -> str:
    """The characters of Base64 text that `data` alone decides when it begins `offset` bytes into a group of three."""
    encoded = b64encode(bytes(offset) + data).decode()
    first = (0, 2, 3)[offset]
    last = (None, -3, -2)[(len(data) + offset) % 3]
    return encoded[first:last]


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise ValueError("text in this encoding is no text here: follow it with base64 or base64offset") from None


def _windash(parts: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Every way to write the value with another dash before its options."""
    places = [(n, found.start()) for n, part in enumerate(parts) if n % 2 == 0 for found in _DASH.finditer(part)]
    if len(places) > MAX_DASHES:
        raise ValueError(f"windash takes at most {MAX_DASHES} dashes in a value")
    forms = []
    for dashes in product(_DASHES, repeat=len(places)):
        changed = [list(part) for part in parts]
        for (part, at), dash in zip(places, dashes, strict=True):
            changed[part][at] = dash
        forms.append(tuple("".join(part) for part in changed))
    return forms


def _regex(key: Key, pattern: str) -> Regex:
    if len(pattern) > MAX_REGEX_BYTES:
        raise ValueError(f"pattern of {len(pattern)} characters is over {MAX_REGEX_BYTES}")
    flags = "".join(sorted({REGEX_FLAGS[modifier] for modifier in key.modifiers if modifier in REGEX_FLAGS}))
    whole = f"(?{flags}){pattern}" if flags else pattern
    try:
        compiled(whole)
    except re2.error as error:
        why = error.args[0].decode("utf-8", "replace") if isinstance(error.args[0], bytes) else str(error.args[0])
        raise ValueError(f"RE2 refuses the pattern: {why} (it has no look-around and no back-references)") from error
    return Regex(whole)


def _network(text: str, kind: Kind) -> Network:
    if kind != "address":
        raise ValueError("cidr needs a field that holds an address")
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ValueError(f"'{text}' is no network such as 192.0.2.0/24") from None
    return Network(network.version, int(network.network_address), int(network.netmask))


def _in_list(text: str, lists: Collection[str]) -> InList:
    found = _PLACEHOLDER.fullmatch(text)
    if not found:
        raise ValueError(f"expand takes one placeholder such as %listed_addresses%, not '{text}'")
    if found[1] not in lists:
        raise ValueError(f"no list called '{found[1]}' is given here{did_you_mean(found[1], lists)}")
    return InList(found[1])


def _same_as(key: Key, other: Source, kind: Kind) -> SameAs:
    if "texts" in (kind, other.kind):
        raise ValueError("fieldref compares single values, not lists")
    return SameAs(other, key.how, key.cased)


def _compared(op: Op, value: Scalar, kind: Kind) -> int | float:
    if kind != "number":
        raise ValueError(f"{op} compares numbers, and the field is none")
    number = _number(value)
    if number is None:
        raise ValueError(f"{op} needs a number, not '{value.text}'")
    return number


def _number(value: Scalar) -> int | float | None:
    if isinstance(value.value, int | float) and not isinstance(value.value, bool):
        return value.value
    text = value.text.strip()
    try:
        return int(text, 16 if text.lower().startswith("0x") else 10)
    except ValueError:
        return None


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""
