from redshank.host.integrity.budget import Budget


def test_reserve_is_used_up_and_comes_back_with_time() -> None:
    budget = Budget(0.1, 100, 0)
    assert budget.allows(0)
    budget.take(150)
    assert not budget.allows(400) and budget.allows(600)
    assert budget.allows(10**12)
    budget.take(101)
    assert not budget.allows(10**12)
