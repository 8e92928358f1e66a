"""One user opens a secret as fast as the machine can; another runs 100 marked programs and opens a file with each.

    python -m tools.flood [SECONDS]      (root; a minute by default)

Prints what was caused and what was told; exit 1 where one of the 100 was missed or the ledger does not add up.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from redshank.core.clock import SystemClock
from redshank.events import Event
from redshank.events._generated.types import AgentThrottled
from redshank.host.sensor import programs
from redshank.host.sensor.compose import SensorSettings
from redshank.host.sensor.flow import by_class
from redshank.host.sensor.keeping import Keeping
from redshank.host.sensor.kernel_source import KernelSource
from redshank.host.sensor.limits import Limits
from redshank.host.sensor.process_table import ProcessTable

MARKED, SECRET = 100, 2
TURN_S, AFTER_S = 0.01, 4.0
FLOOD = """
import os, sys, time
os.setuid(12345)
end, count = time.monotonic() + {seconds}, 0
while time.monotonic() < end:
    for _ in range(1000): os.close(os.open({path!r}, 0))
    count += 1000
print(count)
"""
QUIET = """
import os, time
os.setuid(23456)
for number in range({marked}):
    os.waitpid(os.posix_spawn('/bin/true', ['true', f'marked-{{number}}'], {{}}), 0)
    os.close(os.open({path!r}, 0))
    time.sleep({seconds} / {marked})
"""


def main(words: list[str]) -> int:
    """Entry of the command; see the module's first lines."""
    seconds = float(words[0]) if words else 60.0
    settings = SensorSettings()
    limits = Limits(settings.limit_process_per_s, settings.limit_user_per_s, settings.limit_urgent_per_s)
    scope, clock = programs.own_scope(), SystemClock()
    table = ProcessTable("host", "boot")
    with tempfile.TemporaryDirectory() as folder:
        source = KernelSource("full", scope, table, clock, print, Keeping(limits=limits))
        try:
            return _flood(source, Path(folder), seconds)
        finally:
            source.close()


def _flood(source: KernelSource, folder: Path, seconds: float) -> int:
    folder.chmod(0o755)
    flooded, quiet = (_secret(source, folder / name) for name in ("flooded", "quiet"))
    floods = [_start(FLOOD.format(seconds=seconds, path=str(flooded))) for _ in range(os.cpu_count() or 1)]
    other = _start(QUIET.format(seconds=seconds * 0.9, marked=MARKED, path=str(quiet)))
    told = _read(source, seconds + AFTER_S, str(quiet))
    caused = sum(int(flood.communicate()[0]) for flood in floods)
    other.communicate()
    print(f"caused: {caused} opens in {seconds:.0f} s, {caused / seconds:.0f} a second; told: {dict(told)}")
    lines = by_class(source.flow.lines())
    for place, line in lines.items():
        print(f"class {place}: {line}")
    print(f"remainder: {dict(source.flow.remainder) or 0}")
    whole = told["marked execs"] == told["marked opens"] == MARKED and not source.flow.remainder
    print("all of the other user's acts were seen, and the ledger adds up" if whole else "NOT MET")
    return 0 if whole else 1


def _secret(source: KernelSource, path: Path) -> Path:
    path.write_text("secret")
    path.chmod(0o644)
    stat = path.stat()
    source.watch.add(stat.st_ino, os.major(stat.st_dev) << 20 | os.minor(stat.st_dev), SECRET)
    return path


def _start(code: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-S", "-c", code], stdout=subprocess.PIPE, text=True)


def _read(source: KernelSource, seconds: float, quiet: str) -> Counter[str]:
    told: Counter[str] = Counter()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for event in source.read():
            told[_name(event, quiet)] += event.throttled_count or 0 if isinstance(event, AgentThrottled) else 1
        source.settle()
        time.sleep(TURN_S)
    return told


def _name(event: Event, quiet: str) -> str:
    if isinstance(event, AgentThrottled):
        return "held back"
    if event.event_action == "process.exec" and (event.process_args or [""])[-1].startswith("marked-"):
        return "marked execs"
    return "marked opens" if getattr(event, "file_path", "") == quiet else "others"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
