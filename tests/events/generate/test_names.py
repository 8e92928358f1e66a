from redshank.events._generated.names import FIELDS, OCSF, OCSF_CLASSES, SIGMA
from redshank.events.table import TYPES, all_fields


def test_every_field_stands_with_its_attribute_and_kind():
    assert {name: (field.attribute, field.kind) for name, field in ((f.name, f) for f in all_fields())} == FIELDS


def test_sigma_name_means_one_field_however_it_is_spelled():
    folded = {(alias.lower(), name) for alias, name in SIGMA.items()}
    assert len(folded) == len({alias for alias, _ in folded})
    assert SIGMA["CommandLine"] == "process.command_line"


def test_every_type_has_an_ocsf_class_and_exported_fields_a_path():
    assert set(OCSF_CLASSES) == {event_type.name for event_type in TYPES}
    assert OCSF["process.executable"] == "process.file.path"
