"""Who is logged in from where. The browser has a secret of 256 bits, the store its sha256, which is the session's id."""

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, select, update

from redshank.server.store.control.evidence import clean
from redshank.server.store.control.secret import digest
from redshank.server.store.control.tables import sessions, users

IDLE_S = 1_800
ABSOLUTE_S = 43_200
TOUCH_S = 60
"""A session in use is written this often, not with each request."""
MAX_OF_USER = 50
MAX_BROWSER = 256
_SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class NewSession:
    """A login that succeeded. csrf: a secret of its own, which forms of this session carry. browser: as it calls itself."""

    user_name: str
    csrf: str
    ip: str
    browser: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A login that goes on. session_id: tells which one it is, and lets nobody in."""

    session_id: str
    user_name: str
    created_at: int
    last_used_at: int
    csrf: str
    ip: str
    browser: str


def start(c: Connection, secret: str, new: NewSession, now_ns: int) -> Session:
    """A session from now on; what is over goes, and of too many of one user the least used."""
    prune(c, now_ns)
    browser = clean(new.browser[:MAX_BROWSER])
    made = Session(digest(secret), new.user_name, now_ns, now_ns, new.csrf, new.ip, browser)
    c.execute(sessions.insert(), asdict(made))
    mine = select(sessions.c.session_id).where(sessions.c.user_name == new.user_name)
    newest = mine.order_by(sessions.c.last_used_at.desc(), sessions.c.session_id).limit(MAX_OF_USER)
    c.execute(delete(sessions).where(sessions.c.user_name == new.user_name, sessions.c.session_id.not_in(newest)))
    return made


def find(c: Connection, secret: str, now_ns: int) -> Session | None:
    """The session of this secret; None where there is none, it is over, or its user is shut out."""
    living = select(sessions).join(users).where(sessions.c.session_id == digest(secret), users.c.disabled.is_(False))
    row = c.execute(living).first()
    session = Session(*row) if row else None
    return session if session and not is_over(session, now_ns) else None


def is_over(session: Session, now_ns: int) -> bool:
    """True after IDLE_S without use, and ABSOLUTE_S after the login whatever was done. A clock set back ends nothing early."""
    return now_ns - session.last_used_at >= IDLE_S * _SECOND or now_ns - session.created_at >= ABSOLUTE_S * _SECOND


def needs_touch(session: Session, now_ns: int) -> bool:
    """True where `touch` is due."""
    return now_ns - session.last_used_at >= TOUCH_S * _SECOND


def touch(c: Connection, session: Session, now_ns: int) -> None:
    """Note that it is in use."""
    later = (sessions.c.session_id == session.session_id, sessions.c.last_used_at < now_ns)
    c.execute(update(sessions).where(*later).values(last_used_at=now_ns))


def rotate(c: Connection, session: Session, secret: str, csrf: str) -> Session | None:
    """The same session under another secret; the old one is worth nothing from now on. None where it has ended."""
    renamed = update(sessions).where(sessions.c.session_id == session.session_id)
    row = c.execute(renamed.values(session_id=digest(secret), csrf=csrf).returning(sessions)).first()
    return Session(*row) if row else None


def end(c: Connection, session_id: str) -> bool:
    """Log out. False where there is no such session."""
    return c.execute(delete(sessions).where(sessions.c.session_id == session_id)).rowcount == 1


def end_all(c: Connection, user_name: str, but: str | None = None) -> int:
    """Log a user out everywhere, except in the session `but`. How many ended."""
    mine = [sessions.c.user_name == user_name]
    if but is not None:
        mine.append(sessions.c.session_id != but)
    return c.execute(delete(sessions).where(*mine)).rowcount


def of_user(c: Connection, user_name: str, now_ns: int) -> list[Session]:
    """Where the user is logged in, the last used first."""
    mine = select(sessions).where(sessions.c.user_name == user_name).order_by(sessions.c.last_used_at.desc(), sessions.c.session_id)
    found = [Session(*row) for row in c.execute(mine)]
    return [session for session in found if not is_over(session, now_ns)]


def prune(c: Connection, now_ns: int) -> int:
    """Forget what is over. How many there were."""
    idle = sessions.c.last_used_at <= now_ns - IDLE_S * _SECOND
    return c.execute(delete(sessions).where(idle | (sessions.c.created_at <= now_ns - ABSOLUTE_S * _SECOND))).rowcount
