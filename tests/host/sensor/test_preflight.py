from pathlib import Path

import pytest

from redshank.host.sensor import preflight, programs
from redshank.host.sensor.preflight import Check, run_checks


def by_name(checks: list[Check]) -> dict[str, Check]:
    return {check.name: check for check in checks}


@pytest.mark.root
def test_every_question_has_an_answer_in_words() -> None:
    checks = run_checks()
    assert len(checks) == len(preflight.CHECKS) and all(check.detail for check in checks)
    assert by_name(checks)["programs"].state == "ok"


def test_kernel_without_btf_says_what_still_works(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(programs, "BTF", tmp_path / "vmlinux")
    check = by_name(run_checks())["btf"]
    assert check.state == "missing" and "still work" in check.detail


def test_check_that_fails_itself_is_told_and_the_rest_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Check:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(preflight, "CHECKS", (broken, preflight._kernel))
    first, second = run_checks()
    assert (first.name, first.state) == ("broken", "degraded") and "Input/output" in first.detail
    assert second.name == "kernel"
