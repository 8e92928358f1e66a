"""`python -m tests.contract.http_shim FOLDER`: the embedded engine behind ClickHouse's HTTP protocol, for tests.

No ClickHouse server comes in a package. This is just enough of its protocol that the unmodified client of a server
works: the same statements, inserts and errors over a socket, answered by the same engine. It prints its port.
"""

import re
import sys
import tempfile
import threading
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import chdb

FORMAT = re.compile(rb"\sFORMAT\s+(\w+)\s*$", re.IGNORECASE)
INSERT = re.compile(rb"^\s*INSERT\s.*?\sFORMAT\s+(\w+)\s*?(?:\n|$)", re.IGNORECASE | re.DOTALL)
NOT_SETTINGS = {
    "query", "database", "default_format", "session_id", "session_timeout", "session_check", "query_id", "quota_key", "compress",
    "decompress", "wait_end_of_query", "client_protocol_version", "role", "send_progress_in_http_headers",
    "http_headers_progress_interval_ms", "enable_http_compression", "buffer_size",
}  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    """One connection of a client: a thread, and a connection to the engine, of its own."""

    protocol_version = "HTTP/1.1"
    path_of_data = ""
    own = threading.local()

    def do_GET(self) -> None:
        """Questions come this way, too."""
        self.do_POST()

    def do_POST(self) -> None:
        """A statement, in the address or in the body."""
        if urlsplit(self.path).path == "/ping":
            self._answer(200, b"Ok.\n", "TabSeparated")
            return
        values: dict[str, bytes] = {name: value.encode("utf-8", "surrogateescape") for name, value in self._address()}
        body = self._body()
        if (kind := self.headers.get("Content-Type", "")).startswith("multipart/form-data"):
            values |= _form(kind, body)
            body = b""
        try:
            self._answer(200, *self._run(values, body))
        except Exception as error:  # whatever the engine says is the client's to read
            self._answer(500, str(error).encode(), "", re.search(r"Code: (\d+)", str(error)))

    def _address(self) -> list[tuple[str, str]]:
        return parse_qsl(urlsplit(self.path).query, keep_blank_values=True)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _run(self, values: dict[str, bytes], body: bytes) -> tuple[bytes, str]:
        engine = self._engine()
        if database := values.get("database"):
            engine.query(f"USE `{database.decode()}`")
        for name, value in values.items():
            if name not in NOT_SETTINGS and not name.startswith("param_"):
                engine.query(f"SET {name} = '{value.decode()}'")
        statement, data = (values["query"], body) if "query" in values else (body, b"")
        if found := INSERT.match(statement):
            return self._insert(engine, statement[: found.start(1)], found[1].decode(), data or statement[found.end() :])
        form = values.get("default_format", b"").decode() or self.headers.get("X-ClickHouse-Format") or "TabSeparated"
        if found := FORMAT.search(statement):
            form, statement = found[1].decode(), statement[: found.start()]
        parameters = {name[6:]: value.decode() for name, value in values.items() if name.startswith("param_")}
        return engine.query(statement.decode(), form, params=parameters).bytes() or b"", form

    def _engine(self) -> Any:
        if not hasattr(self.own, "engine"):
            self.own.engine = chdb.connect(self.path_of_data)
        return self.own.engine

    def _insert(self, engine: Any, head: bytes, form: str, data: bytes) -> tuple[bytes, str]:
        with tempfile.NamedTemporaryFile() as rows:
            rows.write(data)
            rows.flush()
            text = head.decode().rstrip().removesuffix("FORMAT")
            engine.query(f"{text} FROM INFILE '{rows.name}' FORMAT {form}")
        return b"", form

    def _answer(self, status: int, body: bytes, form: str, code: "re.Match[str] | None" = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-ClickHouse-Timezone", "UTC")
        self.send_header("X-ClickHouse-Summary", '{"read_rows":"0","written_rows":"0"}')
        if form:
            self.send_header("X-ClickHouse-Format", form)
        if code:
            self.send_header("X-ClickHouse-Exception-Code", code[1])
        self.end_headers()
        self.wfile.write(body)

    def finish(self) -> None:
        """The client has gone: so does its connection to the engine."""
        if hasattr(self.own, "engine"):
            self.own.engine.close()
            del self.own.engine
        super().finish()

    def log_message(self, *_: object) -> None:
        """Nothing is said of requests."""


def _form(kind: str, body: bytes) -> dict[str, bytes]:
    message = BytesParser().parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    return {str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True) for part in message.get_payload()}  # type: ignore[union-attr,misc]  # a form has parts


def main(folder: Path) -> None:
    """Serves until its standard input is closed."""
    Handler.path_of_data = str(folder)
    keep = chdb.connect(str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)  # noqa: T201  # its caller waits for it
    sys.stdin.read()
    server.shutdown()
    keep.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
