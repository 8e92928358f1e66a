from typing import Any

from redshank.cli.agent.kernel_text import lines

LINE = {
    "class": 2, "seen": 100, "delivered": 60, "throttled": 30, "dropped_ring": 7, "corrupt": 1, "in_flight": 2,
    "dropped_spool": 5, "remainder": 0,
}  # fmt: skip
KERNEL: dict[str, Any] = {
    "ledger": [LINE], "throttled": {"file.open": 30}, "pinned": True, "taken_over": True,
    "programs": {"sys_exit": {"runs": 10, "run_ns": 500, "missed": 0}, "process_exec": {"runs": 0, "run_ns": 0, "missed": 3}},
}  # fmt: skip


def test_ledger_throttles_and_cost_are_shown() -> None:
    head, ledger, throttled, programs = lines(KERNEL)
    assert head.split() == ["ledger", "seen", "delivered", "throttled", "dropped", "ring", "corrupt", "in", "flight", "dropped", "spool"]
    assert ledger.split() == ["bulk", "100", "60", "30", "7", "1", "2", "5"]
    assert throttled == "throttled file.open 30"
    assert programs == "programs  2 loaded, pinned, taken over from the agent before, 3 runs missed: sys_exit 50 ns x 10"


def test_remainder_is_said_loudly() -> None:
    assert "UNEXPLAINED -4" in list(lines({**KERNEL, "ledger": [{**LINE, "remainder": -4}]}))[1]


def test_without_statistics_it_says_how_to_get_them_and_without_a_kernel_side_nothing() -> None:
    silent = {**KERNEL, "throttled": {}, "programs": {"a": {"runs": 0, "run_ns": 0, "missed": 0}}, "pinned": False, "taken_over": False}
    assert list(lines(silent))[-2:] == [
        "throttled nothing", "programs  1 loaded, not pinned: their cost is known while kernel.bpf_stats_enabled is 1",
    ]  # fmt: skip
    assert list(lines({})) == []
