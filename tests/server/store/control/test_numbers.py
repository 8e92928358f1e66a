import threading

from redshank.server.store.control import numbers


def test_advance_gives_the_number_after_it_grew(control):
    with control.write() as c:
        assert numbers.advance(c, numbers.ALERT_NUMBER) == 1
        assert numbers.advance(c, numbers.ALERT_NUMBER, 10) == 11
        assert numbers.hold(c, numbers.ALERT_NUMBER) == 11
        assert numbers.get(c, numbers.ALERT_REVISION) == 0


def test_lift_never_lowers(control):
    with control.write() as c:
        for value in (5, 3):
            numbers.lift(c, numbers.DETECTION_CURSOR, value)
            assert numbers.get(c, numbers.DETECTION_CURSOR) == 5


def test_no_two_get_the_same_number(control):
    given = []

    def take():
        for _ in range(10):
            with control.write() as c:
                given.append(numbers.advance(c, numbers.AUDIT))

    threads = [threading.Thread(target=take) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == list(range(1, 51))
