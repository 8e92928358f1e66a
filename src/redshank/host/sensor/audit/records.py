"""Datagrams of the audit socket as records. Numbers: include/uapi/linux/audit.h, and audit-records.h of its user space."""

import re

from redshank.host.sensor.audit_log.record import Record
from redshank.host.sensor.logins.entry import LATEST_NS

REPLACE, CONFIG_CHANGE = 1329, 1305
MOST_BYTES = 16 * 1024
"""The kernel's own bound of a message is 8,970 bytes."""

KINDS = {
    1006: "LOGIN", 1300: "SYSCALL", 1302: "PATH", 1303: "IPC", 1304: "SOCKETCALL", 1305: "CONFIG_CHANGE", 1306: "SOCKADDR", 1307: "CWD",
    1309: "EXECVE", 1312: "MQ_OPEN", 1317: "FD_PAIR", 1318: "OBJ_PID", 1319: "TTY", 1320: "EOE", 1321: "BPRM_FCAPS", 1322: "CAPSET",
    1323: "MMAP", 1324: "NETFILTER_PKT", 1325: "NETFILTER_CFG", 1326: "SECCOMP", 1327: "PROCTITLE", 1328: "FEATURE_CHANGE",
    1330: "KERN_MODULE", 1331: "FANOTIFY", 1334: "BPF", 1335: "EVENT_LISTENER", 1336: "URINGOP", 1337: "OPENAT2", 1700: "ANOM_PROMISCUOUS",
    1701: "ANOM_ABEND", 1702: "ANOM_LINK",
}  # fmt: skip
FIRST_OF_USERS, LAST_OF_USERS = 1100, 1299
"""Records that programs sent: logins and the like, which the log sources tell already."""

_HEAD = re.compile(r"audit\((?P<second>\d{1,10})\.(?P<ms>\d{3}):(?P<serial>\d{1,20})\): ?", re.ASCII)


def record_of(kind: int, payload: bytes) -> Record | None:
    """The record of one message, None where it is none."""
    text = payload[:MOST_BYTES].rstrip(b"\0\n").decode("utf-8", "backslashreplace")
    found = _HEAD.match(text)
    if found is None:
        return None
    time = (int(found["second"]) * 1000 + int(found["ms"])) * 1_000_000
    if time >= LATEST_NS:
        return None
    return Record(KINDS.get(kind, f"UNKNOWN[{kind}]"), ("", time, int(found["serial"])), text[found.end() :])
