"""Lines that two logs tell: the journal and auth.log of one host hold the same sentences."""

from collections import OrderedDict

WINDOW_NS = 5_000_000_000
"""How far apart two logs put the time of one line; a file may tell whole seconds only."""
CAPACITY = 8192
MOST_OPEN = 64
_ESCAPED = {number: f"#{number:03o}" for number in (*range(32), 127)}
"""How rsyslog writes control characters, which the journal keeps."""


class EchoFilter:
    """Tells a line from its echo in another log: one with the same program, written pid and sentence, near in time.

    Lines are paired off one by one, so a sentence that really was said three times stays three in either order of the
    two logs. Remembers at most CAPACITY sentences.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._open: OrderedDict[tuple[str | None, int | None, str], list[tuple[str, int]]] = OrderedDict()
        self.echoes = 0

    def is_echo(self, log: str, program: str | None, pid: int | None, sentence: str, time: int) -> bool:
        """True where another log than `log` told this line and it has not been paired off yet."""
        if not sentence.isprintable():
            sentence = sentence.translate(_ESCAPED)
        key = (program, pid, sentence)
        unpaired = self._open.get(key)
        if unpaired is None:
            self._open[key] = [(log, time)]
            if len(self._open) > self._capacity:
                self._open.popitem(last=False)
            return False
        for place, (other, told) in enumerate(unpaired):
            if other != log and abs(told - time) <= WINDOW_NS:
                del unpaired[place]
                self.echoes += 1
                return True
        unpaired.append((log, time))
        del unpaired[:-MOST_OPEN]
        self._open.move_to_end(key)
        return False
