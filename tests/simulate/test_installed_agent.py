"""The operator's part, with a stand-in for the agent's command: what it says and how it ends is what counts."""

import signal
import time

import pytest

from redshank.core.errors import HostError
from redshank.simulate import installed_agent
from redshank.simulate.sandbox.orders import Start
from redshank.simulate.sandbox.world import World

pytestmark = pytest.mark.root


def command(monkeypatch, script: str) -> None:
    monkeypatch.setattr(installed_agent, "_COMMAND", ("/bin/sh", "-c", script, "agent"))


def test_start_is_the_moment_of_the_command_and_watching_the_moment_it_says_so(world: World, monkeypatch) -> None:
    command(monkeypatch, "echo one >&2; echo 'redshank: watching' >&2; exec sleep 60")
    before = time.time_ns()
    agent = installed_agent.run(world)
    agent.await_watching()
    assert agent.watching_ns is not None
    assert before <= agent.started_ns <= agent.watching_ns <= time.time_ns()
    assert agent.last_line() == "redshank: watching"
    agent.stop()
    assert world.ended(agent.pid) == -signal.SIGTERM


def test_agent_that_ends_says_its_last_word(world: World, monkeypatch) -> None:
    command(monkeypatch, "echo 'redshank: no key here' >&2; exit 2")
    agent = installed_agent.run(world)
    with pytest.raises(HostError, match="ended with 2: redshank: no key here"):
        agent.await_watching()


def test_agent_that_does_not_watch_in_time_is_an_error(world: World, monkeypatch) -> None:
    command(monkeypatch, "exec sleep 60")
    agent = installed_agent.run(world)
    with pytest.raises(HostError, match="does not watch in time: it said nothing"):
        agent.await_watching(0.1)
    agent.stop()


def test_stop_of_an_agent_whose_world_is_gone_is_quiet(world: World, monkeypatch) -> None:
    command(monkeypatch, "exec sleep 60")
    agent = installed_agent.run(world)
    world.close()
    agent.stop()


def test_agent_keeps_the_rights_that_others_have_lost(world: World, monkeypatch) -> None:
    command(monkeypatch, "grep CapBnd /proc/self/status >&2; echo watching >&2; exec sleep 60")
    agent = installed_agent.run(world)
    agent.await_watching()
    agent.stop()
    few = world.run(Start(["/bin/grep", "CapBnd", "/proc/self/status"]))
    assert int(agent.said.split()[1], 16) > int(few.split()[1], 16)
