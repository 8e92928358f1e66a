"""The way of a batch through the server, in the one order there is. Read this first.

    receive ─ join ─▶ store ─▶ acknowledge ─▶ judge and keep alerts ─▶ tell

Events are stored and acknowledged first, and only then judged: what is judged is committed. Two threads walk it, one
up to the acknowledgement and one from there on; between them waits a bounded number of events, and while that is full
agents are asked to wait. Where a stage raises, none after it happens.
"""

from redshank.server.detect.judge import Judge, JudgeThread
from redshank.server.ingest.joiner import Joined, Joiner, acknowledge
from redshank.server.ingest.keep import Keeper, Stored
from redshank.server.process.news import News
from redshank.server.store.event_store import EventStore


class Pipeline:
    """The stages and the two threads that walk them."""

    def __init__(self, keeper: Keeper, judge: Judge, news: News) -> None:
        self.keeper, self.judge, self.news = keeper, judge, news
        self.waiting = JudgeThread(self.conclude, judge.close, judge.stopping, judge.log)
        self.joiner = Joiner(self.advance, self.waiting.has_room)

    def advance(self, joined: Joined) -> None:
        """What was received and joined. Raises StoreError where it could not be stored: then nothing is acknowledged."""
        plan, stored = self.keeper.keep(joined.incoming, joined.own)  # events durable, then their marks
        for batch in stored:
            self.waiting.take(batch)  # handed on in memory; read back from the store only after a start
        acknowledge(joined, plan.refused, self.keeper.lanes.high_waters)  # only now do the agents hear of it

    def conclude(self, batch: Stored) -> None:
        """What was stored. A batch that is not kept because the end comes first is judged again after the next start."""
        verdict = self.judge.judge(batch)  # the rules; then alerts, cursor and outbox in one transaction
        if verdict is not None:
            self.news.tell(verdict)  # pages, and whoever started us

    def start(self, events: EventStore) -> None:
        """Takes in what a crash left between the stores, then begins. Raises StoreError where they do not answer."""
        self.keeper.open()
        self.waiting.start(self.judge.missed(events, self.keeper.position))
        self.joiner.start()

    def stop(self, timeout_s: float) -> bool:
        """Stores what waits, writes down how far judging came, ends; whether that was done in time."""
        joined = self.joiner.stop(timeout_s / 2)
        return self.waiting.stop(timeout_s / 2) and joined
