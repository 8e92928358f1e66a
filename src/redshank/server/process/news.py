"""What is told when a batch was judged: to the pages, and to the process that started us."""

from dataclasses import dataclass

from redshank.server.detect.judge import First, Verdict
from redshank.server.process.tell import Teller
from redshank.server.store.hub import Hub


@dataclass(frozen=True, slots=True)
class News:
    """Tells what is already kept."""

    hub: Hub
    teller: Teller

    def tell(self, verdict: Verdict) -> None:
        """What came of a batch."""
        if verdict.revision:
            self.hub.publish("alert", revision=verdict.revision)
        if verdict.incident:
            self.hub.publish("incident", revision=verdict.incident)
        for agent_id in verdict.beats:
            self.hub.publish("agent", key=agent_id)
        for first in verdict.firsts:
            self._tell_first(first)

    def _tell_first(self, first: First) -> None:
        agent = first.agent
        self.hub.publish("agent", key=agent.agent_id)
        if agent.token_id:
            self.hub.publish("enrolment", key=agent.token_id)
        mark = {"kind": "mark", "what": f"first_{first.what}", "host": agent.host_name, "agent": agent.agent_id, "at_ns": first.at_ns}
        self.teller.tell({**mark, "title": first.title})
