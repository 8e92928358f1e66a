"""Look-up of a field by any of its names: ECS, Sigma, OCSF."""

from redshank.events.table import TYPES, all_fields, own_fields


def render() -> str:
    """The text of _generated/names.py."""
    fields = all_fields()
    lines = [
        "# Generated from the event table by `make generate`. Do not edit.",
        '"""Names of fields: ECS stored, Sigma in rules, OCSF on export."""',
        "",
        "FIELDS: dict[str, tuple[str, str]] = {",
        *(f'    "{f.name}": ("{f.attribute}", "{f.kind}"),' for f in fields),
        "}",
        '"""Dotted name to attribute and kind."""',
        "",
        "SIGMA: dict[str, str] = {",
        *(f'    "{alias}": "{f.name}",' for f in fields for alias in f.sigma),
        "}",
        '"""Sigma name, as rules spell it, to dotted name."""',
        "",
        "OCSF: dict[str, str] = {",
        *(f'    "{f.name}": "{f.ocsf}",' for f in fields if f.ocsf),
        "}",
        '"""Dotted name to OCSF path."""',
        "",
        "OCSF_CLASSES: dict[str, tuple[int, int]] = {",
        *(f'    "{t.name}": ({t.ocsf_class}, {t.ocsf_activity}),' for t in TYPES),
        "}",
        '"""Event type to OCSF class and activity."""',
        "",
        "OWN_FIELDS: dict[str, tuple[str, ...]] = {",
        *(f'    "{t.name}": {tuple(f.name for f in own_fields(t))!r},' for t in TYPES),
        "}",
        '"""Event type to the fields it adds to the common ones."""',
    ]
    return "\n".join(lines) + "\n"
