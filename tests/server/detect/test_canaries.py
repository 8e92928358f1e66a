from redshank.events._generated.types import AgentHeartbeat
from redshank.server.detect.canaries import Canaries
from tests.generated import build


class Server:
    """Takes heartbeats and signs at a clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.canaries = Canaries(lambda: self.now)

    def beat(self, state: str = "running", every_s: int | None = 60) -> None:
        beat = AgentHeartbeat(timestamp=1, agent_id="a1", heartbeat_state=state, heartbeat_canary_s=every_s)
        self.canaries.take([beat], [])

    def sign(self) -> None:
        self.canaries.take([], [build.process_exec(agent_id="a1")])

    def run(self, seconds: int) -> list[tuple[str, float]]:
        found = []
        for _ in range(seconds // 10):
            self.now += 10
            self.beat()
            found += self.canaries.look()
        return found


def test_agent_that_sends_and_whose_canary_stays_away_is_blind_within_130_s_and_told_once() -> None:
    server = Server()
    server.beat("started")
    assert server.run(60) == []
    server.sign()
    assert server.run(120) == []
    assert server.run(10) == [("a1", 130.0)]
    assert server.run(600) == []
    server.sign()
    assert server.run(120) == [] and len(server.run(20)) == 1


def test_who_is_silent_said_goodbye_or_has_no_canary_is_not_blind() -> None:
    server = Server()
    server.beat("started")
    server.now += 600
    assert server.canaries.look() == [], "silent: told of elsewhere"
    server.beat()
    assert server.canaries.look() == [], "what it did while it was away cannot have come"
    server.beat("stopping")
    assert server.canaries.look() == []
    server.beat(every_s=None)
    server.now += 20
    assert server.canaries.look() == []
    server.sign()
