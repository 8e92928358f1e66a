from tools import prove_install


def test_package_settings_are_passed_on_and_secrets_of_others_are_not(monkeypatch):
    monkeypatch.setenv("PIP_CERT", "/ca")
    monkeypatch.setenv("UV_INDEX_URL", "A")
    monkeypatch.setenv("https_proxy", "B")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "C")
    passed = prove_install.environment()
    assert (passed["PIP_CERT"], passed["UV_INDEX_URL"], passed["https_proxy"]) == ("/ca", "A", "B")
    assert "AWS_SECRET_ACCESS_KEY" not in passed
    assert (passed["CI"], passed["HOME"]) == ("1", "/root")


def test_folders_that_pip_is_pointed_to_are_shown_inside(tmp_path, monkeypatch):
    (tmp_path / "index/simple").mkdir(parents=True)
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", f"file://{tmp_path}/index/simple")
    places = prove_install.local_places()
    assert tmp_path in places
    assert tmp_path / "index" in places
