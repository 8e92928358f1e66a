import pytest
from jinja2 import UndefinedError

from redshank.server.api.page import form_cookie, login_address, open_templates, page, safe_next


@pytest.mark.parametrize("target", ["/", "/alerts", "/alerts?q=state%3Aopen&sel=A-1", "/hosts/h-1/summary#x"])
def test_our_own_paths_are_gone_back_to(target: str) -> None:
    assert safe_next(target) == target


@pytest.mark.parametrize(
    "target",
    ["", "//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb", "/ü", "/" + "a" * 3000, "\\/x"],
)
def test_everything_else_leads_to_the_start(target: str) -> None:
    assert safe_next(target) == "/"


def test_login_address_leads_back() -> None:
    assert login_address("/") == "/login"
    assert login_address("/alerts?q=a b") == "/login?next=%2Falerts%3Fq%3Da%20b"


def test_values_are_shown_never_interpreted() -> None:
    shown = {"token": "t", "next": '/"><script>', "name": "<b>", "error": "{{ 7*7 }}"}
    body = page(open_templates(), "login.html", shown).content
    assert "<script>" not in body
    assert "<b>" not in body
    assert "{{ 7*7 }}" in body


def test_missing_value_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        page(open_templates(), "login.html", {})


def test_form_cookie_goes_back_to_our_forms_only() -> None:
    assert "SameSite=strict" in form_cookie("t", True).to_header()
    assert "__Host-redshank-form=t" in form_cookie("t", True).to_header()
    assert "Secure" not in form_cookie("t", False).to_header()
