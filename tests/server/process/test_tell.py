import json
import os
import threading

import pytest

from redshank.core.errors import ConfigError
from redshank.server.process.tell import Teller


def test_each_message_is_a_line_of_json_whoever_tells_it():
    told, tell = os.pipe()
    teller = Teller(tell)
    threads = [threading.Thread(target=teller.tell, args=({"kind": "mark", "n": n},)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os.close(tell)
    with os.fdopen(told) as lines:
        assert sorted(json.loads(line)["n"] for line in lines) == list(range(20))


def test_nobody_to_tell_is_no_trouble():
    Teller(None).tell({"kind": "ready"})


def test_reader_that_went_away_is_no_trouble():
    told, tell = os.pipe()
    os.close(told)
    teller = Teller(tell)
    teller.tell({"kind": "ready"})
    teller.tell({"kind": "ready"})
    os.close(tell)


def test_descriptor_that_is_not_open_is_said_at_once():
    with pytest.raises(ConfigError, match="--tell-fd 987"):
        Teller(987)
