from dataclasses import replace

import pytest

from redshank.server.detect.judge import First, Verdict
from redshank.server.process.news import News
from tests.server.detect.test_silence import AGENT, NOW_NS


class Heard:
    def __init__(self):
        self.published, self.told = [], []

    def publish(self, topic, key="", revision=0):
        self.published.append((topic, key, revision))

    def tell(self, message):
        self.told.append(message)


@pytest.fixture
def heard():
    return Heard()


def test_alerts_and_heartbeats_are_news_for_the_pages(heard):
    News(heard, heard).tell(Verdict(revision=7, beats=("a1", "a2")))
    assert heard.published == [("alert", "", 7), ("agent", "a1", 0), ("agent", "a2", 0)]
    assert heard.told == []


def test_batch_without_alerts_is_no_news(heard):
    News(heard, heard).tell(Verdict())
    assert heard.published == []


def test_first_of_an_agent_is_told_to_whoever_started_us_and_to_its_enrolment(heard):
    agent = replace(AGENT, token_id="t1")
    News(heard, heard).tell(Verdict(firsts=(First("severity_1", agent, NOW_NS, "insmod was run"),)))
    assert heard.published == [("agent", AGENT.agent_id, 0), ("enrolment", "t1", 0)]
    assert heard.told == [
        {"kind": "mark", "what": "first_severity_1", "host": "web-03", "agent": AGENT.agent_id, "at_ns": NOW_NS, "title": "insmod was run"}
    ]
