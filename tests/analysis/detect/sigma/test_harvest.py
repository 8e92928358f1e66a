from redshank.analysis.detect.sigma.collection import Member
from redshank.analysis.detect.sigma.harvest import harvest
from tests.cli.make import BROKEN_RULE, CORRELATION, RULE


def files(**texts: str) -> list[Member]:
    return [Member(name.replace("__", "/") + ".yml", text.encode()) for name, text in texts.items()]


def test_linux_rules_are_kept_with_their_licence() -> None:
    found = harvest([Member("LICENSE", b"free"), *files(shell=RULE, both=RULE.replace("0001", "0002") + CORRELATION)], {})
    assert [file.path for file in found.kept] == ["shell.yml", "both.yml"]
    assert found.rules == 3
    assert [file.path for file in found.licences] == ["LICENSE"]
    assert found.refused == ()


def test_other_systems_and_what_authors_took_back_are_only_counted() -> None:
    windows = RULE.replace("product: linux", "product: windows")
    old = RULE.replace("level: high", "level: high\nstatus: deprecated")
    found = harvest(files(windows=windows, old=old), {})
    assert (found.kept, found.refused, found.elsewhere, found.old) == ((), (), 1, 1)


def test_file_with_one_broken_rule_is_left_out_whole_and_said() -> None:
    found = harvest(files(broken=RULE + "---\n" + BROKEN_RULE, torn="title: ["), {})
    assert found.kept == ()
    assert [error.path for error in found.refused] == ["broken.yml", "torn.yml"]
    assert "Imge" in str(found.refused[0])
