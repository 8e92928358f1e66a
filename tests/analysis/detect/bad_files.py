"""Rule files from hostile hands: each is refused with one located error, and costs little time."""

HEAD = "title: t\nid: bad-{name}\nlogsource: {{product: linux, category: process_creation}}\ndetection:\n"
FORBIDDEN_PATTERNS = (
    "(?=a)+b", "(?!a)*b", "(?<=a+)b", "(?<!a)b", "(a+)\\\\1", "(.*)\\\\1+$", "(?P<x>a+)(?P=x)", "(?>a+)b", "a++b", "(a|b)\\\\2",
    "(?:a{1000}){1000}", "((a{100}){100}){100}", "(x{1000}){2}{1000}", "a{1001}", "(?(1)a|b)",
)  # fmt: skip
"""Look-around, back-references, possessive and atomic groups, and repeats of repeats: RE2 takes none of them."""
SLOW_ELSEWHERE = (
    "(a+)+$", "(a|aa)+$", "(a|a)*$", "(a*)*b", "([a-z]+)*!", "(.*a){20}$", "(a+){10}b", "^(([a-z])+.)+[A-Z]([a-z])+$", "(a?){50}a{50}$",
    "(.*)*x", "(a+a+)+y", "(x+x+)+y", "((a+)+)+$", "(\\\\w+\\\\s?)+!", "([^!]+)+!",
)  # fmt: skip
"""Exponential for an engine that goes back, linear for RE2: they load."""


def rule(name: str, detection: str, more: str = "") -> bytes:
    """A rule with this detection; `name` keeps its id apart."""
    return (HEAD.format(name=name) + detection + more).encode()


def pattern_rule(name: str, pattern: str) -> bytes:
    """A rule that looks for a pattern in the command line."""
    return rule(name, f'  s: {{CommandLine|re: "{pattern}"}}\n  condition: s\n')


def _bomb() -> bytes:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 6)]
    return "\n".join(lines).encode()


def _circle() -> bytes:
    part = "title: {0}\nname: {0}\ncorrelation: {{type: temporal, rules: [{1}, {0}x], timespan: 5m}}\n"
    return part.format("c1", "c1").encode()


GOOD = "  s: {Image: /x}\n  condition: s\n"
BAD_FILES: dict[str, bytes] = {
    "alias_bomb": _bomb(),
    "alias_to_itself": b"a: &a [*a]\n",
    "merge_key": b"x: &x {title: t}\ny: {<<: *x}\n",
    "ten_megabytes": b"title: t\n" + b"# padding\n" * (1 << 20),
    "deep": b"a: " + b"[" * 5000 + b"]" * 5000,
    "deep_condition": rule("deep_condition", "  s: {Image: /x}\n  condition: " + "(" * 900 + "s" + ")" * 900 + "\n"),
    "many_nots": rule("many_nots", "  s: {Image: /x}\n  condition: " + "not " * 2000 + "s\n"),
    "huge_list": rule("huge_list", "  s:\n    Image:\n" + "      - /x\n" * 60_000 + "  condition: s\n"),
    "many_documents": b"---\n" * 1002,
    "circle": _circle(),
    "correlation_of_nothing": b"title: c\ncorrelation: {type: event_count, rules: [none], timespan: 5m, condition: {gte: 2}}\n",
    "unknown_field": rule("unknown_field", "  s: {Imgae: /x}\n  condition: s\n"),
    "unknown_modifier": rule("unknown_modifier", "  s: {Image|endwith: /x}\n  condition: s\n"),
    "unknown_key": rule("unknown_key", GOOD, "levle: high\n"),
    "unknown_own_key": rule("unknown_own_key", GOOD, "redshank: {severty: 1}\n"),
    "doubled_key": rule("doubled_key", "  s: {Image: /x, Image: /y}\n  condition: s\n"),
    "no_utf8": b"title: \xff\xfe\n",
    "nul": b"title: a\0b\n",
    "control": b"title: a\x07b\n",
    "tag": b"title: !!python/object/apply:os.getcwd []\n",
    "torn": b"title: [\n",
    "no_map": b"- just\n- a list\n",
    "long_key": b"? " + b"k" * 2000 + b"\n: v\n",
    "no_selection": rule("no_selection", "  s: {Image: /x}\n  condition: t\n"),
    "no_network": rule("no_network", "  s: {Image|cidr: 192.0.2.0/24}\n  condition: s\n"),
    "many_dashes": rule("many_dashes", '  s: {CommandLine|windash|contains: "' + " -a" * 40 + '"}\n  condition: s\n'),
    "long_pattern": pattern_rule("long_pattern", "a" * 100_000),
    **{f"pattern_{number:02}": pattern_rule(f"pattern_{number:02}", pattern) for number, pattern in enumerate(FORBIDDEN_PATTERNS)},
}
"""Name of a file to its content; each holds exactly one mistake."""
