"""Runs inside the throw-away host: every name is this host, and every page exists, so that no packet needs to leave."""

import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PAGES = Path("/srv/stub")
SCRIPT = b"#!/bin/sh\necho fetched; id; uname -a\n"
ADDRESS = bytes([127, 0, 0, 1])


def answer_names() -> None:
    """Answers every question for an address with the loopback's, every other one with nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 53))
        while True:
            question, asker = server.recvfrom(4096)
            server.sendto(reply(question), asker)


def reply(question: bytes) -> bytes:
    """The answer to a question of DNS."""
    end = question.index(0, 12) + 5
    known = question[end - 4 : end - 2] == b"\0\1"
    head = question[:2] + struct.pack("!HHHHH", 0x8180, 1, int(known), 0, 0)
    record = struct.pack("!HHHIH", 0xC00C, 1, 1, 60, 4) + ADDRESS if known else b""
    return head + question[12:end] + record


class Page(BaseHTTPRequestHandler):
    """Files that the set-up laid ready, a small script for names of scripts and for posts, a line of text for the rest."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        laid = PAGES / path.rpartition("/")[2]
        if laid.is_file():
            self._send(laid.read_bytes())
        else:
            self._send(SCRIPT if path.endswith((".sh", ".py")) else f"page {path}\n".encode())

    do_HEAD = do_GET  # noqa: N815 - the library names it

    def do_POST(self) -> None:
        self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 1 << 24))
        self._send(SCRIPT if "download" in self.path else b"http://files.example/stage.sh\n")

    do_PUT = do_POST  # noqa: N815 - the library names it

    def log_message(self, *words: object) -> None:
        """Nobody reads it."""

    def _send(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


if __name__ == "__main__":
    threading.Thread(target=answer_names, daemon=True).start()
    ThreadingHTTPServer(("127.0.0.1", 80), Page).serve_forever()
