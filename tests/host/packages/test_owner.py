from redshank.host.packages.owner import Owner, state_of


def test_state_follows_from_the_digest_that_the_package_knows() -> None:
    assert state_of(None, "s", "m") == "unpackaged"
    assert state_of(Owner("p", algorithm="md5", digest="m"), "s", "m") == "packaged"
    assert state_of(Owner("p", algorithm="sha256", digest="s"), "s", "") == "packaged"
    assert state_of(Owner("p", algorithm="md5", digest="m"), "s", "other") == "differs"
    assert state_of(Owner("p", algorithm="md5", digest="m", config=True), "s", "other") == "config"


def test_without_a_digest_nothing_is_claimed() -> None:
    assert state_of(Owner("p"), "s", "m") == "unknown"
    assert state_of(Owner("p", algorithm="md5", digest="m"), "", "") == "unknown"
