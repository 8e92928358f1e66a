import threading

from redshank.server.store.control import links
from redshank.server.store.control.links import TTL_NS, Link
from tests.server.store.control.scene import NOW

SECRET = "s" * 43


def test_link_is_good_once(control):
    with control.write() as c:
        made = links.create(c, SECRET, "ada", "console", NOW)
        assert made == Link("ada", "console", NOW, NOW + TTL_NS, None)
        assert links.peek(c, SECRET, NOW) == links.peek(c, SECRET, NOW) == made
        assert links.use(c, SECRET, NOW + 1) == Link("ada", "console", NOW, NOW + TTL_NS, NOW + 1)
        assert links.use(c, SECRET, NOW + 2) is None
        assert links.peek(c, SECRET, NOW + 2) is None
        assert SECRET not in str(c.exec_driver_sql("SELECT * FROM links").all())


def test_link_is_good_for_an_hour(control):
    with control.write() as c:
        links.create(c, SECRET, "ada", "console", NOW)
        assert links.peek(c, SECRET, NOW + TTL_NS - 1) is not None
        assert links.peek(c, SECRET, NOW + TTL_NS) is None
        assert links.use(c, SECRET, NOW + TTL_NS) is None


def test_unknown_link_is_none(control):
    with control.write() as c:
        assert links.use(c, "x", NOW) is None


def test_new_link_ends_the_one_before(control):
    with control.write() as c:
        links.create(c, SECRET, "ada", "console", NOW)
        links.create(c, "other", "bob", "console", NOW)
        links.create(c, "again", "ada", "console", NOW)
        assert [links.peek(c, one, NOW) is not None for one in (SECRET, "other", "again")] == [False, True, True]


def test_of_many_at_once_one_gets_in(control):
    with control.write() as c:
        links.create(c, SECRET, "", "console", NOW)
    start, got = threading.Barrier(10), []

    def come():
        start.wait()
        with control.write() as c:
            got.append(links.use(c, SECRET, NOW))

    threads = [threading.Thread(target=come) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one is not None for one in got) == 1
