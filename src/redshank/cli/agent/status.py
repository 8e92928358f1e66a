"""`redshank agent status`: how the agent of this host is, from what it writes down itself."""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from typing import Any

import msgspec

from redshank.cli.agent import kernel_text
from redshank.cli.terminal import look_of, visible
from redshank.events.values import rfc3339
from redshank.host.agent_settings import AgentSettings
from redshank.host.facts import memory_bytes
from redshank.host.state_file import AgentState, SourceState, read_state
from redshank.host.state_folder import agent_folder, open_state_folder

RUNNING, NOT_RUNNING = 0, 1
OLD_NS = 30_000_000_000
"""A running worker writes every 5 s: what is so much older is said to be old."""
_COLOURS = {"ok": "32", "degraded": "33", "off": "31"}
_NS = 1_000_000_000


def run(arguments: argparse.Namespace, settings: AgentSettings) -> int:
    """Prints it; 0 where the agent runs, else 1. Raises HostError where none was enrolled here."""
    with open_state_folder(agent_folder(settings.data)) as folder:
        running, state = folder.is_locked(), read_state(folder)
    now = time.time_ns()
    if arguments.format == "json":
        sys.stdout.buffer.write(msgspec.json.encode(flat(state, running, now)) + b"\n")
    else:
        coloured = look_of(sys.stdout, os.environ).coloured
        sys.stdout.writelines(line + "\n" for line in lines(state, running, now, coloured))
    return RUNNING if running else NOT_RUNNING


def flat(state: AgentState | None, running: bool, now: int) -> dict[str, Any]:
    """One object for programs. memory_bytes: of worker and guardian together, as a share of what is used, now."""
    if state is None:
        return {"running": running}
    known: dict[str, Any] = msgspec.to_builtins(state)
    known |= {"running": running, "age_s": round((now - state.now_ns) / _NS, 1)}
    for name in ("started", "now"):
        known[name] = rfc3339(known.pop(f"{name}_ns"))
    if running:
        known["worker_memory_bytes"], known["guardian_memory_bytes"] = _memory(state)
        known["memory_bytes"] = sum(_memory(state))
    known["cpu_percent"] = _percent(state)
    return known


def lines(state: AgentState | None, running: bool, now: int, coloured: bool = False) -> Iterator[str]:
    """The lines for people."""
    if state is None:
        yield "the agent runs, and has not said yet how it is" if running else "no agent runs here, and none has run yet"
        return
    yield f"agent {state.agent_id}, host {visible(state.host_id)}, server {visible(state.server)}"
    yield _running_line(state, running, now)
    yield ""
    for source in state.sources:
        yield _source_line(source, coloured)
    yield ""
    yield from _spool_lines(state)
    yield from _uplink_lines(state, now, coloured)
    yield f"lost      {_counted(state.losses) or 'nothing'}"
    yield from kernel_text.lines(state.kernel)


def _running_line(state: AgentState, running: bool, now: int) -> str:
    if not running:
        how = {"stopped": "it was stopped", "deserted": "its guardian was killed"}.get(state.ending, "it ended without a word")
        return f"not running: {how} at {rfc3339(state.now_ns)}"
    worker, guardian = _memory(state)
    memory = f"{_mib(worker + guardian)} ({_mib(worker)} worker, {_mib(guardian)} guardian)" if guardian else _mib(worker)
    old = f"; its last word is {(now - state.now_ns) / _NS:.0f} s old" if now - state.now_ns > OLD_NS else ""
    return f"running since {rfc3339(state.started_ns)} (pid {state.pid}), {_percent(state)} % of a core, {memory}{old}"


def _source_line(source: SourceState, coloured: bool) -> str:
    counted = _counted({name: count for name, count in source.counters.items() if count})
    detail = "; ".join(part for part in (visible(source.detail), counted) if part)
    return f"{_painted(source.name, source.state, coloured)}  {detail}".rstrip()


def _spool_lines(state: AgentState) -> Iterator[str]:
    spool = state.spool
    waiting, dropped = (sum(spool.get(what, {}).values()) for what in ("events", "dropped"))
    detail = f"; {visible(str(spool['detail']))}" if spool.get("detail") else ""
    size = spool.get("bytes", 0) / 1024
    yield f"spool     {waiting} events wait in {spool.get('blocks', 0)} blocks, {size:.0f} KiB, {dropped} dropped{detail}"


def _uplink_lines(state: AgentState, now: int, coloured: bool) -> Iterator[str]:
    if (uplink := state.uplink) is None:
        return
    ack = f"last ack {max(0, now - uplink.last_ack_ns) / _NS:.0f} s ago" if uplink.last_ack_ns else "no ack yet"
    yield f"{_painted('server', uplink.state, coloured)}  {visible(uplink.detail)}; {ack}"
    refused = f", refused: {_counted(uplink.refused)}" if uplink.refused else ""
    yield f"sent      {uplink.sent} events in {uplink.requests} requests, {uplink.acked} acknowledged, {uplink.retries} retries{refused}"


def _painted(name: str, state: str, coloured: bool) -> str:
    word = f"{visible(state):<8}"
    return f"{visible(name):<9} " + (f"\x1b[{_COLOURS[state]}m{word}\x1b[0m" if coloured and state in _COLOURS else word)


def _memory(state: AgentState) -> tuple[int, int]:
    """Of worker and guardian now; of the worker as it said itself where it may not be asked."""
    guardian = memory_bytes(state.guardian_pid) if state.guardian_pid else 0
    return memory_bytes(state.pid) or state.memory_bytes, guardian


def _percent(state: AgentState) -> float:
    """Processor time of the worker since it watches, in hundredths of a core."""
    seconds = (state.now_ns - state.started_ns) / _NS
    return round(100 * state.cpu_s / seconds, 2) if seconds > 0 else 0.0


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{visible(name)} {count}" for name, count in counts.items())


def _mib(size: int) -> str:
    return f"{size / (1 << 20):.0f} MiB"
