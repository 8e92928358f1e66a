import json
import subprocess
import sys
from pathlib import Path

from redshank.server.api.openapi import document

REFERENCE = Path(__file__).parents[3] / "docs/reference/api.md"


def test_document_is_the_same_every_time() -> None:
    made = [subprocess.run([sys.executable, "-m", "redshank.server.api.openapi"], check=True, capture_output=True).stdout for _ in range(2)]
    assert made[0] == made[1]
    assert json.loads(made[0])["openapi"].startswith("3.1")


def test_every_reference_in_it_leads_somewhere() -> None:
    made = document()
    named = {part.split('"')[0] for part in json.dumps(made).split('"#/components/schemas/')[1:]}
    assert named <= set(made["components"]["schemas"])
    assert {"AlertRow", "Counts", "EnrolmentNews", "HostRow", "Problem"} <= set(made["components"]["schemas"])


def test_every_route_can_answer_with_a_problem() -> None:
    for path in document()["paths"].values():
        for operation in path.values():
            assert operation["responses"]["default"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_every_route_stands_in_the_reference() -> None:
    page = REFERENCE.read_text()
    routes = [f"{method.upper()} {path}" for path, operations in document()["paths"].items() for method in operations]
    assert [route for route in routes if f"`{route}`" not in page] == []
