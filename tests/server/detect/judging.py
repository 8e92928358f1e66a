"""A judge with a handful of rules, for tests."""

from redshank.analysis.detect.engine import Engine
from redshank.analysis.detect.sigma.load import load_text
from redshank.core.log import Log
from redshank.server.detect.judge import Judge

RULES = """
title: A shell was started
id: shell
logsource: {product: linux, category: process_creation}
detection: {selection: {Image|endswith: /sh}, condition: selection}
level: high
redshank: {severity: 1, aggregate: [process.pid]}
---
title: Something was copied
id: copy
logsource: {product: linux, category: process_creation}
detection: {selection: {Image|endswith: /cp}, condition: selection}
level: low
redshank: {aggregate: []}
---
title: A canary
id: canary
logsource: {product: linux, category: process_creation}
detection: {selection: {CommandLine|contains: redshank-canary}, condition: selection}
level: low
redshank: {hidden: true, aggregate: []}
---
title: A failed login
id: failure
name: failure
logsource: {product: linux, service: redshank}
detection: {selection: {event.action: session.login_failed}, condition: selection}
level: low
---
title: Three failures
id: guessing
correlation: {type: event_count, rules: [failure], group-by: [source.ip], timespan: 10m, condition: {gte: 3}}
level: high
redshank: {aggregate: [source.ip]}
"""


def engine(clock):
    found = load_text(RULES, "rules.yml", {})
    assert found.errors == ()
    return Engine(found.rules, clock=clock.wall_ns)


def judge(stores, stream=None):
    """As after a start of the server."""
    return Judge(engine(stores.clock), stores.control, stores.clock, Log(stream=stream))
