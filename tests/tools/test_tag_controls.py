from tools.tag_controls import tagged

RULE = "title: a\ntags:\n  - attack.persistence\n  - attack.t1136.001\nlogsource: {}\nredshank:\n  severity: 2\n"


def test_rule_gets_the_controls_of_its_topic_and_techniques_once() -> None:
    once = tagged(RULE, "persistence")
    assert "  - attack.t1136.001\n  - pci_dss.11.5.2\n" in once and "  - pci_dss.10.2.1.5\n" in once
    assert tagged(once, "persistence") == once


def test_rule_without_tags_gets_some_and_a_step_of_others_gets_none() -> None:
    assert "tags:\n  - soc2.cc6.7\n" in tagged("title: a\nlogsource: {}\nredshank:\n  severity: 3\n", "collection")
    step = "title: a\nname: step\nlogsource: {}\n"
    assert tagged(step, "collection") == step
