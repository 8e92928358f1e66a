"""One entry of a text log, whichever source it came from."""

import msgspec

LATEST_NS = 4_102_444_800_000_000_000
"""2100: a later time in a log is none. A forged one must not overflow the 64 bits an event has for it."""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A log line or journal entry. (A Struct, because a frozen dataclass takes five times as long to make.)

    time: nanoseconds since 1970, the log's own where it tells one.
    source: `journal` or `auth_log`. path: file or folder it was read from. message: without time, host and program.
    written_pid: by the program's own word, which it can choose as it likes; kernel_pid, user_id, login_user, session:
    what the journal had from the kernel. trusted: False where the kernel's word shows that the program is not the one
    it says (a file cannot know: there it is True). repeats: how often the sentence happened where the log says it once.
    sentence: what happened, where `message` wraps it.
    """

    time: int
    source: str
    path: str
    program: str | None
    message: str
    written_pid: int | None = None
    kernel_pid: int | None = None
    user_id: int | None = None
    login_user: int | None = None
    session: int | None = None
    facility: int | None = None
    severity: int | None = None
    trusted: bool = True
    repeats: int = 1
    sentence: str = ""
