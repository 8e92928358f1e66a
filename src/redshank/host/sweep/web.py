"""Pages that run commands: scripts in folders of web servers whose text is a web shell's."""

import re
import stat
from collections.abc import Iterator

from redshank.events._generated.types import HostState
from redshank.host.sweep.scene import Scene

ROOTS = ("/var/www", "/srv/www", "/srv/http", "/usr/share/nginx/html", "/usr/local/www", "/opt/lampp/htdocs", "/var/lib/tomcat9/webapps")
ENDINGS = (".php", ".php5", ".phtml", ".phar", ".jsp", ".jspx", ".cgi", ".pl", ".py", ".sh", ".inc")
MOST_FILES = 50_000
_HEAD = 64 * 1024
_RUNS = re.compile(
    r"(?:eval|assert|system|shell_exec|passthru|popen|proc_open|exec|pcntl_exec)\s*\(\s*@?\s*"
    r"(?:(?:base64_decode|gzinflate|str_rot13|gzuncompress)\s*\(|@?\$_(?:GET|POST|REQUEST|COOKIE|SERVER)\b)"
)
"""What is asked for is run, or packed text is: bounded, without nesting, so linear."""
_JSP = re.compile(r"getRuntime\(\)\s*\.\s*exec\s*\(\s*request\s*\.\s*getParameter")
_IMAGES = ("/upload", "/uploads/", "/images/", "/img/", "/media/", "/tmp/", "/cache/", "/files/")  # noqa: S108  # parts of a path


def look(scene: Scene) -> Iterator[HostState]:
    """One event for each script that runs what it is told, and for each script among uploads."""
    counted = 0
    waiting = [root for root in ROOTS if (found := scene.stat(root)) is not None and stat.S_ISDIR(found.st_mode)]
    while waiting:
        for path, found in scene.listed(waiting.pop()):
            counted += 1
            if counted > MOST_FILES:
                scene.skipped += 1
                return
            if stat.S_ISDIR(found.st_mode):
                waiting.append(path)
            elif stat.S_ISREG(found.st_mode) and path.lower().endswith(ENDINGS):
                traits = traits_of(path, scene.text(path)[:_HEAD])
                if traits:
                    event = scene.file("web", path, found, *traits)
                    event.file_hash_sha256 = scene.digest(path).sha256 or None
                    yield event


def traits_of(path: str, text: str) -> list[str]:
    """runs_requests where the script does what a request says, among_uploads where it lies where visitors' files go."""
    found = []
    if _RUNS.search(text) or _JSP.search(text):
        found.append("runs_requests")
    if any(part in path for part in _IMAGES) and path.lower().endswith(ENDINGS[:7]):
        found.append("among_uploads")
    return found
