"""Programs that take a secret in an argument whose name does not say so: `mysql -pVALUE`, `curl -u user:VALUE`, `redis-cli -a VALUE`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from redshank.host.redact.patterns import FLAG
from redshank.host.redact.plausible import is_question


@dataclass(frozen=True, slots=True)
class Tool:
    """One program. flags: the next argument is secret. glued: so is what follows right behind the flag. after: only what comes
    after this sign is secret (`user:VALUE`). place: so is the n-th argument without a dash; word: … after this word."""

    names: tuple[str, ...]
    flags: tuple[str, ...] = ()
    glued: tuple[str, ...] = ()
    after: str = ""
    place: int = 0
    word: str = ""


TOOLS = (
    Tool(
        (
            "mysql",
            "mysqldump",
            "mysqladmin",
            "mysqlimport",
            "mysqlcheck",
            "mysqlshow",
            "mysqlpump",
            "mariadb",
            "mariadb-dump",
            "mariadb-admin",
        ),
        (),
        ("-p",),
    ),
    Tool(("mysqladmin", "mariadb-admin"), word="password", place=1),
    Tool(("docker", "podman", "skopeo", "buildah", "nerdctl", "helm", "oc", "az", "cf"), ("-p",), word="login"),
    Tool(
        (
            "sshpass",
            "mongo",
            "mongosh",
            "mongodump",
            "mongorestore",
            "cqlsh",
            "evil-winrm",
            "crackmapexec",
            "nxc",
            "netexec",
            "hydra",
            "medusa",
            "useradd",
            "usermod",
            "twine",
            "cypher-shell",
            "x11vnc",
            "rdesktop",
            "smbmap",
            "wmiexec.py",
        ),
        ("-p", "-passwd"),
    ),
    Tool(("sshpass", "7z", "7za", "7zr", "unrar", "rar", "mongo"), (), ("-p", "-hp")),
    Tool(("redis-cli", "valkey-cli", "keydb-cli"), ("-a",), ("-a",)),
    Tool(("ldapsearch", "ldapadd", "ldapmodify", "ldapdelete", "ldappasswd", "ldapwhoami", "ldapcompare"), ("-w", "-s", "-a"), ("-w",)),
    Tool(("curl", "curlie"), ("-u", "--user", "-U", "--proxy-user"), ("-u", "-U", "--user=", "--proxy-user="), after=":"),
    Tool(("curl",), ("--oauth2-bearer", "--pass", "--key-pass", "--proxy-pass")),
    Tool(("http", "https", "xh"), ("-a", "--auth"), ("--auth=", "-a"), after=":"),
    Tool(("http", "https", "xh"), ("--bearer",)),
    Tool(
        ("smbclient", "rpcclient", "net", "smbget", "smbmap", "samba-tool", "wmic"),
        ("-U", "--user", "--username"),
        ("-U", "--user=", "--username="),
        after="%",
    ),
    Tool(("lftp",), ("-u",), (), after=","),
    Tool(("zip", "unzip", "zipcloak", "sqlcmd", "bcp", "ipmitool", "mosquitto_pub", "mosquitto_sub", "isql"), ("-P",), ("-P",)),
    Tool(("snmpwalk", "snmpget", "snmpset", "snmpbulkwalk", "snmptrap"), ("-A", "-X", "-c")),
    Tool(("plink", "pscp", "psftp"), ("-pw",)),
    Tool(("xfreerdp", "wlfreerdp", "xfreerdp3"), (), ("/p:", "/password:")),
    *(Tool(("htpasswd",), place=3, word=word) for word in ("-b", "-cb", "-bc", "-Bb", "-bB", "-cbB", "-Bcb")),
    *(Tool(("htpasswd",), place=2, word=word) for word in ("-nb", "-bn", "-nbB", "-bnB")),
    Tool(("wpa_passphrase",), place=2),
    Tool(("smbpasswd",), ("-w",)),
    Tool(("keytool", "jarsigner", "apksigner"), ("-storepass", "-keypass", "-srcstorepass", "-deststorepass", "-destkeypass", "-new")),
    Tool(("openssl",), ("-k", "-K", "-passwd")),
    Tool(("vault", "bao"), place=1, word="login"),
    Tool(("rabbitmqctl",), place=2, word="add_user"),
    Tool(("rabbitmqctl",), place=2, word="change_password"),
    Tool(("rabbitmqctl",), place=2, word="authenticate_user"),
    Tool(("java", "jenkins-cli"), ("-auth",), (), after=":"),
    Tool(("gpg", "gpg2", "duplicity", "restic", "borg"), ("--passphrase",)),
    Tool(("wget", "aria2c", "rsync"), ("--http-passwd", "--ftp-passwd", "--proxy-passwd")),
    Tool(("aws",), place=1, word="aws_secret_access_key"),
    Tool(("aws",), place=1, word="aws_session_token"),
    Tool(("nmcli",), place=1, word="password"),
    Tool(("nmcli",), place=1, word="wifi-sec.psk"),
    Tool(("npm", "yarn", "pnpm"), place=1, word="_authToken"),
    Tool(("git",), place=1, word="http.extraheader"),
    Tool(("secretsdump.py", "psexec.py", "wmiexec.py", "smbexec.py", "impacket-psexec", "impacket-secretsdump"), place=1, after=":"),
)

BY_NAME: dict[str, tuple[Tool, ...]] = {name: tuple(tool for tool in TOOLS if name in tool.names) for tool in TOOLS for name in tool.names}


def secrets_of(words: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """(word, start, end) of each secret among a command's words, by what its program is known to take. Words of several
    commands in a row are fine: a program's name begins anew."""
    tools: tuple[Tool, ...] = ()
    after: str | None = None
    seen: dict[str, int] = {}
    for index, word in enumerate(words):
        if after is not None:
            start = word.find(after) + 1 if after else 0
            after = None
            if start or word.find(":") < 0 or not tools or not tools[0].after:
                yield index, start, len(word)
            continue
        if not word.startswith(("-", "/etc/")) and (name := word.rpartition("/")[2]) in BY_NAME:
            tools, seen = BY_NAME[name], {"": 0}
            continue
        for tool in tools:
            if tool.word and tool.word not in seen and not tool.place:
                continue
            if word in tool.flags:
                after = tool.after
                break
            if found := _glued(tool, word):
                yield index, found, len(word)
                break
        else:
            if word.startswith("-") and FLAG.fullmatch(word) and not is_question(word):
                after = ""
        if not word.startswith("-") or any(word == tool.word for tool in tools):
            yield from _placed(tools, seen, word, index)


def _glued(tool: Tool, word: str) -> int:
    """Where the secret begins that stands right behind a flag; 0 where none does."""
    flag = next((flag for flag in tool.glued if word.startswith(flag) and len(word) > len(flag)), None)
    if flag is None:
        return 0
    return word.find(tool.after, len(flag)) + 1 if tool.after else len(flag)


def _placed(tools: tuple[Tool, ...], seen: dict[str, int], word: str, index: int) -> Iterator[tuple[int, int, int]]:
    """Secrets by their place among the words without a dash, counted from the program's name or from the word before them."""
    for place in seen:
        seen[place] += 1
    for tool in tools:
        if tool.place and seen.get(tool.word) == tool.place:
            yield index, word.find(tool.after) + 1 if tool.after else 0, len(word)
            break
    if any(word == tool.word for tool in tools):
        seen[word] = 0
