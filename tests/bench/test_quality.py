import json
from pathlib import Path

import pytest
from bench.quality import answers, corpus, report, score, throwaway
from bench.quality.__main__ import main

ACT = corpus.Act("a", "a", "T1053.003", "high", "true")
DAY = corpus.Act("d", "d", "", "", "true")


def line(kind: str, at: str, **more: object) -> dict[str, object]:
    flat = {"event.kind": kind, "event.action": "process.exec", "@timestamp": f"2026-11-24T02:00:{at}Z", "process.pid_namespace": 7}
    return flat | {key.replace("__", "."): value for key, value in more.items()}


def alert(at: str, severity: int, *techniques: str, **more: object) -> dict[str, object]:
    return line("alert", at, rule__name=f"r{severity}", alert__severity=severity, threat__technique__id=list(techniques), **more)


def ran(act: corpus.Act, begin: float, namespace: int = 7) -> throwaway.Ran:
    start = score.seconds("2026-11-24T02:00:00Z")
    return throwaway.Ran(act, "ok", start + begin - 0.5, namespace, start + begin, start + begin + 1, 0)


def test_later_ids_are_read_as_those_of_version_18(tmp_path):
    (tmp_path / "a.jsonl").write_text(
        '# whose\n{"id": "x", "technique": "T1685.004", "signal": "high", "command": "true", "needs": {"stub": true}}\n'
    )
    (act,) = corpus.load([tmp_path])
    assert (act.technique, act.stub, act.shell, act.ordinary) == ("T1562.012", True, "bash", False)


@pytest.mark.parametrize("text", ["{", "[]", '{"id": "x"}', '{"id": "x", "command": "true", "technique": "T1", "signal": "loud"}'])
def test_line_that_is_no_act_is_named_by_file_and_line(tmp_path, text):
    (tmp_path / "a.jsonl").write_text("# whose\n" + text + "\n")
    with pytest.raises(ValueError, match=r"a\.jsonl:2: not an act"):
        corpus.load([tmp_path / "a.jsonl"])


def test_our_own_acts_load_and_have_names_of_their_own():
    acts = corpus.load([throwaway.HERE / "acts"])
    assert len({act.id for act in acts}) == len(acts)
    assert sum(act.ordinary for act in acts) >= 40
    assert sum(not act.ordinary for act in acts) >= 60


def test_alert_is_the_acts_whose_namespace_and_time_it_has():
    lines = [
        alert("01", 2, "T1053"),
        alert("02.4", 3, "T1053", process__pid_namespace=8),
        alert("02.7", 1, "T1053"),
        alert("09", 1, "T1053"),
    ]
    first, second = score.assign([ran(ACT, 1), ran(DAY, 2.6)], lines)
    assert [fired.severity for fired in first.fired.values()] == [2]
    assert [fired.severity for fired in second.fired.values()] == [1]


def test_children_in_namespaces_of_their_own_are_the_acts_too():
    shell = line("event", "01", process__pid=40, process__args=["/bin/bash", "/root/job.sh"])
    child = alert("01.5", 2, "T1053.005", process__pid_namespace=9, process__ancestors=[{"pid": 41}, {"pid": 40}])
    (seen,) = score.assign([ran(ACT, 1)], [shell, child])
    assert seen.right(2) and not seen.right(1)
    assert seen.execs == 1


def test_only_the_right_family_of_technique_counts():
    (seen,) = score.assign([ran(ACT, 1)], [alert("01", 1, "T1543.002")])
    (grade,) = score.grades([seen])
    assert (grade.acts, grade.right, grade.any, grade.recorded) == (1, 0, 1, 0)


def test_noise_counts_each_rule_once_a_script():
    lines = [line("event", "01"), line("event", "01.1"), alert("01", 2), alert("01.2", 2), alert("01.3", 3)]
    (seen,) = score.assign([ran(DAY, 1)], lines)
    quiet = score.noise([seen])
    assert (quiet.scripts, quiet.execs, quiet.pairs) == (1, 2, {1: 0, 2: 1, 3: 1})
    assert quiet.per_thousand(2) == 500.0


def test_report_names_what_was_missed_and_what_was_loud():
    seen = score.assign([ran(ACT, 1), ran(DAY, 3)], [alert("01", 3, "T1053"), alert("03", 2, "T1105")])
    text = report.text(seen, every=True)
    assert "  high    a " in text and "severity 1-2: 1 scripts of 1" in text
    assert report.document(seen)["grades"][0]["right"] == 0
    assert json.dumps(report.document(seen))


def test_every_name_is_the_loopback_and_other_questions_have_no_answer():
    question = b"\x12\x34\1\0\0\1\0\0\0\0\0\0" + b"\1a\7example\0" + b"\0\1\0\1"
    assert answers.reply(question).endswith(bytes([127, 0, 0, 1]))
    assert answers.reply(question[:-4] + b"\0\x1c\0\1")[6:8] == b"\0\0"


def test_missing_corpus_is_one_line_and_exit_2(tmp_path, capsys):
    assert main([str(tmp_path / "none.jsonl"), "--root", "/"]) == 2
    assert capsys.readouterr().err.startswith("quality: ")


@pytest.mark.root
def test_act_runs_in_a_host_of_its_own_and_leaves_nothing(tmp_path):
    command = f"hostname; readlink /proc/self/ns/pid; id -u; echo gone > {tmp_path}/x || echo gone > /x; exit 3"
    found = throwaway.run(corpus.Act("a", "a", "", "", command, setup="echo set > /root/set"), Path("/"))
    assert (found.status, found.code) == ("nonzero", 3), found.output
    assert "web01" in found.output and found.end >= found.begin > found.made > 0
    assert f"[{found.namespace}]" in found.output and found.namespace != Path("/proc/self/ns/pid").stat().st_ino
    assert not (tmp_path / "x").exists() and not Path("/x").exists()
