import pytest

from redshank.findings.attack import TACTICS, is_known, tactic_ids, technique_ids


def test_technique_tags_become_ids_once_each_in_order():
    tags = ["attack.t1543.002", "attack.persistence", "attack.T1059", "attack.t1543.002", "cve.2021-4034"]
    assert technique_ids(tags) == ("T1543.002", "T1059")


@pytest.mark.parametrize(
    "tag", ["attack.credential-access", "attack.credential_access", "attack.Credential_Access", "attack.ta0006", "ATTACK.TA0006"]
)
def test_tactic_is_known_by_name_and_id_in_either_spelling(tag):
    assert tactic_ids([tag]) == ("TA0006",)
    assert is_known(tag)


def test_later_names_become_the_ids_of_version_18():
    assert tactic_ids(["attack.stealth", "attack.defense-impairment", "attack.defense-evasion"]) == ("TA0005",)
    assert technique_ids(["attack.t1685.006", "attack.t1070.002"]) == ("T1070.002",)


def test_there_are_fourteen_tactics_with_an_id_each():
    assert len(TACTICS) == len(set(TACTICS.values())) == 14


@pytest.mark.parametrize("tag", ["attack.persistance", "attack.t15", "attack.t1543.2", "attack.", "attack.x0001"])
def test_attack_tag_that_names_nothing_is_not_known(tag):
    assert not is_known(tag)
    assert technique_ids([tag]) == tactic_ids([tag]) == ()


@pytest.mark.parametrize(
    "tag", ["car.2013-05-002", "cve.2021-4034", "detection.threat-hunting", "attack.g0020", "attack.s0508", "tlp.amber"]
)
def test_other_families_of_tags_are_left_alone(tag):
    assert is_known(tag)
    assert technique_ids([tag]) == tactic_ids([tag]) == ()
