import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from redshank.analysis.incidents.evidence_pack import contents_of, faults_of, manifest_of, sign, wanted
from tests.analysis.incidents.played import HOSTILE, MADE, breach_report, hostile_report

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def pack():
    report = breach_report()
    events = [{"event.id": "event-1", "note": "\udcff"}, {"event.id": "event-2"}]
    files = contents_of(report, events, [{"alert.id": "alert-1"}], {"S-1": b"[]", "../../etc/passwd": b"x", "": b"y"})
    manifest = manifest_of(files, "inc-1", MADE)
    return files, manifest, sign(manifest, KEY)


def test_a_whole_pack_has_no_faults():
    files, manifest, signature = pack()
    assert faults_of(files, manifest, signature, KEY.public_key()) == []
    assert len(signature) == 64
    assert {one["name"] for one in json.loads(manifest)["files"]} == files.keys()


@pytest.mark.parametrize("name", ["events.ndjson", "report/report.md", "report/stix.json"])
def test_a_changed_file_is_found(name):
    files, manifest, signature = pack()
    files[name] = files[name][:-1] + b"!"
    assert faults_of(files, manifest, signature, KEY.public_key()) == [f"{name} was changed"]


def test_files_taken_away_and_put_in_are_found():
    files, manifest, signature = pack()
    del files["alerts.ndjson"]
    files["more.txt"] = b""
    assert faults_of(files, manifest, signature, KEY.public_key()) == ["alerts.ndjson is missing", "more.txt is not in the list"]


def test_a_changed_list_another_key_and_a_cut_signature_are_found():
    files, manifest, signature = pack()
    other = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()
    changed = manifest.replace(b'"bytes":', b'"bites":', 1)
    for attempt in ((changed, signature, KEY.public_key()), (manifest, signature, other), (manifest, signature[:-1], KEY.public_key())):
        assert "is not the signature" in faults_of(files, *attempt)[0]


@pytest.mark.parametrize("manifest", [
    b"[]", b"{", b'{"files":[{"name":"a"}]}', b'{"files":[{"name":"a","sha256":"b"},{"name":"a","sha256":"c"}]}',
])  # fmt: skip
def test_a_signed_thing_that_is_no_list_is_refused(manifest):
    assert faults_of({}, manifest, sign(manifest, KEY), KEY.public_key()) == ["manifest.json is signed, but is no list of files"]


def test_the_same_pack_gives_the_same_bytes():
    assert pack() == pack()


def test_names_of_recordings_stay_inside_the_pack():
    names = [name for name in pack()[0] if name.startswith("casts/")]
    assert len(names) == 3
    assert all(name.count("/") == 1 and ".." not in name for name in names)


def test_pack_wants_every_event_and_alert_of_the_incident_once():
    events, alerts = wanted(breach_report())
    assert len(alerts) == 45
    assert len(events) == len(set(events)) > 20


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_make_a_pack_that_is_whole(text):
    files = contents_of(hostile_report(text), [{text: text}], [], {text: b""})
    manifest = manifest_of(files, text, MADE)
    assert faults_of(files, manifest, sign(manifest, KEY), KEY.public_key()) == []
