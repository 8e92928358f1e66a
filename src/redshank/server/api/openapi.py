"""The OpenAPI 3.1 document of the API: `python -m redshank.server.api.openapi` prints it, the same every time."""

import json
import sys
from typing import Any, cast

import msgspec

from redshank.server.api.app import build_app
from redshank.server.api.parts import ApiSettings, Parts
from redshank.server.api.shapes import AlertRow, Counts, EnrolmentNews, HostRow, Problem
from redshank.server.store.hub import Hub

SCHEMAS = "#/components/schemas/"
OF_STREAM = (AlertRow, Counts, EnrolmentNews, HostRow, Problem)
"""What no route returns as its answer, and a client has to know: the events of the stream, and the body of refusals."""


def document() -> dict[str, Any]:
    """The document as plain data."""
    # The routes are only looked at, so there is nothing behind them.
    parts = Parts(cast(Any, None), cast(Any, None), Hub(), ApiSettings("http://localhost:8765", version="1"))
    made: dict[str, Any] = build_app(parts, openapi=True).openapi_schema.to_schema()
    _, further = msgspec.json.schema_components(OF_STREAM, ref_template=f"{SCHEMAS}{{name}}")
    made["components"]["schemas"] = further | made["components"].get("schemas", {})
    for schema in made["components"]["schemas"].values():
        for member in schema.get("properties", {}).values():
            # Generators of types take a member with a default for one that is always there; in a request it is not.
            member.pop("default", None)
    for operation in (operation for path in made["paths"].values() for operation in path.values()):
        operation["responses"] = _with_problem(operation["responses"])
    return made


def _with_problem(responses: dict[str, Any]) -> dict[str, Any]:
    """The answers of a route: what it does, and our one shape for everything that is refused."""
    problem = {"application/json": {"schema": {"$ref": f"{SCHEMAS}Problem"}}}
    done = {status: answer for status, answer in responses.items() if status < "400"}
    return done | {"default": {"description": "refused", "content": problem}}


def main() -> None:
    """Writes the document to standard output."""
    sys.stdout.write(json.dumps(document(), indent=2, sort_keys=True, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
