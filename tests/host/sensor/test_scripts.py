import pytest
from hypothesis import given as property_of
from hypothesis import strategies as st

from redshank.host.sensor.scripts import Given, absolute, family, given, loader_target


@pytest.mark.parametrize(
    ("line", "source", "script"),
    [
        ("python3 x.py -c y", "argument", "x.py"),
        ("python3 -c print(1) x.py", "command", ""),
        ("python3 -m http.server", "module", ""),
        ("python3 -W ignore -X dev x.py", "argument", "x.py"),
        ("python3 -Sc pass", "command", ""),
        ("python3 -", "stdin", ""),
        ("python3", "stdin", ""),
        ("sh x.sh", "argument", "x.sh"),
        ("bash -ex x.sh", "argument", "x.sh"),
        ("bash -o pipefail x.sh", "argument", "x.sh"),
        ("bash -lc id", "command", ""),
        ("bash -s arg", "stdin", ""),
        ("bash --norc --noprofile", "stdin", ""),
        ("sh -- x.sh", "argument", "x.sh"),
        ("perl -ne print", "command", ""),
        ("perl -MData::Dumper x.pl", "argument", "x.pl"),
        ("perl -w -I lib x.pl", "argument", "x.pl"),
        ("ruby -rsocket -e 1", "command", ""),
        ("php -d a=b x.php", "argument", "x.php"),
        ("php -f x.php", "argument", "x.php"),
        ("php -r echo", "command", ""),
        ("node --eval 1", "command", ""),
        ("node x.js", "argument", "x.js"),
        ("lua x.lua", "argument", "x.lua"),
        ("gawk -f x.awk data", "argument", "x.awk"),
        ("mawk {print} data", "command", ""),
        ("busybox sh x.sh", "argument", "x.sh"),
    ],
)
def test_command_line_tells_what_is_run(line: str, source: str, script: str) -> None:
    args = line.split()
    kind = family(args[0], args)
    assert kind and given(kind, args, "pipe") == Given(source, script)


@pytest.mark.parametrize(
    ("stdin", "source"),
    [("terminal", "none"), ("null", "none"), ("closed", "none"), ("socket", "stdin"), ("file", "stdin"), (None, "stdin")],
)
def test_bare_shell_reads_what_feeds_it_unless_a_person_does(stdin: str | None, source: str) -> None:
    assert given("sh", ["bash"], stdin) == Given(source)


@pytest.mark.parametrize(
    ("name", "args", "kind"),
    [
        ("python3.11", [], "python"), ("dash", [], "sh"), ("perl5.36.0", [], "perl"),
        ("busybox", ["ash"], "sh"),
        ("busybox", ["busybox", "wget"], ""), ("ssh", [], ""), ("pythonish", [], ""), ("fish", [], "sh"),
    ],
)  # fmt: skip
def test_family_goes_by_the_programs_name(name: str, args: list[str], kind: str) -> None:
    assert family(name, args) == kind


@pytest.mark.parametrize(
    ("args", "target"),
    [
        (["ld.so", "./x"], "./x"), (["ld.so", "--library-path", "/tmp", "./x", "-v"], "./x"), (["ld.so", "--list", "/bin/ls"], "/bin/ls"),
        (["ld.so", "--preload=/tmp/a.so", "x"], "x"), (["ld.so"], ""), (["ld.so", "--argv0"], ""),
    ],
)  # fmt: skip
def test_loader_names_what_it_was_told_to_run(args: list[str], target: str) -> None:
    assert loader_target("ld-linux-x86-64.so.2", args) == target
    assert loader_target("ls", args) == ""


def test_path_is_made_absolute_from_a_known_folder_only() -> None:
    assert absolute("../x", "/a/b") == "/a/x" and absolute("/x", "/a") == "/x"
    assert absolute("x", None) == "x" and absolute("x", "…/b") == "x" and absolute("", "/a") == ""


@property_of(
    st.sampled_from(["sh", "python", "perl", "ruby", "php", "node", "lua", "tcl", "awk"]), st.lists(st.text(max_size=6), max_size=6)
)
def test_any_arguments_give_some_answer(kind: str, args: list[str]) -> None:
    answer = given(kind, args, None)
    assert answer.source in ("argument", "command", "module", "stdin", "none") and (answer.source == "argument" or not answer.script)
