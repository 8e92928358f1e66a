import sys
import time

from redshank.cli.part import Message, Part

TELLS = "import os,sys; os.write(int(sys.argv[-1]), b'{\"kind\":\"ready\"}\\n')"
WAITS = "import signal,time; signal.signal(signal.SIGTERM, lambda *_: exit(7)); print('up', flush=True); time.sleep(60)"


def part(script: str, hear=None) -> Part:
    return Part("test", [], hear, (sys.executable, "-c", script))


def test_what_a_part_tells_is_heard():
    heard: list[Message] = []
    one = part(TELLS, heard.append)
    one.start()
    assert one.process is not None
    assert one.process.wait(20) == 0
    deadline = time.monotonic() + 20
    while not heard and time.monotonic() < deadline:
        time.sleep(0.01)
    assert heard == [{"kind": "ready"}]


def test_part_that_ended_says_how_and_waits_longer_each_time():
    one = part("raise SystemExit(3)")
    pauses = []
    for _ in range(3):
        one.start()
        assert one.process is not None
        one.process.wait(20)
        pauses.append(one.pause_s())
    assert one.ended() == 3
    assert pauses == sorted(pauses)
    assert pauses[0] < pauses[-1]


def test_stop_is_a_clean_end_and_may_be_asked_for_twice():
    one = part(WAITS)
    one.start()
    assert one.ended() is None
    time.sleep(0.5)
    one.stop()
    one.stop()
    assert one.ended() is not None
