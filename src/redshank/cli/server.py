"""`redshank server run|init|token|user`: the other end of the wire, and who may come in."""

import argparse
import json
import os
import sys
import time
from pathlib import Path

from redshank.cli.help import Parser, examples
from redshank.cli.terminal import visible
from redshank.cli.watch import duration_s
from redshank.core import config
from redshank.core.errors import ConfigError, HostError, InputError
from redshank.core.log import Log

ROLES = ("viewer", "analyst", "investigator", "responder", "rule-editor", "auditor", "admin", "owner")


def add_arguments(parser: Parser) -> None:
    """The actions of `server` and their options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=Parser)
    run_parser = actions.add_parser("run", help="take in events, judge them, serve the console; until Ctrl-C")
    run_parser.add_argument("--bind", metavar="ADDRESS:PORT", help="where to listen (default 127.0.0.1:8765); any address but loopback speaks TLS")  # noqa: E501
    run_parser.add_argument("--user", metavar="NAME", help="system user to become where started as root (default redshank)")
    run_parser.add_argument("--tell-fd", type=int, default=None, metavar="N", help="tell what is reached on this descriptor, as lines of JSON")  # noqa: E501
    run_parser.add_argument("--first-token", action="store_true", help=argparse.SUPPRESS)
    _common(run_parser)
    init = actions.add_parser("init", help="make the data folder and print the one-time link of the first login")
    init.add_argument("--address", default="http://localhost:8765", metavar="URL", help="as browsers will reach it (default %(default)s)")
    _common(init)
    token = actions.add_parser("token", help="print a token that lets agents in")
    token.add_argument("--uses", type=int, default=1, metavar="N", help="how many agents it lets in (default 1)")
    token.add_argument("--ttl", default="1h", metavar="TIME", help="how long it is good (default 1h)")
    token.add_argument("--simulated", action="store_true", help="mark what it lets in as a simulation")
    token.add_argument("--format", choices=("text", "json"), default="text", help="text for people (default) or JSON for programs")
    _common(token)
    user = actions.add_parser("user", help="add a user, list them, or make a fresh login link")
    user.add_argument("what", choices=("add", "list", "link"), metavar="WHAT", help="add, list or link")
    user.add_argument("name", nargs="?", default="", metavar="NAME", help="of the user; `link` without one is for the first owner")
    user.add_argument("--role", choices=ROLES, default="analyst", help="of the new user (default %(default)s)")
    user.add_argument("--address", default="http://localhost:8765", metavar="URL", help="as browsers reach the server (default %(default)s)")  # noqa: E501
    _common(user)
    parser.epilog = examples(
        ("redshank server run", "server and console on http://localhost:8765"),
        ("redshank server run --bind 0.0.0.0:8765", "for agents and browsers elsewhere, by TLS"),
        ("redshank server token --uses 10 --ttl 4h", "a token for ten hosts"),
        ("redshank server user link anna", "anna forgot her password"),
    )


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, metavar="DIR", help="where the server keeps what it knows (default /var/lib/redshank)")
    parser.add_argument("--config", type=Path, default=config.DEFAULT_PATH, metavar="FILE", help="settings (default %(default)s)")


def run(arguments: argparse.Namespace) -> int:
    """Do the action; 0. Raises RedshankError in one line."""
    try:
        from redshank.server import main  # noqa: PLC0415  an agent's install has no server libraries
        from redshank.server.settings import ServerSettings  # noqa: PLC0415
    except ImportError as error:
        raise HostError(f"the server's libraries are missing ({error.name}): install redshank[server]") from error
    flags = {f"server.{name}": str(value) for name in ("bind", "data", "user") if (value := getattr(arguments, name, None)) is not None}
    settings = config.load({"server": ServerSettings}, arguments.config, os.environ, flags)["server"]
    if arguments.action == "run":
        return main.run(settings, main.Wishes(arguments.tell_fd, arguments.first_token), Log())
    folder = settings.folder
    try:
        return {"init": _init, "token": _token, "user": _user}[arguments.action](arguments, folder)
    except InputError as error:
        raise ConfigError(f"server {arguments.action}: {error}") from error


def _init(arguments: argparse.Namespace, folder: Path) -> int:
    from redshank.server.api.first_run import new_link  # noqa: PLC0415
    from redshank.server.store.control.database import open_control  # noqa: PLC0415

    control = open_control(folder)
    try:
        print_line(new_link(control, arguments.address, time.time_ns(), by="command line"))
    finally:
        control.close()
    return 0


def _token(arguments: argparse.Namespace, folder: Path) -> int:
    from redshank.server.store.control import tokens  # noqa: PLC0415
    from redshank.server.store.control.secret import TOKEN_PREFIX, new_secret  # noqa: PLC0415

    wish = tokens.NewToken("command line", int(duration_s(arguments.ttl)), arguments.uses, simulated=arguments.simulated)
    secret, now_ns = new_secret(TOKEN_PREFIX), time.time_ns()
    control = _existing(folder)
    try:
        with control.write() as connection:
            made = tokens.create(connection, secret, wish, now_ns)
    finally:
        control.close()
    if arguments.format == "json":
        print_line(json.dumps({"id": made.token_id, "token": secret, "expires_s": wish.ttl_s, "uses": wish.max_uses}))
    else:
        print_line(secret)
    return 0


def _user(arguments: argparse.Namespace, folder: Path) -> int:
    from redshank.server.api.first_run import new_link  # noqa: PLC0415
    from redshank.server.store.control import users  # noqa: PLC0415

    control = _existing(folder)
    try:
        if arguments.what == "list":
            with control.read() as connection:
                for user in users.all_users(connection):
                    state = "disabled" if user.disabled else "" if user.password_hash else "no password yet"
                    print_line(f"{visible(user.name):<24} {user.role:<14} {state}".rstrip())
            return 0
        if arguments.what == "add":
            with control.write() as connection:
                users.create(connection, arguments.name, arguments.role, time.time_ns())
        print_line(new_link(control, arguments.address, time.time_ns(), arguments.name, by="command line"))
    finally:
        control.close()
    return 0


def _existing(folder: Path):  # type: ignore[no-untyped-def]  # its type is of the server's libraries
    from redshank.server.store.control.database import open_control  # noqa: PLC0415

    if not folder.is_dir():
        raise HostError(f"{folder}: no server keeps its data here: give --data, or run `redshank server init` first")
    return open_control(folder)


def print_line(text: str) -> None:
    """One line on standard output."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
