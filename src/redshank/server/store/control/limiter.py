"""How often a login may be tried, by account and by address. An attempt is counted before its password is looked at.

One statement counts and tells, so that of many attempts at once none goes uncounted. Names and addresses are stored as
hashes: what people type into a login form by mistake is sometimes their password.
"""

import hashlib
import ipaddress

from sqlalchemy import Connection, case, delete

from redshank.server.store.control.database import insert_into
from redshank.server.store.control.tables import login_attempts

WINDOW_S = 900
MAX_OF_ACCOUNT = 10
MAX_OF_ADDRESS = 30
IPV6_PREFIX = 64
"""One customer has at least this much of IPv6."""
_SECOND = 1_000_000_000


def count_login(c: Connection, account: str, ip: str, now_ns: int) -> float:
    """Count an attempt; seconds to wait before the next one is looked at, 0 where this one may be.

    To be committed before the password is checked, also where the answer is to wait.
    """
    c.execute(delete(login_attempts).where(login_attempts.c.since <= now_ns - WINDOW_S * _SECOND))
    of_account = _count(c, _key("account", account), MAX_OF_ACCOUNT, now_ns)
    return max(of_account, _count(c, _key("address", _network(ip)), MAX_OF_ADDRESS, now_ns))


def forgive(c: Connection, account: str) -> None:
    """Forget the attempts on an account whose password was right. Those of the address stay."""
    c.execute(delete(login_attempts).where(login_attempts.c.key == _key("account", account)))


def _count(c: Connection, key: str, most: int, now_ns: int) -> float:
    put = insert_into(c, login_attempts).values(key=key, since=now_ns, count=1)
    over = login_attempts.c.since <= now_ns - WINDOW_S * _SECOND
    grow = put.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "count": case((over, 1), else_=login_attempts.c.count + 1),
            "since": case((over, now_ns), else_=login_attempts.c.since),
        },
    )
    since, count = c.execute(grow.returning(login_attempts.c.since, login_attempts.c["count"])).one()
    return 0.0 if count <= most else max(1.0, WINDOW_S - (now_ns - since) / _SECOND)


def _key(kind: str, name: str) -> str:
    return hashlib.sha256(f"{kind} {name.casefold()}".encode("utf-8", "backslashreplace")).hexdigest()


def _network(ip: str) -> str:
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ip
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), IPV6_PREFIX), strict=False))
