from redshank.server.store.control import refusals
from redshank.server.store.control.refusals import MAX_LETTERS, MAX_SAMPLE_BYTES, DeadLetter, Refusal


def test_refusals_add_up_by_agent_and_kind(control):
    with control.write() as c:
        refusals.count(c, "a", "corrupt", 2, 10)
        refusals.count(c, "a", "corrupt", 3, 20)
        refusals.count(c, refusals.UNKNOWN_AGENT, "corrupt", 1, 15)
        assert refusals.totals(c) == [Refusal("-", "corrupt", 1, 15, 15), Refusal("a", "corrupt", 5, 10, 20)]


def test_sample_is_cut_and_tells_its_true_size(control):
    with control.write() as c:
        refusals.keep(c, "a", "corrupt", b"x" * 10_000, 5)
        assert refusals.letters(c) == [DeadLetter(1, "a", "corrupt", 5, 10_000, b"x" * MAX_SAMPLE_BYTES)]


def test_newest_samples_are_kept(control):
    with control.write() as c:
        for number in range(MAX_LETTERS + 5):
            refusals.keep(c, "a", "corrupt", b"%d" % number, number)
        kept = refusals.letters(c, 10_000)
    assert len(kept) == MAX_LETTERS
    assert (kept[0].sample, kept[-1].sample) == (b"%d" % (MAX_LETTERS + 4), b"5")
