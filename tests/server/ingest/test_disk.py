import pytest

from redshank.server.ingest.disk import DiskLadder, free_share


def standing(*shares):
    """The steps taken as the disk goes through these shares of free space."""
    found = iter(shares)
    ladder = DiskLadder(lambda: next(found))
    steps = []
    for _ in shares:
        ladder.look()
        steps.append(ladder.step.word)
    return steps, ladder


@pytest.mark.parametrize(
    ("free", "word", "refused"),
    [(0.5, "ok", ""), (0.14, "warning", ""), (0.07, "no_bulk", "3"), (0.03, "urgent_only", "23"), (0.01, "read_only", "0123")],
)
def test_each_step_refuses_more(free, word, refused):
    (step,), ladder = standing(free)
    assert step == word
    assert [lane for lane in range(4) if ladder.refuses(lane)] == [int(lane) for lane in refused]


def test_it_recovers_by_itself():
    steps, ladder = standing(0.01, 0.5)
    assert steps == ["read_only", "ok"]
    assert not ladder.refuses(3)


def test_it_does_not_flutter_at_an_edge():
    assert standing(0.079, 0.081, 0.079, 0.086)[0] == ["no_bulk", "no_bulk", "no_bulk", "warning"]


def test_look_says_whether_something_changed():
    shares = iter((0.5, 0.05, 0.05))
    ladder = DiskLadder(lambda: next(shares))
    assert [ladder.look() for _ in range(3)] == [False, True, False]


def test_share_of_a_folder_that_is_gone_is_none(tmp_path):
    assert 0 < free_share(tmp_path) < 1
    assert free_share(tmp_path / "gone") == 0.0
