import os

import pytest

from tools import prepare


def test_lock_gives_names_and_versions_without_hashes_and_comments(tmp_path):
    lock = tmp_path / "requirements.lock"
    lock.write_text("# head\nahocorasick-rs==1.0.3 \\\n    --hash=sha256:06\n    # via redshank\nTypes.PyYAML==6.0 ; python_version > '3'")
    assert prepare.pins(lock) == {"ahocorasick-rs": "1.0.3", "types-pyyaml": "6.0"}


def test_committed_locks_pin_everything_with_a_hash_and_name_no_address():
    for lock in prepare.LOCKS.values():
        text = lock.read_text()
        assert "://" not in text
        pinned = [line for line in text.splitlines() if line[:1].isalnum()]
        assert len(pinned) == len(prepare.pins(lock))
        assert all(line.endswith("\\") for line in pinned)


def test_lock_for_use_is_part_of_the_lock_for_work():
    use, work = (prepare.pins(prepare.LOCKS[level]) for level in ("run", "dev"))
    assert use.items() <= work.items()
    assert {"uv", "ziglang", "hatchling", "msgspec"} <= set(use)
    assert {"pytest", "ruff", "pysigma"} & set(use) == set()


def test_installed_versions_are_read_from_folder_names(tmp_path, monkeypatch):
    monkeypatch.setattr(prepare, "VENV", tmp_path)
    (tmp_path / "lib/python3.11/site-packages/ahocorasick_rs-1.0.3.dist-info").mkdir(parents=True)
    assert prepare.installed() == {"ahocorasick-rs": "1.0.3"}


@pytest.mark.parametrize(
    ("present", "expected"), [({"a": "1", "b": "2"}, False), ({"a": "1"}, False), ({"a": "2"}, True), ({"b": "1"}, True), ({}, True)]
)
def test_only_a_missing_or_other_version_calls_for_an_install(present, expected):
    assert prepare.different({"a": "1"}, present) is expected


def test_pip_settings_become_uvs_and_what_uv_was_told_stays():
    pip = {"index-url": "A", "extra-index-url": "B\n  C", "find-links": "/x /y", "cert": "/ca", "timeout": "9", "quiet": "1"}
    assert prepare.uv_settings(pip, {"UV_INDEX_URL": "mine"}) == {
        "UV_EXTRA_INDEX_URL": "B C",
        "UV_FIND_LINKS": "/x,/y",
        "SSL_CERT_FILE": "/ca",
        "UV_HTTP_TIMEOUT": "9",
    }


def test_missing_package_without_root_is_one_line_with_the_command(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(prepare.SetupError) as caught:
        prepare.install_packages({"python3-venv": True, "libbpf1": False})
    assert str(caught.value) == (
        "missing libbpf1, python3-venv, and not root: run `apt-get install libbpf1 python3-venv` as root, then this again"
    )


def test_package_that_only_a_part_needs_is_a_remark(monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    prepare.install_packages({"libbpf1": False})
    assert capsys.readouterr().out == (
        "set-up: without libbpf1 a part does not work (not root; as root: `apt-get install libbpf1`)\n"
    )


def test_missing_package_without_apt_says_so(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(prepare.SetupError, match="no apt here"):
        prepare.install_packages({"python3-venv": True})


def test_tools_of_tests_are_asked_for_by_their_package(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(prepare, "TOOLS", {"no-such-program": "its-package", "sh": "dash"})
    (tmp_path / "sh").touch(0o755)
    assert prepare.missing_tools() == {"its-package": False}


@pytest.mark.parametrize("there", [True, False])
def test_services_stay_off_while_packages_come_and_the_policy_is_left_as_found(monkeypatch, tmp_path, there):
    policy = tmp_path / "policy-rc.d"
    monkeypatch.setattr(prepare, "POLICY", policy)
    if there:
        policy.write_text("the site's own")
    with prepare.services_left_off():
        assert policy.read_text() == ("the site's own" if there else "#!/bin/sh\nexit 101\n")
    assert policy.exists() == there


def test_failing_step_shows_its_last_lines():
    with pytest.raises(prepare.SetupError, match=r"no luck: exit 3 of .*\nlast words"):
        prepare.run(["/bin/sh", "-c", "echo last words; exit 3"], "no luck")


def test_wrong_word_is_a_usage_error(capsys):
    assert prepare.main(["test"]) == 2
    assert "usage" in capsys.readouterr().err


def test_interpreter_that_is_not_there_does_not_work(tmp_path):
    assert not prepare.works(tmp_path / "python")
