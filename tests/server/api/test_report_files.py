import json

import pytest

from redshank.analysis.incidents.joining import Joiner
from redshank.server.api.report_files import FORMS, write_report
from redshank.server.api.storybook import Storybook
from tests.analysis.incidents.make import alert


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_written_with_its_type(form) -> None:
    (incident,) = Joiner().take([alert("<b>x</b>", severity=1, techniques="T1014", tactics="TA0005")]).incidents
    written = write_report(Storybook().report(incident, 1), form)
    assert written.data and written.ending and "/" in written.media
    if written.media == "application/json":
        assert json.loads(written.data)
    if form == "html":
        assert b"<b>x</b>" not in written.data
        assert written.data != write_report(Storybook().report(incident, 1), form, "auditor").data
