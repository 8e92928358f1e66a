import os

import pytest
from bench.agents import AgentError
from bench.latency import Lines


@pytest.fixture
def pipe():
    near, far = os.pipe()
    yield near, far
    os.close(near)


def test_line_counts_once_it_is_whole(pipe):
    near, far = pipe
    lines = Lines(near)
    os.write(far, b'{"event.kind":"event"}\n{"event.kind":"alert","process.executable":"/tmp/x')
    assert lines.wait_for(b"/tmp/x", lambda line: line.kind == "alert", 0.02) is None
    os.write(far, b'"}\n')
    assert lines.wait_for(b"/tmp/x", lambda line: line.kind == "alert", 5.0) is not None
    os.close(far)


def test_agent_that_ends_is_no_endless_wait(pipe):
    near, far = pipe
    os.close(far)
    with pytest.raises(AgentError, match="closed its output"):
        Lines(near).wait_for(b"x", lambda _: True, 5.0)
