import time

import pytest

from redshank.analysis.detect.attack_steps import STEPS
from redshank.analysis.detect.engine import Engine
from redshank.analysis.detection import open_detection


@pytest.fixture(scope="module")
def shipped():
    return open_detection((), (), pytest.fail).engine


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_every_step_is_seen_by_a_shipped_rule(shipped, step):
    engine = Engine(shipped.rules.values(), lists=shipped.filters.lists, clock=time.time_ns)
    assert [alert for alert in engine.detect(step.events()) if alert.severity <= 2]
