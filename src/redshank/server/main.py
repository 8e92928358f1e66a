"""The server process, put together: sockets, no rights, two stores, the stages, the pages; and its clean end."""

import os
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import redshank
from redshank.analysis.detect.sigma.tree import AnyRule
from redshank.analysis.detection import SITE_FOLDER
from redshank.analysis.intel.folder import Folder
from redshank.analysis.intel.live import LiveStore
from redshank.core import memory
from redshank.core.clock import SystemClock
from redshank.core.lifetime import end_with_parent
from redshank.core.log import Log
from redshank.server.api.app import build_app
from redshank.server.api.first_run import new_link
from redshank.server.api.parts import ApiSettings, Parts, RuleText
from redshank.server.api.storybook import open_storybook
from redshank.server.detect.judge import Judge
from redshank.server.detect.rulebook import Rulebook
from redshank.server.detect.silence import OwnEvents, Silence
from redshank.server.ingest.disk import DiskLadder, free_share
from redshank.server.ingest.enrolment import Door, known
from redshank.server.ingest.keep import Keeper
from redshank.server.ingest.limiter import Limiter
from redshank.server.ingest.receiver import Reception, agent_router
from redshank.server.ingest.registry import Registry
from redshank.server.ingest.tally import Tally
from redshank.server.pipeline import Pipeline
from redshank.server.process.chores import Chores
from redshank.server.process.housekeeping import House
from redshank.server.process.intel import IntelDuty
from redshank.server.process.listening import address, certificate_names, open_sockets
from redshank.server.process.news import News
from redshank.server.process.rights import give_up_root
from redshank.server.process.tell import Teller
from redshank.server.process.web import WebServer, configure
from redshank.server.settings import ServerSettings
from redshank.server.store.clickhouse import ClickHouseStore, open_embedded
from redshank.server.store.control import agents, marks, tokens, users
from redshank.server.store.control.database import Control, open_control
from redshank.server.store.control.secret import TOKEN_PREFIX, new_secret
from redshank.server.store.hub import Hub
from redshank.server.store.keyring import Certificate, certificate, server_key
from redshank.server.suppress.book import SuppressionBook
from redshank.wire.signing import public_bytes

WORKERS = 3
"""Threads that verify and unpack. They share the interpreter's lock with the loop: more would not do more."""
STOP_S = 0.6
CONSOLE = Path(redshank.__file__).parent / "console" / "static"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a start is asked for. tell_fd: whom to tell what is reached, None for nobody. token: whether to tell an enrolment token."""

    tell_fd: int | None = None
    token: bool = False


@dataclass(frozen=True, slots=True)
class Stores:
    """Where everything is kept."""

    control: Control
    events: ClickHouseStore

    def close(self) -> None:
        """Both; no thread of ours asks them any more."""
        self.events.close()
        self.control.close()


@dataclass(frozen=True, slots=True)
class Server:
    """Everything that runs."""

    pipeline: Pipeline
    reception: Reception
    chores: Chores
    intel: IntelDuty
    web: WebServer


def run(settings: ServerSettings, wishes: Wishes, log: Log) -> int:
    """Serve until SIGINT or SIGTERM; 0. Raises RedshankError where it cannot begin."""
    teller = Teller(wishes.tell_fd)
    memory.bound_arenas()
    sockets = open_sockets(settings)
    intel = settings.data / "intel"
    give_up_root(settings.user, settings.folder, lambda text: log.warning("server.rights", note=text), [intel])
    if wishes.tell_fd is not None:
        end_with_parent(signal.SIGTERM)
    live = LiveStore(Folder(intel).store, time.time_ns)
    rulebook = Rulebook(settings.rules, settings.indicators, log, live=live, rule_set=settings.rule_set)
    stores = open_stores(settings.folder)
    try:
        serve(assemble(settings, sockets, stores, rulebook, (teller, wishes, log)), stores, sockets)
    finally:
        stores.close()
    return 0


def open_stores(folder: Path) -> Stores:
    """The stores of a server's folder. Raises StoreError where one cannot be opened."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    control = open_control(folder)
    try:
        return Stores(control, open_embedded(folder / "events"))
    except BaseException:
        control.close()
        raise


def serve(server: Server, stores: Stores, sockets: list[socket.socket]) -> None:
    """Until a signal comes. What waits then is stored, and how far judging came is written down."""
    server.pipeline.start(stores.events)
    server.chores.start()
    memory.settle()
    try:
        server.web.run(sockets=sockets)
    finally:
        server.pipeline.stop(STOP_S)
        server.chores.stop(STOP_S)
        server.intel.end()
        server.reception.workers.shutdown(wait=False, cancel_futures=True)


def assemble(
    settings: ServerSettings, sockets: list[socket.socket], stores: Stores, rulebook: Rulebook, told: tuple[Teller, Wishes, Log]
) -> Server:
    """The parts of a server, each knowing those below it."""
    teller, wishes, log = told
    clock, hub, keys = SystemClock(), Hub(), settings.folder / "keys"
    tls = None if settings.is_loopback else certificate(keys, certificate_names(settings))
    with stores.control.read() as connection:
        registry = Registry([known(one) for one in agents.all_agents(connection)], marks.counters(connection))
    keeper = Keeper(stores.events, stores.control, registry, clock)
    book = SuppressionBook(stores.control, clock, log)
    book.look(rulebook.detection.engine)  # before the first batch is judged
    pipeline = Pipeline(keeper, Judge(rulebook.detection.engine, stores.control, clock, log), News(hub, teller))
    reception = _reception(settings, stores, pipeline, registry, (hub, tls, log))
    duty = IntelDuty(settings.data, rulebook, stores.events, stores.control, pipeline.waiting, hub, log)
    own = OwnEvents(os.urandom(16).hex(), clock)
    house = House(
        settings=settings,
        control=stores.control,
        events=stores.events,
        reception=reception,
        judge=pipeline.judge,
        waiting=pipeline.waiting,
        hub=hub,
        silence=Silence(registry.heard_s, time.monotonic),
        own=own,
        rulebook=rulebook,
        intel=duty,
        book=book,
        log=log,
    )
    where = address(settings, sockets[0].getsockname()[1])
    parts = Parts(
        control=stores.control,
        event_store=stores.events,
        hub=hub,
        settings=ApiSettings(
            address=where,
            loopback=settings.is_loopback,
            names=tuple(certificate_names(settings)) if tls else settings.names,
            pin=tls.pin if tls else None,
            console=CONSOLE if CONSOLE.is_dir() else None,
            version=redshank.__version__,
        ),
        clock=clock,
        rule=partial(_rule_text, rulebook),
        whole_rule=partial(_whole_rule, rulebook),
        reasons=pipeline.judge.reasons,
        started_ns=clock.wall_ns(),
        gauges=house.gauges,
        trouble=house.trouble,
        engine=lambda: rulebook.detection.engine,
        book=book,
        storybook=open_storybook(SITE_FOLDER, lambda text: log.warning("families.refused", family=text)),
    )

    def ready() -> None:
        teller.tell(hello(stores.control, where, tls, wishes, clock.wall_ns()))
        log.info("server.ready", address=where, rules=rulebook.detection.rule_count)

    web = WebServer(configure(build_app(parts, agent_router(reception)), tls), ready, hub.close)
    return Server(pipeline, reception, Chores(house.chores(), log), duty, web)


def hello(control: Control, where: str, tls: Certificate | None, wishes: Wishes, now_ns: int) -> dict[str, str | None]:
    """What is told once it listens: the address, a link for the first owner while there is none, a token where one is wished for."""
    with control.read() as connection:
        owned = users.has_owner(connection)
    link = None if owned else new_link(control, where, now_ns, by="server")
    ready: dict[str, str | None] = {"kind": "ready", "address": where, "link": link, "pin": tls.pin if tls else None}
    if wishes.token:
        secret = new_secret(TOKEN_PREFIX)
        with control.write() as connection:
            tokens.create(connection, secret, tokens.NewToken("server run"), now_ns)
        ready["token"] = secret
    return ready


def _reception(
    settings: ServerSettings, stores: Stores, pipeline: Pipeline, registry: Registry, told: tuple[Hub, Certificate | None, Log]
) -> Reception:
    hub, tls, log = told
    clock, key = SystemClock(), server_key(settings.folder / "keys")

    def enrolled(agent_id: str, token_id: str) -> None:
        hub.publish("enrolment", key=token_id)
        hub.publish("agent", key=agent_id)

    return Reception(
        key=key,
        control=stores.control,
        registry=registry,
        joiner=pipeline.joiner,
        lanes=lambda: pipeline.keeper.lanes,
        ladder=DiskLadder(lambda: free_share(settings.folder)),
        tally=Tally(),
        door=Door(stores.control, registry, Limiter(time.monotonic), clock, public_bytes(key), tls.pem if tls else "", enrolled),
        clock=clock,
        workers=ThreadPoolExecutor(WORKERS, thread_name_prefix="ingest"),
        log=log,
    )


def _whole_rule(rulebook: Rulebook, rule_id: str) -> AnyRule | None:
    return rulebook.detection.engine.rules.get(rule_id)


def _rule_text(rulebook: Rulebook, rule_id: str) -> RuleText | None:
    rule = rulebook.detection.engine.rules.get(rule_id)
    return RuleText(rule.description, rule.severity) if rule is not None else None
