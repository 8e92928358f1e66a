"""The door of the agents: three addresses, asynchronous only here. Everything that takes time is done in worker threads."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from litestar import Request, Response, Router, post

from redshank.core.clock import Clock
from redshank.core.errors import StoreError
from redshank.core.log import Log
from redshank.server.ingest.body import Intake, read_body
from redshank.server.ingest.disk import DiskLadder
from redshank.server.ingest.enrolment import Door, known
from redshank.server.ingest.joiner import MAX_WAITING_EVENTS, Joiner, Outcome, OverloadError
from redshank.server.ingest.keep import MAX_BATCH_EVENTS
from redshank.server.ingest.lanes import Lanes
from redshank.server.ingest.push import FORMATS, Unpacked, read_push, unpack
from redshank.server.ingest.registry import Registry
from redshank.server.ingest.tally import Tally
from redshank.server.ingest.verify import Claim, RequestError, read_claim, read_signed, verify_claim
from redshank.server.store.control import agents
from redshank.server.store.control.database import Control
from redshank.wire.messages import (
    CONTENT_TYPE,
    ENROL_PATH,
    HELLO_PATH,
    LANES,
    PUSH_PATH,
    Ack,
    Hello,
    Problem,
    Refused,
)
from redshank.wire.signing import ANSWER_HEADER, REQUEST_HEADER, sign_answer

MAX_SMALL_BYTES = 64 << 10
"""Of a body that carries no events."""
MAX_OPEN_OF_AGENT = 6
STORE_WAIT_S = 30.0
DISK_WAIT_S = 15.0
MIN_CREDIT = 500

T = TypeVar("T")
AnyRequest = Request[Any, Any, Any]

_HELLO = msgspec.msgpack.Decoder(Hello)
_ENCODE = msgspec.msgpack.Encoder()


@dataclass(slots=True)
class Reception:
    """What the door needs. open_requests: by agent, at this moment."""

    key: Ed25519PrivateKey
    control: Control
    registry: Registry
    joiner: Joiner
    lanes: Callable[[], Lanes]
    ladder: DiskLadder
    tally: Tally
    door: Door
    clock: Clock
    workers: Executor
    log: Log
    intake: Intake = field(default_factory=Intake)
    open_requests: dict[str, int] = field(default_factory=dict)


def agent_router(reception: Reception) -> Router:
    """The addresses of the agents. Whatever goes wrong becomes a Problem, is counted, and costs this request alone."""

    async def enrol(request: AnyRequest) -> Response[bytes]:
        return await _answered(reception, request, _enrol)

    async def hello(request: AnyRequest) -> Response[bytes]:
        return await _answered(reception, request, _hello)

    async def push(request: AnyRequest) -> Response[bytes]:
        return await _answered(reception, request, _push)

    routes = {ENROL_PATH: enrol, HELLO_PATH: hello, PUSH_PATH: push}
    options: dict[str, Any] = {
        "opt": {"permission": "agent"},
        "status_code": 200,
        "include_in_schema": False,
        "request_max_body_size": None,  # read_body has its own limits, and asks them before it takes anything
    }
    return Router("/", route_handlers=[post(path, name=path, **options)(handler) for path, handler in routes.items()])


async def _answered(
    reception: Reception, request: AnyRequest, do: Callable[[Reception, AnyRequest], Awaitable[Response[bytes]]]
) -> Response[bytes]:
    try:
        return await do(reception, request)
    except RequestError as refused:
        reception.tally.count(refused.agent_id, refused.kind)
        return _problem(refused.status, Problem(refused.kind, str(refused)[:255], refused.counter, refused.wait_s))
    except OverloadError as error:
        reception.tally.count("-", error.kind)
        return _problem(503, Problem(error.kind, str(error)[:255], wait_s=error.wait_s))
    except (StoreError, TimeoutError) as error:
        kind = error.kind if isinstance(error, StoreError) else "slow"
        reception.tally.count("-", f"store_{kind}")
        reception.log.warning("ingest.store", kind=kind, error=error)
        return _problem(503, Problem(f"store_{kind}", "the store cannot keep events now", wait_s=5.0))


# The three addresses


async def _enrol(reception: Reception, request: AnyRequest) -> Response[bytes]:
    signed = read_signed(request.headers.get(REQUEST_HEADER))
    body = await read_body(request.stream(), request.headers.get("content-length"), reception.intake, MAX_SMALL_BYTES)
    try:
        address = request.client.host if request.client else ""
        enrolled = await _in_worker(reception, reception.door.enrol, signed, ENROL_PATH, body, address)
    finally:
        reception.intake.open_bytes -= len(body)
    return _signed(reception, _ENCODE.encode(enrolled), signed.signature)


async def _hello(reception: Reception, request: AnyRequest) -> Response[bytes]:
    return await _with_claim(reception, request, HELLO_PATH, MAX_SMALL_BYTES, _take_hello)


async def _push(reception: Reception, request: AnyRequest) -> Response[bytes]:
    return await _with_claim(reception, request, PUSH_PATH, None, _take_push)


async def _with_claim(
    reception: Reception,
    request: AnyRequest,
    path: str,
    limit: int | None,
    take: Callable[[Reception, Claim, bytes], Awaitable[Ack]],
) -> Response[bytes]:
    """Reads the body of an agent that we know, has it taken, and signs the answer."""
    claim = read_claim(request.headers.get(REQUEST_HEADER), reception.registry)
    agent_id = claim.agent.agent_id
    open_now = reception.open_requests.get(agent_id, 0)
    if open_now >= MAX_OPEN_OF_AGENT:
        raise RequestError("too_many.requests", f"{open_now} requests of this agent are open", agent_id, wait_s=1.0)
    reception.open_requests[agent_id] = open_now + 1
    try:
        ack = await _read_and_take(reception, request, claim, limit, take)
    finally:
        if (left := reception.open_requests[agent_id] - 1) == 0:
            del reception.open_requests[agent_id]
        else:
            reception.open_requests[agent_id] = left
    return _signed(reception, _ENCODE.encode(ack), claim.signed.signature)


async def _read_and_take(
    reception: Reception, request: AnyRequest, claim: Claim, limit: int | None, take: Callable[[Reception, Claim, bytes], Awaitable[Ack]]
) -> Ack:
    limits = () if limit is None else (limit,)
    body = await read_body(request.stream(), request.headers.get("content-length"), reception.intake, *limits)
    try:
        return await take(reception, claim, body)
    finally:
        reception.intake.open_bytes -= len(body)


# Work


async def _take_hello(reception: Reception, claim: Claim, body: bytes) -> Ack:
    hello = await _in_worker(reception, _hear_hello, reception, claim, body)
    return _ack(reception, claim, hello.epoch, reception.lanes().high_waters(claim.agent.agent_id, hello.epoch, LANES), [])


def _hear_hello(reception: Reception, claim: Claim, body: bytes) -> Hello:
    verify_claim(claim, HELLO_PATH, body, reception.registry)
    try:
        hello = _HELLO.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RequestError("malformed", f"no hello message: {error}"[:200], claim.agent.agent_id) from error
    if hello.format not in FORMATS:
        raise RequestError("format", f"format {hello.format} is not spoken here", claim.agent.agent_id)
    facts = agents.Facts(hello.facts.name, hello.facts.agent_version, hello.facts.kernel, hello.facts.os)
    with reception.control.write() as connection:
        agents.heard(connection, claim.agent.agent_id, reception.clock.wall_ns(), facts)
        record = agents.get(connection, claim.agent.agent_id)
    if record is not None:
        reception.registry.add(known(record))
    return hello


async def _take_push(reception: Reception, claim: Claim, body: bytes) -> Ack:
    agent_id = claim.agent.agent_id
    unpacked: Unpacked = await _in_worker(reception, _unpack, reception, claim, body)
    if unpacked.incoming:
        future = reception.joiner.submit(agent_id, unpacked.epoch, unpacked.incoming)
        try:
            outcome = await asyncio.wait_for(asyncio.wrap_future(future), STORE_WAIT_S)
        except StoreError as error:
            if error.kind != "full":
                raise
            outcome = _nothing_kept(reception, unpacked, agent_id)
    else:
        outcome = Outcome(reception.lanes().high_waters(agent_id, unpacked.epoch, LANES))
    refused = [Refused(one.block.lane, one.block.first_seq, kind) for one, kind in outcome.refused]
    return _ack(reception, claim, unpacked.epoch, outcome.high_water, [*unpacked.refused, *refused])


def _unpack(reception: Reception, claim: Claim, body: bytes) -> Unpacked:
    verify_claim(claim, PUSH_PATH, body, reception.registry)
    return unpack(read_push(body, claim.agent.agent_id), claim.agent, reception.ladder, reception.tally)


def _nothing_kept(reception: Reception, unpacked: Unpacked, agent_id: str) -> Outcome:
    """The disk is full: every block is refused for now, and what was stored before is told as it is."""
    reception.tally.count(agent_id, "disk_full", len(unpacked.incoming))
    high_water = reception.lanes().high_waters(agent_id, unpacked.epoch, LANES)
    return Outcome(high_water, tuple((one, "disk_full") for one in unpacked.incoming))


def _ack(reception: Reception, claim: Claim, epoch: str, high_water: dict[int, int], refused: list[Refused]) -> Ack:
    stamp = claim.signed.stamp
    full = any(one.kind == "disk_full" for one in refused)
    return Ack(
        agent_id=claim.agent.agent_id,
        epoch=epoch,
        channel=stamp.channel,  # type: ignore[arg-type]  # read_header takes the three words alone
        counter=stamp.counter,
        high_water={str(lane): seq for lane, seq in high_water.items()},
        credit=_credit(reception.joiner.waiting_events),
        time_ns=reception.clock.wall_ns(),
        refused=refused,
        wait_s=DISK_WAIT_S if full else 0.0,
    )


def _credit(waiting_events: int) -> int:
    """Events that the next request may bring: a whole batch while there is room, less and less as it fills up."""
    return max(MIN_CREDIT, min(MAX_BATCH_EVENTS, (MAX_WAITING_EVENTS - waiting_events) // 4))


async def _in_worker(reception: Reception, work: Callable[..., T], *arguments: Any) -> T:
    return await asyncio.get_running_loop().run_in_executor(reception.workers, partial(work, *arguments))


def _signed(reception: Reception, body: bytes, request_signature: bytes) -> Response[bytes]:
    headers = {ANSWER_HEADER: sign_answer(reception.key, request_signature, body)}
    return Response(body, media_type=CONTENT_TYPE, status_code=200, headers=headers)


def _problem(status: int, problem: Problem) -> Response[bytes]:
    headers = {"Retry-After": str(max(1, round(problem.wait_s)))} if problem.wait_s else {}
    return Response(_ENCODE.encode(problem), media_type=CONTENT_TYPE, status_code=status, headers=headers)
