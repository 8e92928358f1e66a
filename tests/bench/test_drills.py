"""What the drills conclude from what they saw, and one short run of each on the real kernel."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bench.drills import flood, restart, soak, stage
from bench.drills.soak import Run, Sample
from bench.drills.stage import Kept

ROOT = Path(__file__).resolve().parents[2]


def numbered(word: str, number: int, user: int = flood.OTHER) -> dict[str, Any]:
    return {"event.action": "process.exec", "process.args": ["/run/storm", "-", word, str(number)], "user.id": user}


LOSSES = [
    {"event.action": "agent.loss", "redshank.loss.type": "process.exec", "redshank.loss.reason": "ring_full", "redshank.loss.count": "3"},
    {"event.action": "agent.loss", "redshank.loss.reason": "restart"},
    {"event.action": "agent.throttled", "redshank.throttled.type": "file.open", "redshank.throttled.count": "40"},
]


def test_store_counts_all_and_keeps_what_is_wanted_and_every_loss() -> None:
    kept = Kept(flood.is_marked)
    kept += [numbered(flood.WORD, 1), numbered(flood.WORD, 2, user=0), {"event.action": "file.open"}, *LOSSES]
    assert len(kept) == 4
    assert kept.counts == {"process.exec": 2, "file.open": 1, "agent.loss": 2, "agent.throttled": 1}
    assert flood.numbers(kept) == {1}


def test_losses_are_added_up_by_type_and_reason() -> None:
    assert stage.lost(LOSSES) == {"process.exec lost: ring_full": 3, "any lost: restart": 1, "file.open held back": 40}


def test_remainder_of_the_ledger_is_found_wherever_the_agent_says_it() -> None:
    status = {"kernel": {"ledger": [{"class": 1, "remainder": 2}, {"class": 2, "remainder": -1}]}}
    assert stage.remainder(status) == 3
    assert stage.remainder({"spool": {}}) is None


@pytest.mark.parametrize(
    ("told", "losses", "status"),
    [([0, 1, 2], [], 0), ([0, 2], [], 1), ([0, 2], LOSSES[:1], 0), ([0, 1, 1, 2], [], 1)],
    ids=["all", "one missing", "one missing and counted", "one twice"],
)
def test_restart_fails_for_what_is_missing_uncounted_or_told_twice(told: list[int], losses: list[Any], status: int) -> None:
    kept = Kept(restart.is_numbered)
    kept += [*(numbered(restart.WORD, number) for number in told), *losses]
    assert restart.judge(SimpleNamespace(kept=kept), {}, 3) == status  # type: ignore[arg-type]  # all it needs of an agent


@pytest.mark.parametrize(("told", "remainder", "status"), [([0, 1], 0, 0), ([0], 0, 1), ([0, 1], 1, 1)])
def test_flood_fails_for_an_unseen_program_or_an_unaccounted_event(told: list[int], remainder: int, status: int) -> None:
    kept = Kept(flood.is_marked)
    kept += [numbered(flood.WORD, number) for number in told]
    ledger = {"ledger": [{"class": 1, "remainder": remainder}]}
    assert flood.judge(SimpleNamespace(kept=kept), ledger, 2, 1_000) == status  # type: ignore[arg-type]


def test_slope_is_that_of_the_second_half_in_an_hour() -> None:
    start = [Sample(at * 60.0, 40.0 + 3 * at, 0.0) for at in range(10)]
    assert soak.slope([*start, *(Sample(600 + at * 60.0, 60.0 + at / 60, 0.0) for at in range(10))]) == pytest.approx(1.0)
    assert soak.slope([Sample(0, 1, 0)]) == 0.0


@pytest.mark.parametrize(
    ("minutes", "idle", "end_mib", "grows", "status"),
    [(30, 0.004, 55, 1, 0), (30, 0.006, 55, 1, 1), (30, 0.004, 61, 1, 1), (30, 0.004, 55, 9, 1), (2, 0.004, 55, 9, 0)],
)
def test_soak_fails_for_memory_growth_or_idle_cost_over_the_goal(minutes, idle, end_mib, grows, status) -> None:
    samples = [Sample(at * 60.0, 50 + grows * at / 60, at * 1.0) for at in range(20)]
    assert soak.judge(Run(samples, minutes, idle, end_mib, 100, {})) == status


@pytest.mark.root
def test_flood_of_one_second_in_a_throw_away_host() -> None:
    words = [sys.executable, "-m", "bench.drills.flood", "--seconds", "1", "--programs", "3"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 of 3 programs of the other user told" in done.stdout
