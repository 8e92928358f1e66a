from pathlib import Path

from redshank.analysis.incidents.joining import Joiner
from redshank.server.api.storybook import Storybook, open_storybook
from tests.analysis.incidents.make import alert


def test_shipped_content_tells_an_incident_with_names() -> None:
    (incident,) = Joiner().take([alert("in", severity=1, techniques="T1110.001 T1078", tactics="TA0001", action="session.login")]).incidents
    report = open_storybook().report(incident, 5, {"h1": "web-03"})
    assert report.names["T1110.001"] == "Password Guessing" and report.case.called("h1") == "web-03" and report.made_ns == 5
    assert report.story and report.playbook.actions


def test_site_adds_a_family_and_a_bad_one_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "families").mkdir()
    (tmp_path / "families" / "broken.yml").write_text("id: [")
    said: list[str] = []
    assert len(open_storybook(tmp_path, said.append).profiles) == len(open_storybook().profiles)
    assert len(said) == 1 and "broken.yml:" in said[0]


def test_without_content_an_incident_is_told_all_the_same() -> None:
    (incident,) = Joiner().take([alert("x", severity=1, techniques="T1014", tactics="TA0005")]).incidents
    report = Storybook().report(incident, 1)
    assert report.case.family is None and report.story and not report.playbook.actions
