"""Alerts for the tests of lines, and text without its styles."""

import re
from datetime import date
from pathlib import Path
from typing import Any

from redshank.events import Event
from redshank.events.codec import to_flat, to_json
from redshank.findings.alert import Alert, Clause
from tests.generated import build

RULE = """\
title: Web service runs a shell
id: 6f1c7c0e-0000-4000-8000-000000000001
name: web_shell
author: Somebody
level: high
tags: [attack.persistence, attack.t1505.003]
logsource: {product: linux, category: process_creation}
detection:
  selection:
    ParentImage|endswith: [/apache2, /nginx]
    Image|endswith: [/sh, /bash]
  filter:
    User: root
  condition: selection and not filter
redshank:
  severity: 1
  title: '{process.parent.name} runs {process.name}'
"""
BROKEN_RULE = """\
title: Broken
logsource: {product: linux, category: process_creation}
detection:
  selection:
    Imge: x
  condition: selection
"""
CORRELATION = """\
---
title: Many shells
correlation:
  type: event_count
  rules: [web_shell]
  group-by: [host.name]
  timespan: 1m
  condition: {gte: 3}
"""
TEST_FILE = """\
fires:
  - name: apache starts sh
    events:
      - {event.action: process.exec, process.executable: /usr/bin/sh, process.parent.executable: /usr/sbin/apache2, user.name: www-data}
quiet:
  - name: cron starts sh
    events:
      - {event.action: process.exec, process.executable: /usr/bin/sh, process.parent.executable: /usr/sbin/cron, user.name: www-data}
"""

AUDIT_LOG = b"""\
type=SYSCALL msg=audit(1764000000.123:4): arch=c000003e syscall=59 success=yes exit=0 a0=5 a1=5 a2=5 a3=0 items=1 ppid=50 pid=77 \
auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=3 comm="insmod" exe="/usr/sbin/insmod" key=(null)
type=EXECVE msg=audit(1764000000.123:4): argc=2 a0="insmod" a1="/usr/lib/xpacket.ko"
type=CWD msg=audit(1764000000.123:4): cwd="/root"
type=PATH msg=audit(1764000000.123:4): item=0 name="/usr/sbin/insmod" inode=12 dev=08:01 mode=0100755 ouid=0 ogid=0 nametype=NORMAL
type=PROCTITLE msg=audit(1764000000.123:4): proctitle=696E736D6F64
type=SYSCALL msg=audit(1764000001.456:5): arch=c000003e syscall=59 success=yes exit=0 a0=5 a1=5 a2=5 a3=0 items=0 ppid=50 pid=78 \
auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=3 comm="ls" exe="/usr/bin/ls" key=(null)
type=PROCTITLE msg=audit(1764000001.456:5): proctitle=6C73
"""

TODAY = date(2025, 11, 24)
TIME = 1_763_958_251_123_000_000


def alert(event: Event | None = None, **fields: Any) -> Alert:
    """An alert about `sh` under a web server."""
    event = event or build.process_exec(timestamp=TIME)
    plain: dict[str, Any] = {
        "id": "a1", "severity": 1, "title": "A web service runs a shell", "rule_id": "r1", "rule_name": "Web service runs a shell",
        "rule_author": "Redshank", "technique_ids": ("T1505.003",), "tactic_ids": ("TA0003",), "event": event,
        "why": (Clause("selection.Image|endswith: /bash", "process.executable", "/usr/bin/bash", (8, 5), True),),
        "created": TIME + 5_000_000,
    }  # fmt: skip
    return Alert(**(plain | fields))


def shell(**fields: Any) -> Event:
    """An exec that RULE fires on."""
    plain: dict[str, Any] = {
        "timestamp": TIME, "process_executable": "/usr/bin/sh", "process_name": "sh", "process_parent_executable": "/usr/sbin/apache2",
        "process_parent_name": "apache2", "user_name": "www-data", "process_parent_pid": 50,
    }  # fmt: skip
    return build.process_exec(**(plain | fields))


def json_lines(*events: Event) -> bytes:
    """The events as a recording."""
    return b"".join(to_json(to_flat(event)) + b"\n" for event in events)


def rule_folder(folder: Path) -> Path:
    """A folder with RULE and its test."""
    (folder / "shell.yml").write_text(RULE)
    (folder / "shell.test.yml").write_text(TEST_FILE)
    return folder


def without_styles(text: str) -> str:
    """The text as it is read on a terminal."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)
