"""The report of an incident as a file, in the form that is asked for."""

from dataclasses import dataclass
from typing import Literal

from redshank.analysis.incidents.report import Report
from redshank.analysis.incidents.report_html import html_report
from redshank.analysis.incidents.report_json import json_bytes, json_report
from redshank.analysis.incidents.report_layer import layer
from redshank.analysis.incidents.report_markdown import markdown_report
from redshank.analysis.incidents.report_stix import stix_bundle

Form = Literal["markdown", "html", "json", "stix", "layer"]
FORMS: tuple[Form, ...] = ("markdown", "html", "json", "stix", "layer")
Reader = Literal["analyst", "auditor"]


@dataclass(frozen=True, slots=True)
class Written:
    """A file's content, media type and the ending of its name."""

    data: bytes
    media: str
    ending: str


def write_report(report: Report, form: Form, reader: Reader = "analyst") -> Written:
    """The report in one form. reader: for whom, of those that differ (html)."""
    if form == "markdown":
        return Written(markdown_report(report).encode(), "text/markdown; charset=utf-8", "md")
    if form == "html":
        return Written(html_report(report, reader).encode(), "text/html; charset=utf-8", "html")
    made = json_report(report) if form == "json" else stix_bundle(report) if form == "stix" else layer(report)
    return Written(json_bytes(made), "application/json", {"json": "json", "stix": "stix.json", "layer": "layer.json"}[form])
