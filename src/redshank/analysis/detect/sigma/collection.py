"""Other people's rules as they come: a checkout of files, or a release archive. Read only, bounded, nothing is unpacked."""

import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from redshank.analysis.detect.sigma.document import MAX_FILE_BYTES
from redshank.core.errors import ConfigError

MAX_FILES = 20_000
MAX_BYTES = 256 << 20
SUFFIXES = (".yml", ".yaml")
LICENCE_WORDS = ("license", "licence", "copying")
_NAME_BYTES = 255


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a collection. path: below its top, with `/`, nothing in it that leads elsewhere."""

    path: str
    data: bytes

    @property
    def is_licence(self) -> bool:
        """True for the text under which the rules may be used."""
        return is_licence(self.path)


def is_licence(path: str) -> bool:
    """True where a file's name says that it is a licence."""
    return PurePosixPath(path).name.lower().startswith(LICENCE_WORDS)


def members(source: Path) -> Iterator[Member]:
    """Rule files and licences of a folder, a .zip, or a .tar(.gz, .bz2, .xz), in the order of their paths.

    Raises ConfigError: no such place, no archive that we know, or more of it than any collection of rules has.
    """
    if source.is_dir():
        return _bounded(source, _of_folder(source))
    if not source.is_file():
        raise ConfigError(f"{source}: no such folder or archive")
    try:
        if zipfile.is_zipfile(source):
            return _bounded(source, _of_zip(source))
        if tarfile.is_tarfile(source):
            return _bounded(source, _of_tar(source))
    except OSError as error:
        raise ConfigError(f"{source}: cannot be read: {error.strerror}") from error
    raise ConfigError(f"{source}: neither a folder nor an archive (.zip, .tar.gz)")


def safe_path(name: str) -> str | None:
    """A member's path as we would write it; None where it leads out of its folder or is no file of ours."""
    path = PurePosixPath(name)
    if path.is_absolute() or any(part in ("..", "") or len(part.encode()) > _NAME_BYTES for part in path.parts):
        return None
    if not name.isprintable() or "\\" in name:
        return None
    return str(path) if path.suffix.lower() in SUFFIXES or is_licence(name) else None


def _bounded(source: Path, found: Iterator[tuple[str, int, Callable[[], bytes]]]) -> Iterator[Member]:
    count = total = 0
    try:
        for name, size, read in found:
            path = safe_path(name)
            if path is None or size > MAX_FILE_BYTES:
                continue
            count, total = count + 1, total + size
            if count > MAX_FILES or total > MAX_BYTES:
                raise ConfigError(f"{source}: over {MAX_FILES} rule files or {MAX_BYTES >> 20} MiB: give the folder that has the rules")
            yield Member(path, read())
    except (OSError, zipfile.BadZipFile, tarfile.TarError, EOFError) as error:
        raise ConfigError(f"{source}: cannot be read to its end: {error}") from error


def _of_folder(source: Path) -> Iterator[tuple[str, int, Callable[[], bytes]]]:
    for file in sorted(source.rglob("*")):
        found = file.lstat()
        if stat.S_ISREG(found.st_mode):  # links may lead anywhere
            yield file.relative_to(source).as_posix(), found.st_size, file.read_bytes


def _of_zip(source: Path) -> Iterator[tuple[str, int, Callable[[], bytes]]]:
    with zipfile.ZipFile(source) as archive:
        for info in sorted(archive.infolist(), key=lambda one: one.filename):
            if not info.is_dir() and not stat.S_ISLNK(info.external_attr >> 16):
                yield info.filename, info.file_size, partial(_read_zip, archive, info)


def _read_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Never more than the directory promised: a bomb lies about its size."""
    with archive.open(info) as stream:
        return stream.read(info.file_size)


def _of_tar(source: Path) -> Iterator[tuple[str, int, Callable[[], bytes]]]:
    with tarfile.open(source) as archive:
        for info in archive:
            if info.isreg():
                yield info.name, info.size, partial(_read_tar, archive, info)


def _read_tar(archive: tarfile.TarFile, info: tarfile.TarInfo) -> bytes:
    stream = archive.extractfile(info)
    if stream is None:
        return b""
    with closing(stream):
        return stream.read(info.size)
