"""`redshank server run|init|token|agent|user`: the other end of the wire, and who may come in."""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from redshank.cli import server_agents
from redshank.cli.duration import duration_s
from redshank.cli.help import Parser, examples
from redshank.cli.terminal import visible
from redshank.core import config
from redshank.core.errors import ConfigError, HostError, InputError
from redshank.core.log import Log
from redshank.server.api.shapes import Role  # plain types: it needs no server library

if TYPE_CHECKING:  # an agent's install has no server libraries: each action loads what it needs
    from redshank.server.settings import ServerSettings
    from redshank.server.store.control.database import Control

ROLES = get_args(Role)
BY = "command line"
LOCAL = "http://localhost:8765"

RUN_WORDS = """Takes in what agents report, judges it by the rules, keeps it, and serves the console, until Ctrl-C. Started as root it
becomes the system user `redshank`, which it makes where there is none."""
INIT_WORDS = "Makes the data folder and its keys, and prints the link by which the first owner comes in: once, within an hour."
ADMIT_WORDS = "Prints a token that lets agents in. It works while the server runs, and is shown this once."
AGENT_WORDS = "Lists the agents that were let in, or shuts the door behind one: its key is worth nothing within seconds."
USER_WORDS = "Adds a user and prints the link by which they choose a password; lists users; makes a fresh link for one."


def add_arguments(parser: Parser) -> None:
    """The actions and their options."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=Parser)
    _add_run(actions.add_parser("run", help="take in events, judge and keep them, serve the console", description=RUN_WORDS))
    _add_init(actions.add_parser("init", help="make the data folder, print the first owner's link", description=INIT_WORDS))
    _add_token(actions.add_parser("token", help="print a token that lets agents in", description=ADMIT_WORDS))
    _add_agent(actions.add_parser("agent", help="list agents, or revoke one", description=AGENT_WORDS))
    _add_user(actions.add_parser("user", help="add or list users, or make a login link", description=USER_WORDS))
    parser.epilog = examples(
        ("redshank server run", f"server and console on {LOCAL}"),
        ("redshank server run --bind 0.0.0.0:8765", "for agents and browsers elsewhere, by TLS"),
        ("redshank server token --uses 10 --ttl 4h", "a token that lets ten hosts in"),
        ("redshank server user link anna", "anna forgot her password"),
    )


def _add_run(parser: Parser) -> None:
    parser.add_argument("--bind", metavar="ADDRESS:PORT", help="where to listen (default 127.0.0.1:8765); any but loopback speaks TLS")
    parser.add_argument("--user", metavar="NAME", help="system user to become when started as root (default redshank)")
    parser.add_argument("--tell-fd", type=int, metavar="N", help="tell a program what is reached, as lines of JSON on this descriptor")
    parser.add_argument("--first-token", action="store_true", help="tell it an enrolment token of one use too")
    _add_common(parser)
    parser.epilog = examples(("redshank server run --data /srv/redshank", "with its data elsewhere"))


def _add_init(parser: Parser) -> None:
    _add_address(parser)
    _add_common(parser)
    parser.epilog = examples(("redshank server init --address https://watch.example.org:8765", "a link for browsers elsewhere"))


def _add_token(parser: Parser) -> None:
    parser.add_argument("--uses", type=int, default=1, metavar="N", help="how many agents it lets in (default %(default)s)")
    parser.add_argument("--ttl", default="1h", metavar="TIME", help="how long it is good: 10m, 1h, 2d (default %(default)s)")
    parser.add_argument("--simulated", action="store_true", help="mark everything that comes from them as a simulation")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="the token alone (default), or an object")
    _add_common(parser)
    parser.epilog = examples(
        ("redshank server token --uses 10 --ttl 4h", "a token that lets ten hosts in"),
        ("redshank server token | redshank agent enrol --server http://localhost:8765 --token-file -", "let this host in"),
    )


def _add_agent(parser: Parser) -> None:
    parser.add_argument("what", choices=("list", "revoke"), metavar="WHAT", help="list or revoke")
    parser.add_argument("agent", nargs="?", default="", metavar="AGENT", help="id of the agent to revoke")
    _add_common(parser)
    parser.epilog = examples(
        ("redshank server agent list", "which agents there are"),
        ("redshank server agent revoke hc4q2gwzynnimxwerkkzmtnwcx", "a host that is lost, or whose key was copied"),
    )


def _add_user(parser: Parser) -> None:
    parser.add_argument("what", choices=("add", "list", "link"), metavar="WHAT", help="add, list or link")
    parser.add_argument("name", nargs="?", default="", metavar="NAME", help="of the user; link without one is for the first owner")
    parser.add_argument("--role", choices=ROLES, default="analyst", help="of the new user (default %(default)s)")
    _add_address(parser)
    _add_common(parser)
    parser.epilog = examples(
        ("redshank server user add anna --role analyst", "anna may work on alerts"),
        ("redshank server user list", "who may come in"),
    )


def _add_address(parser: Parser) -> None:
    parser.add_argument("--address", default=LOCAL, metavar="URL", help="as browsers reach the server (default %(default)s)")


def _add_common(parser: Parser) -> None:
    parser.add_argument("--data", type=Path, metavar="DIR", help="where the server keeps what it knows (default /var/lib/redshank)")
    parser.add_argument("--config", type=Path, default=config.DEFAULT_PATH, metavar="FILE", help="settings (default %(default)s)")


def run(arguments: argparse.Namespace) -> int:
    """Do the action; 0. Raises RedshankError in one line."""
    try:
        from redshank.server.settings import ServerSettings  # noqa: PLC0415
    except ImportError as error:
        raise HostError(f"the server's libraries are missing ({error.name}): install redshank[server]") from error
    given = {"bind": getattr(arguments, "bind", None), "user": getattr(arguments, "user", None), "data": arguments.data}
    flags = {f"server.{name}": str(value) for name, value in given.items() if value is not None}
    settings = config.load({"server": ServerSettings}, arguments.config, os.environ, flags)["server"]
    actions = {"run": _run, "init": _init, "token": _token, "agent": _agent, "user": _user}
    try:
        return actions[arguments.action](arguments, settings)
    except InputError as error:
        raise ConfigError(f"server {arguments.action}: {error}") from error


def _run(arguments: argparse.Namespace, settings: "ServerSettings") -> int:
    try:
        from redshank.server import main  # noqa: PLC0415
    except ImportError as error:
        raise HostError(f"the server's libraries are missing ({error.name}): install redshank[server]") from error
    return main.run(settings, main.Wishes(arguments.tell_fd, arguments.first_token), Log())


def _init(arguments: argparse.Namespace, settings: "ServerSettings") -> int:
    from redshank.server.api.first_run import new_link  # noqa: PLC0415
    from redshank.server.process.listening import certificate_names  # noqa: PLC0415
    from redshank.server.store.keyring import certificate, server_key  # noqa: PLC0415

    with _control(settings, must_exist=False) as control:
        server_key(settings.folder / "keys")
        if not settings.is_loopback:
            _say(f"pin of the server's key: {certificate(settings.folder / 'keys', certificate_names(settings)).pin}")
        _print(new_link(control, arguments.address, time.time_ns(), by=BY))
    return 0


def _token(arguments: argparse.Namespace, settings: "ServerSettings") -> int:
    from redshank.events.values import rfc3339  # noqa: PLC0415
    from redshank.server.store.control import audit, tokens  # noqa: PLC0415
    from redshank.server.store.control.secret import TOKEN_PREFIX, new_secret  # noqa: PLC0415

    wish = tokens.NewToken(BY, int(duration_s(arguments.ttl)), arguments.uses, simulated=arguments.simulated)
    secret, now_ns = new_secret(TOKEN_PREFIX), time.time_ns()
    with _control(settings) as control, control.write() as connection:
        made = tokens.create(connection, secret, wish, now_ns)
        audit.append(connection, audit.AuditAct(BY, "", "token.create", f"token:{made.token_id}"), now_ns)
    if arguments.format == "json":
        _print(json.dumps({"id": made.token_id, "token": secret, "expires": rfc3339(made.expires_at), "uses": made.max_uses}))
    else:
        _print(secret)
    return 0


def _agent(arguments: argparse.Namespace, settings: "ServerSettings") -> int:
    server_agents.check(arguments)
    with _control(settings) as control:
        if arguments.what == "revoke":
            server_agents.revoke(control, arguments.agent, BY)
        else:
            for agent in server_agents.listed(control):
                _print(server_agents.line(agent))
    return 0


def _user(arguments: argparse.Namespace, settings: "ServerSettings") -> int:
    from redshank.server.api.first_run import new_link  # noqa: PLC0415

    if arguments.what == "add" and not arguments.name:
        raise ConfigError("server user add: name the user")
    with _control(settings) as control:
        if arguments.what == "list":
            return _list(control)
        if arguments.what == "add":
            _add(control, arguments.name, arguments.role)
        _print(new_link(control, arguments.address, time.time_ns(), arguments.name, by=BY))
    return 0


def _add(control: "Control", name: str, role: str) -> None:
    from redshank.server.store.control import audit, users  # noqa: PLC0415

    now_ns = time.time_ns()
    with control.write() as connection:
        users.create(connection, name, role, now_ns)
        audit.append(connection, audit.AuditAct(BY, "", "user.create", name, after=role), now_ns)


def _list(control: "Control") -> int:
    from redshank.server.store.control import users  # noqa: PLC0415

    with control.read() as connection:
        for user in users.all_users(connection):
            state = "disabled" if user.disabled else "" if user.password_hash else "no password yet"
            _print(f"{visible(user.name):<24} {user.role:<14} {state}".rstrip())
    return 0


@contextmanager
def _control(settings: "ServerSettings", must_exist: bool = True) -> Iterator["Control"]:
    """The control store, opened beside a server that runs."""
    from redshank.server.store.control.database import open_control  # noqa: PLC0415

    if must_exist and not settings.folder.is_dir():
        raise HostError(f"{settings.folder}: no server keeps its data here: give --data, or run `redshank server init` first")
    control = open_control(settings.folder)
    try:
        yield control
    finally:
        control.close()


def _say(text: str) -> None:
    sys.stderr.write(f"redshank: {text}\n")


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
