"""Sources fetched again, each by itself, and all of them compiled: the last good copy stays where a fetch fails."""

import os
import stat
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from redshank.analysis.intel.allow import read_allow_list
from redshank.analysis.intel.build import Built, build, read_source
from redshank.analysis.intel.folder import Folder
from redshank.analysis.intel.reading import Shape, Tally
from redshank.analysis.intel.sources import Followed
from redshank.analysis.intel.store import open_store
from redshank.cli.intel.fetching import MAX_BYTES, PIECE, Bounds, Known, fetch
from redshank.core.errors import HostError, InputError, RedshankError


@dataclass(frozen=True, slots=True)
class Renewal:
    """What a refresh needs. allow: our own lists of what is harmless."""

    folder: Folder
    allow: Sequence[Path]
    clock: Callable[[], int]
    environ: Mapping[str, str]


def renew(work: Renewal, wanted: Collection[str] | None, only_due: bool = False) -> Built | None:
    """Fetches the sources of these names (None: all) and compiles; None where there was nothing to do."""
    with work.folder.held():
        followed = work.folder.sources()
        now_ns = work.clock()
        meant = [one for one in followed if (wanted is None or one.source.name in wanted) and not (only_due and not one.is_due(now_ns))]
        if only_due and not meant and not needs_build(work, followed):
            return None
        names = {one.source.name for one in meant}
        followed = [_renewed(work, one) if one.source.name in names else one for one in followed]
        return compiled(work, followed)


def compiled(work: Renewal, followed: Sequence[Followed]) -> Built:
    """The store of these sources, whose state is kept with it. The folder is to be held. Raises HostError."""
    try:
        built = build(work.folder, followed, work.allow, work.clock)
        work.folder.save(built.followed)
    except OSError as error:
        raise HostError(f"{error.filename or work.folder.path}: {error.strerror}: what was compiled before stays") from error
    return built


def needs_build(work: Renewal, followed: Sequence[Followed]) -> bool:
    """True where sources have copies and no sound store was made of them, or one has gone stale since."""
    if not any(one.state.good_ns for one in followed):
        return False
    try:
        store = open_store(work.folder.store, work.clock)
    except (OSError, InputError):
        return True
    built_ns, now_ns = store.notes.built_ns, work.clock()
    return any(one.is_stale(now_ns) and not one.is_stale(built_ns) for one in followed)


def _renewed(work: Renewal, one: Followed) -> Followed:
    state, now_ns = one.state, work.clock()
    folder = work.folder
    beside = folder.path / "copies" / f".{one.source.name}.{os.getpid()}"
    try:
        with beside.open("w+b") as file:
            found = _fetched(work, one, file)
            file.flush()
            if found is not None:
                _check(one, file)
        if found is not None:
            beside.replace(folder.copy(one.source.name))
            state = replace(state, etag=found.etag, modified=found.modified)
        return replace(one, state=replace(state, tried_ns=now_ns, good_ns=now_ns, trouble=""))
    except (RedshankError, OSError) as error:
        return replace(one, state=replace(state, tried_ns=now_ns, trouble=str(error)[:500]))
    finally:
        beside.unlink(missing_ok=True)


def _fetched(work: Renewal, one: Followed, file: BinaryIO) -> Known | None:
    source = one.source
    if not source.is_url:
        _read_file(Path(source.location), file)
        return Known()
    has_copy = bool(one.state.good_ns) and work.folder.copy(source.name).is_file()
    known = Known(one.state.etag, one.state.modified) if has_copy else Known()
    return fetch(source.location, known, file, Bounds(source.local), work.environ)


def _read_file(path: Path, into: BinaryIO) -> None:
    size = 0
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise HostError(f"{path}: is no file")
        while piece := file.read(PIECE):
            size += len(piece)
            if size > MAX_BYTES:
                raise HostError(f"{path}: over {MAX_BYTES} bytes")
            into.write(piece)


def _check(one: Followed, file: BinaryIO) -> None:
    """A copy without a single indicator is an error page, or of another format: the one of before is better. Raises HostError."""
    file.seek(0)
    tally = Tally()
    if one.source.allow:
        read_allow_list(one.source.name, file, tally)
        some = tally.taken > 0
    else:
        some = next(read_source(one.source, file, Shape(one.source.column), tally)[1], None) is not None
    if not some:
        why = f", as {tally.samples[0]}" if tally.samples else ""
        raise HostError(f"{one.source.location}: not one indicator in it{why}")
