from bench.page import Surroundings, glance, short, write
from bench.rows import Row

WHERE = Surroundings("2026-11-24", "6.18.0", 2, "3.11.7", "make bench", 0.04)


def test_page_says_when_where_and_how():
    text = write(WHERE, [Row("exec full", "exec, redshank full", 1.04, 1.06)])
    assert "Written by `make bench` on 2026-11-24: Linux 6.18.0, 2 processors, Python 3.11.7" in text
    assert "| exec, redshank full | ≤ 1.06 | 1.04 | holds |  |" in text


def test_miss_comes_with_its_reason():
    text = short([Row("exec full", "exec, redshank full", 1.12, 1.06), Row("open full", "open", 1.0, 1.15)])
    assert text.startswith("- exec, redshank full: 1.12 against ≤ 1.06. A program start")
    assert "open" not in text.splitlines()[0].split(":")[0]
    assert len(text.splitlines()) == 1


def test_what_was_not_measured_is_said():
    assert short([Row("auditd", "auditd", missing="auditd is not installed")]) == "- auditd: not measured, auditd is not installed."


def test_nothing_short_is_said_too():
    assert short([Row("exec full", "exec", 1.0, 1.06)]) == "Nothing: each figure with a goal holds it."


def test_glance_has_operations_down_and_agents_across():
    rows = [Row("exec full", "exec", 1.04), Row("exec auditd", "exec", 1.15), Row("open full", "open", 1.2), Row("memory", "memory", 50.0)]
    assert glance(rows).splitlines() == ["| | full | auditd |", "|---|---|---|", "| exec | 1.04 | 1.15 |", "| open | 1.20 | - |"]


def test_reason_of_a_mode_comes_before_that_of_all():
    assert "perf layer" in short([Row("open light", "open, redshank light", 1.16, 1.06)])
    assert "Three system calls" in short([Row("open full", "open, redshank full", 1.2, 1.15)])
