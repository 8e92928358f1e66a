"""What holds for every test: kernel tests say why they do not run, and nothing of ours stays in the kernel."""

import gc
import os
import time
import uuid
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests import kernel_state

# A busy machine is no counterexample: speed is judged in bench/, not here.
settings.register_profile("redshank", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("redshank")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test marked `root` is skipped with the reason where it cannot run; in CI it fails, so that none goes missing."""
    if item.get_closest_marker("root") is None:
        return
    if reason := kernel_state.lacking():
        if os.environ.get("CI"):
            pytest.fail(f"CI must run the kernel tests, and {reason}", pytrace=False)
        pytest.skip(reason)


@pytest.fixture(scope="session", autouse=True)
def kernel_is_left_as_found(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails the run where a BPF program of ours stays attached or pinned; in CI also where the audit rules have changed.

    A program tells whose it is, an audit rule does not: on a machine that others use it may be theirs. A run without kernel
    tests is not asked: those of another run beside it may be at work.
    """
    if not any(item.get_closest_marker("root") for item in request.session.items):
        yield
        return
    os.environ[kernel_state.RUN_MARK] = uuid.uuid4().hex
    before, rules, pinned = kernel_state.programs(), kernel_state.audit_rules(), kernel_state.pins()
    yield
    if before is not None:
        left = _left_behind(before)
        assert not left, f"BPF programs of ours outlived the tests; pinned now: {sorted(kernel_state.pins() - pinned)}"
    if os.environ.get("CI"):
        assert kernel_state.pins() <= pinned, "the tests left pins"
        assert kernel_state.audit_rules() == rules, "the tests changed the kernel's audit rules"


@pytest.fixture(autouse=True)
def collector_is_left_as_found() -> Iterator[None]:
    """A test that runs a command in this process may freeze its memory: what is frozen is never collected, nor its files closed."""
    yield
    if gc.get_freeze_count():
        gc.unfreeze()


def _left_behind(before: set[int]) -> list[kernel_state.Program]:
    """The kernel frees programs a moment after their last descriptor is closed: ask for at most 3 s."""
    for _ in range(30):
        if not (left := kernel_state.left_behind(before)):
            return []
        time.sleep(0.1)
    return left
