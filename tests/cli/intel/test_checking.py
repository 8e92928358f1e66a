import json


def test_file_is_counted_by_kind_and_refused_lines_are_shown(intel):
    status, out, _ = intel("check", intel.file("198.18.7.7\nevil.example\nwhat?\n"))
    assert status == 1
    assert out.splitlines()[0].endswith("bad.txt: plain: 1 addresses, 1 domains")
    assert "    line 3: not understood: 'what?'" in out


def test_bundle_is_known_by_content(intel):
    objects = [{"type": "indicator", "pattern": "[url:value = 'http://evil.example/x']"}]
    file = intel.file(json.dumps({"type": "bundle", "objects": objects}), "x.json")
    assert intel.objects("check", file) == [{"format": "stix", "taken": {"urls": 1}, "refused": {}, "samples": []}]


def test_allow_list_is_checked_as_one(intel):
    assert intel.objects("check", intel.file("198.18.0.0/24\n"), "--allow")[0]["taken"] == {"entries": 1}


def test_file_that_is_not_there_is_status_2(intel):
    assert intel("check", intel.path / "none")[0] == 2
