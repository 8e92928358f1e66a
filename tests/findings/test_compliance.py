import pytest

from redshank.findings.compliance import controls, is_known


@pytest.mark.parametrize(
    "tag", ["pci_dss.10.2.1.4", "hipaa.164.312.b", "hipaa.164.308.a.5.ii", "soc2.cc7.2", "iso27001.a.8.15", "cve.2021-44228"]
)
def test_control_of_a_standard_and_a_tag_of_another_family_are_known(tag: str) -> None:
    assert is_known(tag)


@pytest.mark.parametrize("tag", ["pci_dss.13.1", "pci_dss.logging", "hipaa.165.1", "soc2.cc0.1", "iso27001.a.9.1", "iso27001.8.15"])
def test_tag_that_is_no_control_of_its_standard_is_not_known(tag: str) -> None:
    assert not is_known(tag)


def test_controls_of_one_standard_are_told_without_its_name() -> None:
    assert controls(["attack.t1003", "PCI_DSS.10.2.1", "soc2.cc7.2", "pci_dss.11.5.2"], "pci_dss") == ("10.2.1", "11.5.2")
