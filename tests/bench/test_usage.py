import os

import pytest
from bench.usage import Stat, all_processes, parse_pss, parse_stat, tree

TICKS = os.sysconf("SC_CLK_TCK")


def stat(pid, parent, session):
    return Stat(pid, "x", parent, session, 0.0)


def test_name_may_hold_spaces_and_brackets():
    found = parse_stat("42 (a) b) (c) S 7 42 40 0 -1 4194560 1 0 0 0 250 50 0 0 20 0 1 0 99 0 0")
    assert (found.pid, found.name, found.parent, found.session) == (42, "a) b) (c", 7, 40)
    assert found.cpu_s == pytest.approx(300 / TICKS)


def test_tree_has_the_session_and_all_descendants():
    processes = [stat(1, 0, 1), stat(10, 1, 10), stat(12, 11, 99), stat(11, 10, 98), stat(13, 1, 10), stat(20, 1, 20)]
    assert sorted(found.pid for found in tree(10, processes)) == [10, 11, 12, 13]


def test_tree_of_a_process_that_is_gone_is_empty():
    assert tree(5, [stat(1, 0, 1)]) == []


def test_own_process_is_among_all():
    assert os.getpid() in {found.pid for found in all_processes()}


def test_proportional_memory_is_one_line_of_many():
    assert parse_pss("7f00-7fff ---p [rollup]\nRss:  900 kB\nPss:  512 kB\nPss_Dirty:  80 kB\n") == 512
    assert parse_pss("") == 0
