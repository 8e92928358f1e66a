"""How secrets look in any text: assignments, headers, addresses, known tokens. Each pattern's group `v` is the secret."""

from dataclasses import dataclass
from typing import Any

import re2

STRONG = r"pass[-_ ]?word|passwd|pass[-_]?phrase|passcode|secret|token|api[-_]?key|client[-_]?secret|(?:private|access|secret|signing|encryption|master|account|license|storage|shared)[-_]?key|credentials?"
"""Words whose value is a secret wherever it is given."""
SHORT = r"pass|pwd|passw|auth|auth[-_]?key|user[-_]?pass|sshpass|psk|bearer|pin|otp|community|storepass|keypass|passin|passout"
"""The same for options and variables, which are written by programs and not by people; as whole words."""
_NAME = r"(?:[-\w.\[\]/:]*?(?:" + STRONG + r")|(?:[-\w.\[\]/:]*?[-_.\[/:])?(?:" + SHORT + r"))"
FLAG = re2.compile(r"(?i)--?(?:[\w.-]*?(?:" + STRONG + r")|(?:[\w.-]*?[-_.])?(?:" + SHORT + r"))")
"""An option whose next argument is a secret."""
VALUE = r"""(?:"(?P<v>(?:[^"\\]|\\.)+)"?|'(?P<v2>[^']+)'?|(?P<v3>[^\s"'`;|&<>)(\]}{,\\][^\s"'`;|&<>]*))"""
GROUPS = ("v", "v2", "v3")
_BARE = r"""["']?(?P<v>[^\s"'`;|<>\\]+)"""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One form. groups: which of them can be the secret. needs: the text holds one of these (lower case), and `also`, or the form
    cannot occur."""

    kind: str
    regex: Any
    groups: tuple[int, ...]
    needs: tuple[str, ...]
    also: str = ""


def _pattern(kind: str, regex: str, *needs: str, also: str = "") -> Pattern:
    compiled = re2.compile(regex)
    return Pattern(kind, compiled, tuple(number for name, number in compiled.groupindex.items() if name in GROUPS), needs, also)


_WORDS = ("pass", "pwd", "secret", "token", "key", "credential", "auth", "psk", "bearer", "pin=", "pin ", "otp", "community")

PATTERNS = (
    _pattern("key", r"(?P<v>-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[^\x00]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|\z))", "private key"),
    _pattern("token", r"(?P<v>\beyJ[\w-]{6,}\.[\w-]{6,}\.[\w-]*)", "eyj"),
    _pattern("token", r"\b(?P<v>(?:gh[pousr]_|github_pat_|glpat-|gldt-|glrt-|npm_|hf_|dop_v1_|shpat_|shpss_|sq0csp-|lin_api_|rsenr_|rskey_|hvs\.|pypi-Ag|pul-|SG\.)[\w.-]{12,})",
             "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "gldt-", "glrt-", "npm_", "hf_", "dop_v1_", "shpat_", "shpss_", "sq0csp-",
             "lin_api_", "rsenr_", "rskey_", "hvs.", "pypi-ag", "pul-", "sg."),
    _pattern("token", r"\b(?P<v>xox[abeoprs]-[\w-]{8,}|xapp-[\w-]{12,}|(?:sk|rk|pk)_(?:live|test)_\w{8,}|whsec_\w{12,}|AIza[\w-]{30,}|sk-[\w-]{20,}|AGE-SECRET-KEY-1[0-9A-Z]{20,}|ya29\.[\w-]{20,})",
             "xox", "xapp-", "_live_", "_test_", "whsec_", "aiza", "sk-", "age-secret", "ya29."),
    _pattern("key", r"""\b(?:AKIA|ASIA)[0-9A-Z]{16}["'\s:,;|=]+(?:[A-Za-z_]+["'\s:=]+)?(?P<v>[A-Za-z0-9/+]{40})""", "akia", "asia"),
    _pattern("token", r"hooks\.slack\.com/services/(?P<v>[\w/]{20,})|discord(?:app)?\.com/api/webhooks/(?P<v2>\d+/[\w-]{20,})", "hooks.slack", "discord"),
    _pattern("hash", r"(?P<v>\$(?:1|2[abxy]|5|6|7|y|gy|argon2i?d?|sha1)\$[./A-Za-z0-9$=,+]{16,})", "$1$", "$2", "$5$", "$6$", "$7$", "$y$", "$gy$", "$argon2", "$sha1$"),
    _pattern("url", r"""\b[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@"'<>]*:(?P<v>[^\s/@"'<>]+)@""", "://"),
    _pattern("header", r"""(?i)(?:proxy-)?authorization["']?\s*[:=]\s*["']?(?:(?:basic|bearer|token|digest|negotiate|apikey|bot|key|splunk|genie\w*)\s+)?(?P<v>[^\s"'\\,]+)""", "authorization"),
    _pattern("header", r"""(?i)\b(?:x-[a-z-]*(?:key|token|auth|secret|password)[a-z-]*|api-?key|private-token|job-token|deploy-token|dd-api-key|circle-token|cookie|set-cookie)["']?\s*:\s*["']?(?P<v>[^"'\n]+)""",
             "x-", "key:", "key :", "token:", "cookie:", "apikey"),
    _pattern("token", r"(?i)\bbearer\s+(?P<v>[\w.~+/=-]{12,})", "bearer"),
    _pattern("url", r"""(?i)[?&;](?:[\w.-]*(?:password|passwd|pwd|token|api_?key|secret|signature|auth|access_?key|credential)|sig|key|code)=(?P<v>[^&;\s"'#<>]{4,})""", "password=", "passwd=", "pwd=", "token=", "apikey=", "api_key=", "secret=", "signature=", "auth=",
             "accesskey=", "access_key=", "credential=", "sig=", "key=", "code="),
    _pattern("password", r"(?i)(?:^|[\s\"'`({,;&?\[$=])" + _NAME + r"(?:\\?[\"'])?\]?[ \t]?[:]?=>?[ \t]?" + VALUE, *_WORDS, also="="),
    _pattern("password", r"(?i)(?:^|[\s\"'`{,;\[=])[-\w.]*?(?:" + STRONG + r")(?:\\?[\"'][ \t]{0,4}:[ \t]{0,4}|[ \t]?:[ \t]{1,4})" + VALUE, *_WORDS, also=":"),
    _pattern("password", r"(?i)(?:^|[\s\"'`(\[])--?" + _NAME + r"[\"']?,?[ \t]+" + VALUE, *_WORDS, also="-"),
    _pattern("password", r"""(?i)\b(?:echo|printf|print)\s+(?:-\w+\s+)*(?:(?:"[^"|]*?:|'[^'|]*?:|\w+:)(?P<v>[^\s"'|]+)|["']?(?P<v2>[^\s"'|][^"'|]*?))["']?\s*(?:\|\s*)(?:sudo\s+(?:-\w+\s+)*)?(?:\S*/)?(?:ch)?passwd\b""", "passwd", also="|"),
    _pattern("password", r"""(?i)\b(?:echo|printf|print)\s+(?:-\w+\s+)*["']?(?P<v>[^\s"'|][^"'|]*?)["']?\s*\|\s*(?:sudo\s+(?:-\w+\s+)*-\w*S|sudo\s+--stdin|(?:\S*/)?(?:su|kinit|cryptsetup|gpg2?|smbpasswd|docker\s+login|podman\s+login|openssl|vault|gh\s+auth|htpasswd|pass)\b)""",
             "echo", "print", also="|"),
    _pattern("password", r"""(?i)\b(?:(?:ch)?passwd|cryptsetup|kinit|gpg2?|sudo|su)\b[^|\n]*<<<\s*["']?(?:[\w.-]+:)?(?P<v>[^\s"']+)""", "<<<"),
    _pattern("password", r"(?i)\b(?:pass|env|file):(?P<v>[^\s\"']{3,})", "-pass"),
    _pattern("password", r"(?i)\bIDENTIFIED\s+(?:WITH\s+\S+\s+)?(?:BY|AS)\s+(?:PASSWORD\s+)?" + VALUE, "identified"),
    _pattern("password", r"(?i)\bPASSWORD\s+'(?P<v>[^']+)'", "password"),
    _pattern("password", r"(?i)\bPASSWORD\s*\(\s*['\"](?P<v>[^'\"]+)", "password"),
    _pattern("password", r"(?i)\b(?:sqlplus|rman|expdp|impdp)\s[^\n|;]*?\w+/(?P<v>[^\s@\"'/]+)(?:@|\s|$)", "sqlplus", "rman", "expdp", "impdp"),
    _pattern("password", r"(?i)\bmachine\s+\S+\s+login\s+\S+\s+password\s+" + _BARE, "machine"),
    _pattern("password", r"(?i)\brequirepass\s+" + _BARE, "requirepass"),
)
