"""What an interpreter was given to run: a file, a line, a module, or whatever comes in. Told from the arguments alone.

The kernel runs `/usr/bin/python3` for `./x.py`, `python3 x.py` and `curl … | python3` alike; what was run is the script.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from posixpath import basename, join, normpath
from typing import NamedTuple


class Given(NamedTuple):
    """source: hashbang, argument, command, module, stdin or none. script: path as it was written, "" where there is no file."""

    source: str
    script: str = ""


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a family's command line is read, by the letters of its options.

    command: the value is program text. module: the value names a module. file: the value is the script. valued: takes the
    next word or the rest of its own. attached: takes the rest of its own word. clusters: `-xec` is three options.
    first_is_text: the first plain word is program text.
    """

    command: str = ""
    module: str = ""
    file: str = ""
    valued: str = ""
    attached: str = ""
    clusters: bool = True
    first_is_text: bool = False


_GRAMMARS = {
    "sh": Grammar(command="c", valued="oO"),
    "python": Grammar(command="c", module="m", valued="WXQ"),
    "perl": Grammar(command="eE", valued="I", attached="MmFix0lVDdC"),
    "ruby": Grammar(command="e", valued="rIC", attached="Wx0KEFiT"),
    "php": Grammar(command="rBRE", file="fF", valued="dczSt"),
    "node": Grammar(command="ep", valued="r", clusters=False),
    "lua": Grammar(command="e", valued="l"),
    "tcl": Grammar(file="f"),
    "awk": Grammar(file="f", valued="vF", first_is_text=True),
}
_FAMILIES = (
    (re.compile(r"(?:ba|da|z|k|mk|a|c|tc|fi|r|rba)?sh"), "sh"),
    (re.compile(r"(?:python|pypy)[\d.]*"), "python"),
    (re.compile(r"perl[\d.]*"), "perl"),
    (re.compile(r"php[\d.]*(?:-cli|-cgi)?"), "php"),
    (re.compile(r"ruby[\d.]*"), "ruby"),
    (re.compile(r"node(?:js)?"), "node"),
    (re.compile(r"lua(?:jit)?[\d.]*"), "lua"),
    (re.compile(r"tclsh[\d.]*|expect"), "tcl"),
    (re.compile(r"[gmn]?awk"), "awk"),
)
_LOADER = re.compile(r"ld-linux[\w-]*\.so\.\d|ld-musl-[\w-]+\.so\.1|ld-2\.\d+\.so|ld\.so(\.\d)?")
_LOADER_VALUED = ("--library-path", "--inhibit-rpath", "--audit", "--preload", "--argv0", "--glibc-hwcaps-prepend", "--glibc-hwcaps-mask")


def family(name: str, args: list[str]) -> str:
    """The family of interpreters that a program of this name belongs to; "" for any other. busybox is what it was called as."""
    if name == "busybox" and args:
        name = basename(args[1] if len(args) > 1 and basename(args[0]) == "busybox" else args[0])
    return _family_of(name)


@lru_cache(maxsize=1024)  # asked at each start of a program, and few programs are run again and again
def _family_of(name: str) -> str:
    return next((kind for pattern, kind in _FAMILIES if pattern.fullmatch(name)), "")


def given(kind: str, args: list[str], stdin: str | None) -> Given:
    """What an interpreter of this family was given. stdin: what it reads from, as `streams` says."""
    grammar, words = _GRAMMARS[kind], args[1:]
    if words and basename(args[0]) == "busybox":
        words = words[1:]
    at = 0
    while at < len(words) and len(words[at]) > 1 and words[at][0] in "-+" and words[at] != "--":
        found, skip = _option(grammar, words[at], words[at + 1 : at + 2])
        if found:
            return found
        at += skip
    fed = words[at : at + 1] == ["-"] or _reads_stdin(kind, words[:at])
    return _rest(grammar, [word for word in words[at : at + 2] if word not in ("-", "--")], stdin, fed=fed)


def _option(grammar: Grammar, word: str, following: list[str]) -> tuple[Given | None, int]:
    """What one option says the text is, and how many words it takes."""
    if word.startswith("--"):
        name = word[2:].partition("=")[0]
        return (Given("command"), 1) if grammar.command and name in ("eval", "print", "run") else (None, 1)
    letters = word[1:] if grammar.clusters else word[1:2]
    for place, letter in enumerate(letters, 1):
        if letter in grammar.attached:
            break
        rest = word[place + 1 :]
        if found := _meaning(grammar, letter, [rest] if rest else following):
            return found, 1
        if letter in grammar.valued:
            return None, 1 if rest else 2
    return None, 1


def _meaning(grammar: Grammar, letter: str, value: list[str]) -> Given | None:
    if letter in grammar.command:
        return Given("command")
    if letter in grammar.module:
        return Given("module")
    return Given("argument", *value) if letter in grammar.file else None


def _reads_stdin(kind: str, options: list[str]) -> bool:
    return kind == "sh" and any(word[:1] == "-" and word[:2] != "--" and "s" in word for word in options)


def _rest(grammar: Grammar, words: list[str], stdin: str | None, *, fed: bool) -> Given:
    if grammar.first_is_text:
        return Given("command") if words else Given("none")
    if words and words[0] and not fed:
        return Given("argument", words[0])
    return Given("none" if stdin in ("terminal", "null", "closed") else "stdin")


def absolute(path: str, folder: str | None) -> str:
    """`path` as it stands from `folder`; unchanged where the folder is not known."""
    return normpath(join(folder, path)) if path and folder and folder.startswith("/") else path


def loader_target(name: str, args: list[str]) -> str:
    """The program that a dynamic loader was told to run; "" where this is no loader, or it was told nothing."""
    if not (name.startswith("ld") and _LOADER.fullmatch(name)):
        return ""
    at = 1
    while at < len(args) and args[at].startswith("--"):
        at += 2 if args[at] in _LOADER_VALUED else 1
    return args[at] if at < len(args) else ""
