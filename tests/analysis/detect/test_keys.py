import pytest

from redshank.analysis.detect.keys import Key, choose_key, fold
from tests.analysis.detect.writing import EXEC, load_rule

NET = "{product: linux, category: network_connection}"
FILE = "{product: linux, category: file_event}"


def key(detection, logsource=EXEC, event_type="process.exec"):
    rule = load_rule(detection, logsource)
    return choose_key(rule.trees[event_type], event_type)


def text(*literals):
    return Key("text", "process_command_line", frozenset(literals))


def name(*names, attribute="process_executable"):
    return Key("name", attribute, frozenset(names))


@pytest.mark.parametrize(
    ("detection", "expected"),
    [
        ("s: {CommandLine|contains: [/dev/tcp/, ' --Decode']}\ncondition: s", text("/dev/tcp/", " --decode")),
        ("s: {CommandLine|contains|all: [abc, abcdef]}\ncondition: s", text("abcdef")),
        ("s: {CommandLine|contains: [ab, abcdef]}\ncondition: s", None),
        ("s: {CommandLine|re: 'base64\\s+(-d|--decode)'}\ncondition: s", text("base64")),
        ("s: {CommandLine: '*abc?defg*'}\ncondition: s", text("defg")),
        ("s: {CommandLine|contains|cased: ABC}\ncondition: s", text("abc")),
        ("s: {CommandLine|contains|cased: [ABC, 'ΣΣΣ']}\ncondition: s", None),
        ("s: {Image|endswith: [/Curl, /wget]}\ncondition: s", name("curl", "wget")),
        ("s: {Image|endswith: curl}\ncondition: s", text("curl")),
        ("s: {Image: /opt/tool/curl}\ncondition: s", text("/opt/tool/curl")),
        ("s: {Image|startswith: /tmp/}\ncondition: s", text("/tmp/")),
        (
            "s: {Image|startswith: /usr/bin/}\nt: {ParentImage|endswith: /nginx}\ncondition: s and t",
            name("nginx", attribute="process_parent_executable"),
        ),
        ("s: {Image|endswith: /sh}\nt: {CommandLine|contains: ' -i'}\ncondition: s and t", name("sh")),
        ("s: {Image|endswith: /sh}\nt: {CommandLine|contains: /dev/tcp/}\ncondition: s and t", text("/dev/tcp/")),
        ("s: {Image|endswith: /curl}\nt: {CommandLine|contains: http}\ncondition: s or t", text("/curl", "http")),
        ("s: {Image|endswith: /curl}\nt: {user.id: 0}\ncondition: s or t", None),
        ("s: {Image|endswith: /curl}\nt: {user.id: 0}\ncondition: s and not t", name("curl")),
        ("s: {CommandLine|contains: abcdef}\ncondition: not s", None),
        ("s: {CommandLine|neq|contains: abcdef}\ncondition: s", None),
        ("a: {CommandLine|contains: abcd}\nb: {CommandLine|contains: efgh}\ncondition: 1 of them", text("abcd", "efgh")),
        ("a: {CommandLine|contains: abcd}\nb: {CommandLine|contains: efgh}\nc: {Image: x}\ncondition: 2 of them", None),
        ("s: [abcd, efgh]\ncondition: s", text("abcd", "efgh")),
        ("s: {'process.args[0]': [curl, Wget]}\ncondition: s", Key("value", "process_args", frozenset(["curl", "wget"]), 0)),
        ("s: {CommandLine: null}\ncondition: s", None),
        ("s: {Image|startswith: /usr/bin/}\ncondition: s", None),
        ("s: {Image|startswith: [/usr/bin/, /opt/tool/]}\ncondition: s", None),
        ("s: {user.id: 0}\ncondition: s", None),
    ],
)
def test_rule_is_filed_under_what_it_cannot_match_without(detection, expected):
    assert key(detection) == expected


def test_connection_is_filed_under_its_port_and_file_under_its_path():
    assert key("s: {DestinationPort: [4444, 5555]}\ncondition: s", NET, "net.connect") == Key(
        "value", "destination_port", frozenset([4444, 5555])
    )
    assert key("s: {TargetFilename|endswith: .service}\ncondition: s", FILE, "file.create") == Key(
        "text", "file_path", frozenset([".service"])
    )
    assert key("s: {DestinationIp|cidr: 192.0.2.0/24}\ncondition: s", NET, "net.connect") is None


def test_fold_makes_small_letters_and_plain_s():
    assert fold("A\u017f\u212a") == "ask"
