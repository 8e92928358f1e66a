"""Roots of hosts for the checks: files below a temporary folder, and a dpkg database that knows some of them."""

import hashlib
from pathlib import Path

from redshank.host.packages.packages import open_packages
from redshank.host.sweep.scene import Scene

NOW = 4_000_000_000_000_000_000


def put(root: Path, inside: str, content: str = "", mode: int = 0o644) -> Path:
    path = root / inside.lstrip("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    path.chmod(mode)
    return path


def link(root: Path, inside: str, target: str) -> None:
    path = root / inside.lstrip("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


def package(root: Path, name: str, files: dict[str, str], conffiles: dict[str, str] | None = None) -> None:
    """Says in the database that a package has these files with these contents, and puts none of them there."""
    info = root / "var/lib/dpkg/info"
    info.mkdir(parents=True, exist_ok=True)
    md5 = {path: hashlib.md5(text.encode(), usedforsecurity=False).hexdigest() for path, text in {**files, **(conffiles or {})}.items()}
    (info / f"{name}.list").write_text("".join(f"{path}\n" for path in md5))
    (info / f"{name}.md5sums").write_text("".join(f"{md5[path]}  {path.lstrip('/')}\n" for path in files))
    lines = "".join(f" {path} {md5[path]}\n" for path in conffiles or {})
    with (root / "var/lib/dpkg/status").open("a") as status:
        status.write(f"Package: {name}\nStatus: install ok installed\nVersion: 1.0\nArchitecture: all\n")
        status.write(f"Conffiles:\n{lines}\n" if lines else "\n")


def scene(root: Path, *, live: bool = False) -> Scene:
    return Scene(str(root), live, lambda: NOW, open_packages(root, lambda: 1))


def found(events: object) -> dict[str, tuple[set[str], str | None]]:
    """What each path was told with: traits and state of its package."""
    return {event.file_path: (set(event.sweep_traits or ()), event.package_state) for event in events}  # type: ignore[attr-defined]


def process(root: Path, pid: int, program: str, name: str = "x", environment: str = "", line: str = "x\0") -> Path:
    """A process as /proc would show it."""
    folder = root / "proc" / str(pid)
    folder.mkdir(parents=True)
    (folder / "exe").symlink_to(program)
    (folder / "comm").write_text(f"{name}\n")
    (folder / "cmdline").write_text(line)
    (folder / "environ").write_text(environment)
    (folder / "stat").write_text(f"{pid} ({name}) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 12345 0 0\n")
    (folder / "fd").mkdir()
    put(root, "proc/stat", "btime 1700000000\n")
    return folder
