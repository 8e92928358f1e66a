import pytest

from redshank.core.errors import HostError
from redshank.core.resources import content_folder


def test_rules_and_families_are_found_from_a_checkout():
    assert content_folder("rules").is_dir()
    assert (content_folder("families") / "billgates.yml").is_file()


def test_missing_folder_is_named_with_what_to_do():
    with pytest.raises(HostError, match=r"shipped folder 'recipes' is missing .* install redshank again"):
        content_folder("recipes")
