from redshank.host.sensor.pace import BURST, PER_TURN_NS, Pace


def test_lone_acts_are_read_at_once() -> None:
    pace, now = Pace(), 0
    for _ in range(50):
        now += 100_000_000
        assert [pace.pause_ns(now + step) for step in range(3)] == [0, 0, 0]


def test_storm_gets_a_burst_and_then_one_turn_each_ten_milliseconds() -> None:
    pace, now, turns = Pace(last_ns=1), 1, 0
    while now < 1_000_000_000:
        now += pace.pause_ns(now) + 200_000  # the next event comes 0.2 ms after each turn
        turns += 1
    assert turns <= BURST + 1_000_000_000 // PER_TURN_NS + 1


def test_quiet_time_fills_the_purse_but_not_over_its_bound() -> None:
    pace = Pace()
    pace.pause_ns(10**12)
    assert pace.turns == BURST - 1


def test_agent_that_holds_itself_back_reads_later() -> None:
    pace, now = Pace(last_ns=1, turns=0, stretch=4), 1
    assert pace.pause_ns(now) == 4 * PER_TURN_NS
    assert pace.pause_ns(now + 8 * PER_TURN_NS) == 0, "the one owed and another were earned"
