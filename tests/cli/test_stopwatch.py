from redshank.cli.stopwatch import Stopwatch


def test_each_mark_is_said_once_with_its_seconds():
    said: list[str] = []
    now = [100.0]
    watch = Stopwatch(said.append, lambda: now[0])
    watch.mark("start")
    now[0] = 101.25
    watch.mark("ready")
    watch.mark("first_alert", at=102.5, detail="root ran a hidden program")
    watch.mark("first_alert", at=109.0)
    assert said == ["    0.0 s  start", "    1.2 s  server and console ready", "    2.5 s  first alert: root ran a hidden program"]
    assert watch.reached["first_alert"] == 2.5


def test_unknown_mark_and_one_before_the_start_do_no_harm():
    said: list[str] = []
    watch = Stopwatch(said.append, lambda: 50.0)
    watch.mark("no such mark")
    watch.mark("first_event", at=1.0)
    assert said == ["    0.0 s  first event"]
