"""The built console: its files, packed ones where the browser takes them, and the page that starts it."""

import re
from dataclasses import dataclass
from pathlib import Path

TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".map": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
"""What is served, and as what; a file of another kind is not there."""
_HASHED = re.compile(r"[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$")
INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class ConsoleFile:
    """A file ready to be sent. packed: gzip. unchanging: its name carries a hash of its content."""

    body: bytes
    media_type: str
    packed: bool
    unchanging: bool

    def headers(self) -> dict[str, str]:
        """Its headers beside the type."""
        cache = "public, max-age=31536000, immutable" if self.unchanging else "no-cache"
        headers = {"Cache-Control": cache, "Vary": "Accept-Encoding"}
        return headers | ({"Content-Encoding": "gzip"} if self.packed else {})


@dataclass(frozen=True, slots=True)
class _Known:
    plain: Path
    packed: Path | None
    media_type: str
    unchanging: bool


@dataclass(frozen=True, slots=True)
class Console:
    """The files of a folder by their path in it, listed once: nothing but what is listed is ever opened."""

    files: dict[str, _Known]

    @property
    def is_built(self) -> bool:
        """Whether there is a page to start."""
        return INDEX in self.files

    def file(self, path: str, accepts_gzip: bool) -> ConsoleFile | None:
        """The file at a path below the folder, None where there is none."""
        known = self.files.get(path)
        if known is None:
            return None
        packed = known.packed if accepts_gzip else None
        try:
            body = (packed or known.plain).read_bytes()
        except OSError:  # gone, or made anew just now
            return None
        return ConsoleFile(body, known.media_type, packed is not None, known.unchanging)


def open_console(folder: Path | None) -> Console:
    """The console built into this folder; one without files where there is none."""
    if folder is None or not folder.is_dir():
        return Console({})
    found = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    names = {path.relative_to(folder).as_posix(): path for path in found}
    return Console({name: _known(name, names) for name in names if Path(name).suffix in TYPES})


def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header takes gzip."""
    for part in header.lower().split(","):
        name, _, parameters = part.strip().partition(";")
        if name.strip() == "gzip":
            return parameters.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _known(name: str, names: dict[str, Path]) -> _Known:
    unchanging = name.startswith("assets/") and _HASHED.search(name) is not None
    return _Known(names[name], names.get(f"{name}.gz"), TYPES[Path(name).suffix], unchanging)
