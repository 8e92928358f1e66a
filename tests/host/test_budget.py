from redshank.host.budget import MEMORY_LOOKS, MOST_LEVEL, CpuBudget, MemoryBudget


def test_agent_over_its_budget_holds_itself_back_step_by_step_and_says_so() -> None:
    budget = CpuBudget(25)
    assert not budget.look(0, 0) and budget.sentence() == ""
    for turn in range(1, 6):
        assert budget.look(turn * 5, turn * 10) == (turn <= MOST_LEVEL)
    assert (budget.used, budget.level, budget.divisor) == (50.0, MOST_LEVEL, 64)
    assert "25 % of a core" in budget.sentence() and "64th" in budget.sentence()


def test_calm_agent_goes_back_and_one_just_below_its_budget_stays() -> None:
    budget = CpuBudget(25, level=2)
    budget.look(0, 0)
    assert not budget.look(2, 10), "20 % is neither over nor calm"
    assert budget.look(3, 20) and budget.level == 1


def test_no_budget_is_never_over_and_a_clock_that_stands_says_nothing() -> None:
    budget = CpuBudget(0)
    budget.look(0, 0)
    assert not budget.look(10, 10) and budget.level == 0
    assert not budget.look(20, 10)


def test_memory_over_the_ceiling_drops_caches_first_and_asks_for_a_restart_when_that_did_not_help() -> None:
    budget = MemoryBudget(100)
    steps = [budget.look(101) for _ in range(MEMORY_LOOKS)]
    assert steps == ["drop"] * (MEMORY_LOOKS - 1) + ["restart"]
    assert budget.look(99) == "ok" and budget.look(101) == "drop" and MemoryBudget(0).look(1 << 40) == "ok"
