"""Settings: one TOML file, then the environment, then flags, all by the same dotted name.

A feature declares its settings as a frozen dataclass beside itself; a section of the file has the name it is given here:

    @dataclass(frozen=True, slots=True)
    class SensorSettings:
        syscalls: Literal["full", "light", "off"] = "full"
        ring_bytes: int = 8 << 20

    load({"sensor": SensorSettings}, …)["sensor"].syscalls

The same setting is `syscalls = "light"` under `[sensor]`, `REDSHANK_SENSOR__SYSCALLS=light`, and the flag's
`sensor.syscalls`. A number says its unit at the end of its name: `_s`, `_ms`, `_bytes`, `_days`. The environment is
an argument, never read here.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from redshank.core.errors import ConfigError, did_you_mean

DEFAULT_PATH = Path("/etc/redshank/redshank.toml")
PREFIX = "REDSHANK_"
MAX_FILE_BYTES = 1 << 20

_UNITS = {"s": "seconds", "ms": "milliseconds", "ns": "nanoseconds", "bytes": "bytes", "days": "days", "percent": "percent"}
_WORDS = {bool: "true or false", int: "a whole number", float: "a number", str: "a text", Path: "a path"}
_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_TOML_PLACE = re.compile(r"^(.*) \(at (?:line (\d+), column \d+|end of document)\)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Setting:
    """A value as it was given. where: what an error names, `file:line`, a variable or a flag. text: words to be parsed."""

    section: str
    key: str
    value: Any
    where: str
    text: bool = False


SECTIONS = ("agent", "sensor", "server", "spool")
"""Every section there is. A command reads its own and passes over the others, since one file serves all of them."""


def load(sections: Mapping[str, type], path: Path, environ: Mapping[str, str], overrides: Mapping[str, Any]) -> dict[str, Any]:
    """One filled dataclass a section, by its name; what nobody sets keeps its default.

    Later wins: file, environ, overrides (dotted name to a value, or to text as a flag has it). A missing file is an
    error unless it is the default one. Raises ConfigError that says where, what, and the nearest known name.
    """
    known = {name: get_type_hints(kind) for name, kind in sections.items()}
    given: dict[str, dict[str, Setting]] = {name: {} for name in sections}
    for setting in (*_from_file(path, known), *_from_environ(environ, known), *_from_flags(overrides)):
        _check_section(setting.section, known, setting.where)
        if setting.key not in known[setting.section]:
            near = did_you_mean(setting.key, known[setting.section])
            raise ConfigError(f"{setting.where}: unknown setting '{setting.section}.{setting.key}'{near}")
        given[setting.section][setting.key] = setting
    return {name: _fill(name, kind, known[name], given[name]) for name, kind in sections.items()}


def _is_elsewhere(section: str, known: Mapping[str, Any]) -> bool:
    return section in SECTIONS and section not in known


def _check_section(section: str, known: Mapping[str, Any], where: str) -> None:
    if section not in known:
        raise ConfigError(f"{where}: unknown section '{section}'{did_you_mean(section, {*known, *SECTIONS})}")


def _fill(name: str, kind: type, hints: dict[str, Any], given: dict[str, Setting]) -> Any:
    values = {key: _converted(setting, hints[key]) for key, setting in given.items()}
    for field in fields(kind):
        if field.name not in values and field.default is MISSING and field.default_factory is MISSING:
            raise ConfigError(f"setting '{name}.{field.name}' has no default: give it in the file or as {variable(name, field.name)}")
    try:
        return kind(**values)
    except (ValueError, ConfigError) as error:  # the dataclass's own bounds
        where = ", ".join(dict.fromkeys(setting.where for setting in given.values())) or "defaults"
        raise ConfigError(f"{where}: [{name}] {error}") from error


# Where settings come from


def _from_file(path: Path, known: Mapping[str, Any]) -> Iterator[Setting]:
    text = _read(path)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _TOML_PLACE.match(str(error))
        line = int(found[2]) if found and found[2] else text.count("\n") + 1
        raise ConfigError(f"{path}:{line}: no TOML: {found[1] if found else error}") from error
    for section, table in content.items():
        if not isinstance(table, dict):
            raise ConfigError(f"{path}:{_line(text, '', section)}: '{section}' stands outside every [section]")
        if _is_elsewhere(section, known):
            continue
        _check_section(section, known, f"{path}:{_line(text, section, '')}")
        for key, value in table.items():
            yield Setting(section, key, value, f"{path}:{_line(text, section, key)}")


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError as error:
        if path == DEFAULT_PATH:
            return ""
        raise ConfigError(f"{path}: no such file: give the path of a configuration file, or none") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    if len(raw) > MAX_FILE_BYTES:
        raise ConfigError(f"{path}: is over {MAX_FILE_BYTES} bytes")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}:{raw[: error.start].count(10) + 1}: is no UTF-8") from error


def _from_environ(environ: Mapping[str, str], known: Mapping[str, Mapping[str, Any]]) -> Iterator[Setting]:
    """`REDSHANK_SECTION__KEY`; a variable without the two underscores is none of ours."""
    for variable, value in sorted(environ.items()):
        section, mark, key = variable.removeprefix(PREFIX).partition("__")
        if variable.startswith(PREFIX) and mark and not _is_elsewhere(_folded(section, dict.fromkeys(SECTIONS)), known):
            yield Setting(_folded(section, known), _folded(key, known.get(_folded(section, known), ())), value, variable, text=True)


def _folded(word: str, known: Mapping[str, Any] | tuple[()]) -> str:
    """The known name that a word of a variable means; variables have no lower case and no dash."""
    return next((name for name in known if name.replace("-", "_").upper() == word), word.lower())


def _from_flags(overrides: Mapping[str, Any]) -> Iterator[Setting]:
    for dotted, value in overrides.items():
        section, _, key = dotted.rpartition(".")
        yield Setting(section, key, value, dotted, text=isinstance(value, str))


def variable(section: str, key: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{section}__{key}".replace("-", "_").upper()


def _line(text: str, section: str, key: str) -> int:
    """Line of a key in its section, or of the section; the first line where TOML's freedom hides it."""
    current, of_section = "", 1
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+\s*[\"']?([^\]\"'.]+?)[\"']?\s*\]", line):
            current = header[1]
            of_section = number if current == section else of_section
        elif current == section and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line):
            return number
    return of_section


# Values


def _converted(setting: Setting, hint: Any) -> Any:
    try:
        return _parsed(setting.value, hint) if setting.text else _checked(setting.value, hint)
    except (ValueError, TypeError) as error:
        unit = _UNITS.get(setting.key.rpartition("_")[2], "") if "_" in setting.key else ""
        expected = type_words(hint) + (f" of {unit}" if unit else "")
        dotted = f"{setting.section}.{setting.key}"
        raise ConfigError(f"{setting.where}: '{dotted}' is {expected}, not {setting.value!r}{_near(setting.value, hint)}") from error


def _checked(value: Any, hint: Any) -> Any:
    """A value of TOML or of a flag's parser, as the type it must have. Raises ValueError where it is none."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return None if value is None and NoneType in inner else _checked(value, _without_none(inner))
    if origin is tuple and isinstance(value, list | tuple):
        return tuple(_checked(item, inner[0]) for item in value)
    if origin is Literal and value in inner and type(value) in {type(choice) for choice in inner}:
        return value
    if hint is Path and isinstance(value, str | Path):
        return Path(value)
    if hint is float and type(value) is int:
        return float(value)
    if isinstance(hint, type) and type(value) is hint:
        return value
    raise ValueError(value)


def _parsed(text: str, hint: Any) -> Any:
    """A value from the text of a variable or flag. Raises ValueError where it is none."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _parsed(text, _without_none(inner))
    if origin is tuple:
        return tuple(_parsed(item.strip(), inner[0]) for item in text.split(",") if item.strip())
    if origin is Literal:
        return _chosen(text, {str(choice): choice for choice in inner})
    return _chosen(text.lower(), _TRUTH) if hint is bool else hint(text)


def _chosen(text: str, choices: Mapping[str, Any]) -> Any:
    if text not in choices:
        raise ValueError(text)
    return choices[text]


def _without_none(inner: tuple[Any, ...]) -> Any:
    return next(kind for kind in inner if kind is not NoneType)


def type_words(hint: Any) -> str:
    """What a setting of this type is, in words: for error messages and the reference page."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return type_words(_without_none(inner))
    if origin is tuple:
        return f"a list, each {type_words(inner[0])}"
    if origin is Literal:
        return "one of " + ", ".join(str(choice) for choice in inner)
    return _WORDS.get(hint, "something else")


def _near(value: Any, hint: Any) -> str:
    choices = [str(choice) for choice in get_args(hint)] if get_origin(hint) is Literal else []
    return did_you_mean(str(value), choices)
