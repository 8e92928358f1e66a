"""The story, watched in the sandbox host itself: each act gives the alert by which it is to be seen."""

import os
from collections.abc import Iterator

import pytest

from redshank.simulate import host_files
from redshank.simulate.billgates import BILLGATES, CLIENTS, STORIES, TRIES
from redshank.simulate.sandbox import control_group
from redshank.simulate.scene import CONTROL, GUESSER, INTRUDER, open_scene
from tests.simulate.watched import Watched, play_watched

SWEPT = {"host.state"}


@pytest.fixture(scope="module")
def watched(stage: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    with control_group.open_groups() as groups:
        group = control_group.make_group(groups, f"test-{os.getpid()}-billgates")
        try:
            with open_scene(group) as scene:
                yield play_watched(scene, BILLGATES, tmp_path_factory.mktemp("watch"))
        finally:
            group.end()


def test_story_is_found_by_its_name_and_its_acts_are_in_order() -> None:
    assert STORIES["billgates"] is BILLGATES
    assert [act.at for act in BILLGATES.acts] == sorted(act.at for act in BILLGATES.acts)
    assert len({act.name for act in BILLGATES.acts}) == len(BILLGATES.acts)
    assert BILLGATES.breach in {act.name for act in BILLGATES.acts}


@pytest.mark.root
@pytest.mark.parametrize("act", [act for act in BILLGATES.acts if {*act.signs[0].actions} != SWEPT], ids=lambda act: act.name)
def test_act_is_seen(watched: Watched, act) -> None:
    shown = [alert for alert in watched.alerts if any(sign.shows(alert) for sign in act.signs)]
    assert shown, watched.said


@pytest.mark.root
@pytest.mark.parametrize(
    ("severity", "words"),
    [
        (1, ("Abnormal login failures", INTRUDER)),
        (1, ("kernel module", "insmod /usr/lib/xpacket.ko")),
        (1, ("Web service runs a shell", "apache2", "www-data")),
        *((1, ("connects to", address, "known-bad")) for address in CONTROL),
        (3, ("OPEN for writing", "/etc/init.d/DbSecuritySpt")),
        (3, ("MODIFY", "/etc/init.d/DbSecuritySpt")),
    ],
)
def test_alerts_that_the_story_is_known_for_are_there(watched: Watched, severity: int, words: tuple[str, ...]) -> None:
    assert [title for title in watched.titles(severity) if all(word in title for word in words)], watched.titles(severity)


@pytest.mark.root
def test_more_than_a_hundred_logins_were_refused_and_each_is_in_the_log(watched: Watched) -> None:
    refused = [line for line in watched.auth_log.splitlines() if f"Failed password for root from {GUESSER} port" in line]
    assert len(refused) == CLIENTS * TRIES >= 100
    assert f"Accepted password for root from {INTRUDER}" in watched.auth_log


@pytest.mark.root
def test_terminal_acts_have_its_session_and_four_commands_on_both_sides_of_insmod(watched: Watched) -> None:
    second, *_ = [alert for alert in watched.alerts if alert.get("process.name") == "insmod" and alert["alert.count"] == 2]
    assert (second["process.tty.name"], second["user.name"]) == ("pts/0", "root")
    assert any(ancestor["executable"] == "/usr/sbin/sshd" for ancestor in second["process.ancestors"])


@pytest.mark.root
def test_change_of_the_init_script_names_who_did_it(watched: Watched) -> None:
    changes = [a for a in watched.alerts if a.get("file.path") == "/etc/init.d/DbSecuritySpt" and a["event.action"] == "file.modify"]
    assert changes and all(change["process.args"][-1] == "/tmp/breeb" for change in changes)


@pytest.mark.root
def test_nothing_was_lost_and_every_host_name_is_the_sandboxs(watched: Watched) -> None:
    assert "lost:" not in watched.said
    assert {alert["host.name"] for alert in watched.alerts} == {host_files.HOST_NAME}
