"""Well-known public feeds: where they lie, what they give, and under which terms. None is followed unless somebody adds it."""

from dataclasses import replace

from redshank.analysis.intel.sources import DAY_S, HOUR_S, Source

_GITHUB = "https://raw.githubusercontent.com"
_IPSUM = f"{_GITHUB}/stamparm/ipsum/master/levels"
_TRAILS = f"{_GITHUB}/stamparm/maltrail/master/trails/static/malware"
_WARNING = f"{_GITHUB}/MISP/misp-warninglists/main/lists"
_ABUSE = "abuse.ch terms of use"
CC0, MIT, UNLICENSE = "CC0-1.0", "MIT", "Unlicense"

_TRAIL = Source("trail", _TRAILS, "plain", licence=MIT, keep_s=30 * DAY_S, confidence=60)
_HARMLESS = Source("harmless", _WARNING, "auto", licence=CC0, keep_s=0, allow=True)

FEEDS = (
    Source("ipsum-3", f"{_IPSUM}/3.txt", "plain", "", UNLICENSE, "addresses that at least three public lists name", confidence=60),
    Source("ipsum-5", f"{_IPSUM}/5.txt", "plain", "", UNLICENSE, "addresses that at least five public lists name", confidence=80),
    Source(
        "feodo", "https://feodotracker.abuse.ch/downloads/ipblocklist.txt", "plain", "", _ABUSE, "control servers of botnets",
        every_s=HOUR_S, keep_s=3 * DAY_S, confidence=90,
    ),
    Source(
        "urlhaus", "https://urlhaus.abuse.ch/downloads/text_online/", "plain", "", _ABUSE, "pages that hand out malware now",
        every_s=HOUR_S, keep_s=2 * DAY_S, confidence=80,
    ),
    Source(
        "threatfox", "https://threatfox.abuse.ch/export/csv/recent/", "csv", "ioc_value", _ABUSE,
        "addresses, names, pages and files of two days", every_s=HOUR_S, keep_s=2 * DAY_S, confidence=75,
    ),
    Source(
        "bazaar", "https://bazaar.abuse.ch/export/txt/sha256/recent/", "plain", "", _ABUSE, "digests of malware of two days",
        every_s=HOUR_S, keep_s=30 * DAY_S, confidence=90,
    ),
    Source(
        "spamhaus-drop", "https://www.spamhaus.org/drop/drop.txt", "plain", "", "Spamhaus DROP terms", "networks run by criminals",
        confidence=90,
    ),
    Source(
        "et-compromised", "https://rules.emergingthreats.net/blockrules/compromised-ips.txt", "plain", "", "Emerging Threats terms of use",
        "hosts known as broken into", confidence=60,
    ),
    Source(
        "blocklist-de", "https://lists.blocklist.de/lists/all.txt", "plain", "", "blocklist.de terms",
        "addresses that attacked within two days", keep_s=2 * DAY_S,
    ),
    Source(
        "cins", "https://cinsscore.com/list/ci-badguys.txt", "plain", "", "CINS Army terms", "addresses of poor reputation",
        keep_s=2 * DAY_S,
    ),
    Source(
        "firehol-1", f"{_GITHUB}/firehol/blocklist-ipsets/master/firehol_level1.netset", "plain", "", "mixed, per list",
        "several lists of few errors", confidence=70,
    ),
    replace(_TRAIL, name="maltrail-mirai", location=f"{_TRAILS}/elf_mirai.txt", about="Mirai and its kin"),
    replace(_TRAIL, name="maltrail-gafgyt", location=f"{_TRAILS}/elf_gafgyt.txt", about="Gafgyt and its kin"),
    replace(_TRAIL, name="maltrail-xorddos", location=f"{_TRAILS}/elf_xorddos.txt", about="XorDDoS"),
    replace(_TRAIL, name="maltrail-billgates", location=f"{_TRAILS}/elf_billgates.txt", about="BillGates"),
    replace(_HARMLESS, name="misp-public-dns", location=f"{_WARNING}/public-dns-v4/list.json", about="public name servers"),
    replace(_HARMLESS, name="misp-cloudflare", location=f"{_WARNING}/cloudflare/list.json", about="addresses of Cloudflare"),
    replace(_HARMLESS, name="misp-google-gcp", location=f"{_WARNING}/google-gcp/list.json", about="addresses of Google Cloud"),
    replace(_HARMLESS, name="misp-amazon-aws", location=f"{_WARNING}/amazon-aws/list.json", about="addresses of Amazon Web Services"),
    replace(_HARMLESS, name="misp-azure", location=f"{_WARNING}/microsoft-azure/list.json", about="addresses of Azure"),
)  # fmt: skip


def feed(name: str) -> Source | None:
    """The feed of this name."""
    return next((one for one in FEEDS if one.name == name), None)
