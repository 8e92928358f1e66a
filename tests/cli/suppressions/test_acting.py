import json
from unittest import mock

from redshank.server.store.control import audit
from redshank.server.store.control.database import open_control
from tests.cli.suppressions.conftest import NIGHTLY

REASON = ("--reason", "our nightly job")


def test_from_an_alert_to_a_suppression_and_back(command, objects, folder):
    status, out, _ = command("propose", "A-1")
    assert status == 0
    assert f"[x] process.command_line={NIGHTLY}" in out
    status, out, _ = command("dry-run", "A-1")
    assert status == 0
    assert "may be signed off" in out
    assert "(1 of 1 looked at): 1 would have been hidden" in out
    assert "condition: not selection" in out
    (made,) = objects("add", "A-1", "--days", "10", *REASON)
    assert (made["suppression.state"], made["suppression.author"], made["rule.id"]) == ("active", "command line", "shell")
    status, out, _ = command("list")
    assert status == 0
    assert out.startswith(made["suppression.id"][:8] + "  active   until ")
    assert "0 hidden  A shell was started: process.executable=/opt/app/sh" in out
    (longer,) = objects("extend", made["suppression.id"], "--days", "90", "--reason", "still needed")
    assert longer["suppression.expires"] > made["suppression.expires"]
    (back,) = objects("revert", made["suppression.id"][:8], "--reason", "too long")
    assert back["suppression.expires"] == made["suppression.expires"]
    (gone,) = objects("revoke", made["suppression.id"], "--reason", "over")
    assert gone["suppression.state"] == "revoked"
    (shown,) = objects("show", made["suppression.id"])
    assert [(one["action"], one["why"]) for one in shown["history"]] == [
        ("create", ""), ("extend", "still needed"), ("revert", "too long"), ("revoke", "over"),
    ]  # fmt: skip
    status, out, _ = command("show", made["suppression.id"])
    assert "revoke   by command line" in out
    control = open_control(folder / "server")
    with control.read() as c:
        assert next(entry.verb for entry in audit.entries(c)) == "suppression.revoke"
    control.close()


def test_dangerous_one_is_refused_with_status_1(command, objects):
    status, out, err = command("add", "A-1", "--field", "user.name=root", *REASON)
    assert (status, out) == (1, "")
    assert err.startswith("redshank: refused: nothing in it tells this activity from others")
    status, out, _ = command("dry-run", "A-1", "--field", "user.name=root")
    assert status == 1
    assert out.startswith("refused: nothing in it tells")
    status, out, _ = command("dry-run", "--rule", "shell", "--field", "process.executable=/opt/app/sh", "--format", "json")
    assert status == 1
    assert [one["kind"] for one in json.loads(out)["refusals"]] == ["too_broad"]
    assert command("add", "A-1", "--reason", "x")[0] == 1
    assert objects("list") == []


def test_what_was_exported_is_imported_elsewhere(command, objects, tmp_path):
    objects("add", "A-1", *REASON)
    status, text, _ = command("export")
    assert status == 0
    (one,) = objects("export")
    assert one["sigma"] == text
    (tmp_path / "out.yml").write_text(text)
    (made,) = objects("import", str(tmp_path / "out.yml"))
    assert made["suppression.reason"] == "our nightly job"
    (tmp_path / "bad.yml").write_text(text.replace("/opt/app/sh\n", "/tmp/sh\n"))
    assert command("import", str(tmp_path / "bad.yml"))[0] == 1
    (tmp_path / "none.yml").write_text("title: x\n")
    status, _, err = command("import", str(tmp_path / "none.yml"))
    assert (status, "none.yml:1:1:" in err) == (2, True)
    assert len(objects("list")) == 2


def test_wrong_use_is_one_line_and_status_2(command, tmp_path):
    wrong = (
        ("add", *REASON),
        ("add", "A-1", "--rule", "shell", *REASON),
        ("add", "A-99", *REASON),
        ("add", "--rule", "gone", "--field", "user.name=x", *REASON),
        ("add", "A-1", "--field", "user.name", *REASON),
        ("show", "none"),
        ("revoke", "none", *REASON),
        ("import", "/nonexistent"),
        ("propose", "A-9"),
    )
    for words in wrong:
        status, out, err = command(*words)
        assert (status, out, err.count("\n")) == (2, "", 1), words
        assert err.startswith("redshank: ")


def test_folder_without_a_server_is_refused(command, folder):
    (folder / "server").rename(folder / "elsewhere")
    status, _, err = command("list")
    assert (status, "no server keeps its data here" in err) == (2, True)


def test_stored_events_of_a_server_that_runs_are_not_touched(command, folder):
    status, _, err = command("dry-run", "A-1", "--events", "1")
    assert (status, "no events were stored" in err) == (2, True)
    (folder / "server/events/data").mkdir(parents=True)
    with mock.patch("redshank.cli.suppressions.place.is_held", return_value=True):
        status, _, err = command("dry-run", "A-1", "--events", "1")
    assert (status, "holds its events" in err) == (2, True)
