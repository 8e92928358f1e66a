"""Events and questions drawn at random, with few enough values that a question finds something."""

import random
from typing import Any

import msgspec
from hypothesis import strategies as st

from redshank.events import Event
from redshank.events._generated.names import FIELDS
from redshank.server.store.event_store import POSITION, Block, Condition, Query
from tests.generated import build

LAST_NS = (1 << 63) - 1
T0 = 1_800_000_000_000_000_000
TEXTS = (
    "", "id", "ID -u", "/usr/bin/id", "/usr/bin/ID", "/tmp/x", "a b", "a_b", "100%", "it's", 'say "x"', "\\x41", "back\\slash", "Größe",
    "\U0001f426", "x\ny",
)  # fmt: skip
ARGS: tuple[list[str], ...] = ([], [""], ["id"], ["id", "-u"], ["sh", "-c", "id -u"], ["a b", "c"], ["\0"], ["it's", "100%"], ["", "", ""])
_ALWAYS = {"timestamp", "agent_id", "host_id", "event_id"}
ACTIONS = ("process_exec", "process_exit", "net_connect", "file_open", "session_login", "kernel_credentials")


def within_times(event: Event) -> Event:
    """The event with its times in the range that stores keep."""
    for attribute, kind in FIELDS.values():
        if kind == "time" and (value := getattr(event, attribute, None)) is not None and value > LAST_NS:
            setattr(event, attribute, LAST_NS - value % 1_000_000)
    return event


def text_of(event: Event) -> bytes:
    """An event as text that tells every field, for comparing and sorting."""
    return msgspec.json.encode(event)


def _event(dice: random.Random, agent: str, epoch: str, sequence: int) -> Event:
    args = dice.choice(ARGS)
    line = dice.choice((" ".join(args), " ".join(args), *TEXTS))
    values: dict[str, Any] = {
        "timestamp": T0 + dice.randrange(12), "agent_id": agent, "host_id": dice.choice(("h1", "h2")),
        "event_id": f"{agent}-{epoch}-{sequence}", "event_sequence": sequence, "event_created": T0 + dice.randrange(14),
        "process_args": args, "process_command_line": line.replace("\0", " "), "process_executable": dice.choice(TEXTS),
        "process_pid": dice.choice((0, 1, 7, 4_000_000_000)), "process_thread_id": dice.choice((1, 8)),
        "process_start": T0 - dice.randrange(3), "process_ancestors": [{"pid": 1, "executable": dice.choice(TEXTS)}] * dice.randrange(3),
        "user_name": dice.choice(TEXTS), "swept": dice.choice((True, False)), "cgroup_id": (1 << 64) - 1,
    }  # fmt: skip
    kept = {name: value for name, value in values.items() if name in _ALWAYS or dice.random() < 0.85}
    if "event_sequence" not in kept or dice.random() < 0.1:
        kept["event_id"] = f"foreign {dice.randrange(10**6)}"
    event: Event = getattr(build, dice.choice(ACTIONS))(**kept)
    return event


def _blocks() -> list[Block]:
    dice = random.Random(11)
    made = []
    for number in range(12):
        agent, epoch, first = f"agent{number % 3}", "0" * 31 + str(number % 2), 1 + number * 10
        events = tuple(_event(dice, agent, epoch, first + step) for step in range(10))
        made.append(Block(agent, "h1", epoch, number % 4, first, 10, events))
    return made


BLOCKS = _blocks()
_IDS = [event.event_id for block in BLOCKS for event in block.events]

_text = st.sampled_from([*TEXTS, "sr/BI", "_", "%", "\\", "d -", "ö", "ß"]) | st.text("aiduI -/_%\\'", max_size=4)
_number = st.sampled_from([0, 1, 7, 8, 4_000_000_000, (1 << 64) - 1, -1, 1 << 100])
_time = st.integers(T0 - 4, T0 + 15) | st.sampled_from([0, -5, 1 << 70])
_VALUES: dict[str, tuple[st.SearchStrategy[Any], tuple[str, ...]]] = {
    "event.id": (st.sampled_from(_IDS) | _text, ("=", "!=", "in", "contains", "prefix", "<", ">=")),
    "event.action": (st.sampled_from(["process.exec", "net.connect", "nothing"]), ("=", "!=", "in", "prefix")),
    "host.id": (st.sampled_from(["h1", "h2", "h3"]), ("=", "!=", "in")),
    "process.executable": (_text, ("=", "!=", "in", "contains", "prefix", "<", "<=", ">", ">=")),
    "process.command_line": (_text, ("=", "!=", "in", "contains", "prefix", "<", ">=")),
    "user.name": (_text, ("=", "!=", "in", "contains", "prefix")),
    "process.args": (_text, ("=", "!=", "in", "contains", "prefix")),
    "process.ancestors": (_text, ("=", "!=", "in", "contains", "prefix")),
    "process.pid": (_number, ("=", "!=", "in", "<", "<=", ">", ">=")),
    "process.thread.id": (_number, ("=", "!=", "in", "<", ">=")),
    "redshank.cgroup.id": (_number, ("=", "!=", "in", "<", ">")),
    "redshank.swept": (st.booleans(), ("=", "!=", "in")),
    "@timestamp": (_time, ("=", "!=", "in", "<", "<=", ">", ">=")),
    "event.created": (_time, ("=", "!=", "in", "<", ">=")),
    "process.start": (_time, ("=", "!=", "in", "<=", ">")),
    POSITION: (st.integers(0, 6), ("=", "!=", "in", "<", "<=", ">", ">=")),
}


@st.composite
def _condition(draw: st.DrawFn) -> Condition:
    field = draw(st.sampled_from(sorted(_VALUES)))
    values, operators = _VALUES[field]
    operator: Any = draw(st.sampled_from(operators))
    return Condition(field, operator, draw(st.lists(values, max_size=4) if operator == "in" else values))


@st.composite
def _query(draw: st.DrawFn) -> Query:
    order: Any = draw(st.sampled_from(["newest", "oldest", "position"]))
    last = draw(st.sampled_from([event for block in BLOCKS for event in block.events]))
    after: Any = (draw(st.integers(0, 5)), last.event_sequence or 0) if order == "position" else (last.timestamp, last.event_id)
    return Query(
        tuple(draw(st.lists(_condition(), max_size=3))),
        draw(st.none() | _time), draw(st.none() | _time), order, draw(st.none() | st.just(after)), draw(st.sampled_from([1, 5, 1000])),
    )  # fmt: skip


QUERIES = _query()
"""Any question about BLOCKS."""
