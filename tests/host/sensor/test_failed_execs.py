from redshank.events import Event
from redshank.host.sensor.failed_execs import MAX_WAITING, PATIENCE_NS, FailedExecs
from tests.generated import build


def failure(path: str, result: int = -2, thread: int = 7, time: int = 1) -> Event:
    return build.process_exec_failed(exec_requested=path, result=result, process_thread_id=thread, exec_attempts=1, timestamp=time)


def program(name: str, thread: int = 7) -> Event:
    return build.process_exec(process_name=name, process_args=[name], process_thread_id=thread)


def told(events: list[Event]) -> tuple[list[Event], FailedExecs]:
    failed = FailedExecs()
    return [out for event in events for out in failed.passed(event)], failed


def test_search_that_finds_its_program_is_the_start_alone() -> None:
    start = program("id")
    out, failed = told([failure("/usr/local/bin/id"), failure("/usr/bin/id"), start])
    assert out == [start] and failed.merged == 2


def test_search_in_vain_is_one_event_with_its_attempts() -> None:
    ended = build.process_exit(process_thread_id=7)
    out, _ = told([failure("/usr/local/bin/nc"), failure("/usr/bin/nc"), failure("/bin/nc"), ended])
    assert (
        [getattr(e, "exec_attempts", 0) for e in out] == [3, 0] and getattr(out[0], "exec_requested", "") == "/bin/nc" and out[1] is ended
    )


def test_another_name_or_another_program_lets_the_first_out() -> None:
    out, _ = told([failure("/bin/nc"), failure("/bin/ncat"), program("sh")])
    assert [getattr(e, "exec_requested", None) for e in out] == ["/bin/nc", "/bin/ncat", None]


def test_refusal_is_told_at_once_and_other_threads_do_not_matter() -> None:
    refused = failure("/tmp/x", result=-13)
    out, _ = told([failure("/bin/nc"), failure("/bin/nc", thread=8), refused])
    assert [getattr(e, "process_thread_id", 0) for e in out] == [7, 7] and out[1] is refused


def test_who_does_nothing_more_is_told_of_after_a_while() -> None:
    out, failed = told([failure("/bin/nc", time=5)])
    assert out == [] and failed.overdue(5 + PATIENCE_NS) == []
    assert len(failed.overdue(6 + PATIENCE_NS)) == 1 and failed.overdue(6 + PATIENCE_NS) == []


def test_many_searches_at_once_stay_bounded_and_none_is_lost() -> None:
    out, failed = told([failure("/bin/nc", thread=thread) for thread in range(MAX_WAITING + 5)])
    assert len(out) == 5 and len(failed.overdue(1 << 60)) == MAX_WAITING


def test_script_that_was_found_ends_its_search() -> None:
    start = build.process_exec(
        process_name="python3.11", process_args=["/usr/bin/python3", "/opt/tool"], process_thread_id=7, script_requested="/opt/tool"
    )
    assert told([failure("/usr/bin/tool"), start])[0] == [start]
