"""Who had just connected to a service when it did something: the peer of what a web server or a daemon was made to do. Pure."""

from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator

from redshank.analysis.incidents.keys import is_local
from redshank.events import Event

NS = 1_000_000_000
BEFORE_NS = 10 * NS
"""How long before an act of a service the visit may be that caused it."""
MAX_SERVICES, MAX_VISITS = 4_096, 32


class Visits:
    """The latest connections that each process took. Bounded: the service that was quiet for longest is forgotten."""

    def __init__(self) -> None:
        self._by_process: OrderedDict[tuple[str, int], deque[tuple[int, str]]] = OrderedDict()

    def observe(self, events: Iterable[Event]) -> None:
        """Take in what was stored; only accepted connections matter."""
        for event in events:
            address, pid = getattr(event, "source_ip", None), event.process_pid
            if event.event_action == "net.accept" and pid is not None and address and not is_local(address):
                visits = self._by_process.setdefault((_host(event), pid), deque(maxlen=MAX_VISITS))
                visits.append((event.timestamp, address))
                self._by_process.move_to_end((_host(event), pid))
                if len(self._by_process) > MAX_SERVICES:
                    self._by_process.popitem(last=False)

    def peers(self, event: Event) -> Iterator[str]:
        """Who had connected to this process, or to one it descends from, within the seconds before."""
        host = _host(event)
        pids = [event.process_pid, *(ancestor.get("pid") for ancestor in event.process_ancestors or ())]
        for pid in pids:
            latest = [address for at, address in self._by_process.get((host, pid or 0), ()) if 0 <= event.timestamp - at <= BEFORE_NS]
            if latest:
                yield latest[-1]
                return


def _host(event: Event) -> str:
    return event.host_id or event.host_name or ""
