from typing import get_args

from redshank.server.api.permissions import PERMISSIONS, ROLES, WITHOUT_LOGIN, allows
from redshank.server.api.shapes import Role


def test_every_role_is_in_the_table() -> None:
    assert set(ROLES) == set(get_args(Role))


def test_no_role_has_a_word_that_is_no_permission_or_needs_no_login() -> None:
    for granted in ROLES.values():
        assert granted <= PERMISSIONS - WITHOUT_LOGIN
        assert {"session", "console"} <= granted


def test_owner_may_everything_and_nobody_else_does() -> None:
    assert ROLES["owner"] == PERMISSIONS - WITHOUT_LOGIN
    assert [role for role, granted in ROLES.items() if granted == ROLES["owner"]] == ["owner"]


def test_rights_that_matter() -> None:
    acting = {role for role in ROLES if allows(role, "alerts.act")}
    assert acting == {"analyst", "investigator", "responder", "owner"}
    assert {role for role in ROLES if allows(role, "enrolment.write")} == {"admin", "owner"}
    assert not allows("viewer", "argv.read")
    assert not allows("auditor", "alerts.read")


def test_unknown_roles_and_words_may_nothing() -> None:
    assert not allows("root", "session")
    assert not allows("owner", "everything")
    assert not allows("owner", "public")
