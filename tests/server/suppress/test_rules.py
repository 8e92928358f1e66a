from redshank.server.suppress.rules import Rules
from tests.analysis.detect.writing import load_all, rule_text


def test_rule_is_found_by_its_id_before_any_name():
    first, second = load_all(*(rule_text("selection: {Image: x}\ncondition: selection", name=name) for name in ("a", "b")))
    rules = Rules((first, second), {})
    assert rules.find("id-b") is second
    assert rules.find("a") is first
    assert rules.find("") is None
    assert rules.find("c") is None
