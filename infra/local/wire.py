"""A counter on the wire between the functions and the emulated AWS: what was really asked for.

It passes every request on as it came, signature and all, and writes down the service, the
operation, and of the database's requests which rows they touched.
"""

import http.client
import json
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, NamedTuple

from local.emulator import Child

HOP = frozenset({"connection", "transfer-encoding", "content-length", "keep-alive"})
KILOBYTE = 1024


class Written(NamedTuple):
    """A row that a request wrote."""

    pk: str
    sk: str
    indexed: bool
    """Whether the write also changes an index."""
    in_transaction: bool


@dataclass
class Seen:
    """All requests so far."""

    requests: Counter[str] = field(default_factory=Counter)
    """By `<service>.<operation>`, such as `DynamoDB_20120810.Query`."""
    written: list[Written] = field(default_factory=list)
    read_units: float = 0.0
    """Read units: one for 4 KB of a consistent read, half of one otherwise."""
    messages: Counter[str] = field(default_factory=Counter)
    """Messages put into queues, by the queue's name: a batch is one request with several."""


class Wire(ThreadingHTTPServer):
    """Listens on a port of its own, and hands everything to the emulator."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, emulator: Child) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.emulator = emulator
        self.seen = Seen()
        self.lock = Lock()
        Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def note(self, operation: str, asked: bytes, answered: bytes, status: int) -> None:
        """Write one request down. A refused one is a request all the same."""
        with self.lock:
            self.seen.requests[operation] += 1
            if operation.startswith("DynamoDB_"):
                note_database(self.seen, operation, _json(asked), _json(answered), status)
            elif operation.startswith("AmazonSQS.SendMessage"):
                body = _json(asked)
                queue = str(body.get("QueueUrl", "")).rsplit("/", 1)[-1]
                self.seen.messages[queue] += len(body.get("Entries", [None]))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Wire

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        upstream = http.client.HTTPConnection("127.0.0.1", self.server.emulator.port, timeout=120)
        try:
            upstream.putrequest("POST", self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                upstream.putheader(name, value)
            upstream.endheaders(body)
            answer = upstream.getresponse()
            data = answer.read()
            self.server.note(self.headers.get("X-Amz-Target", "unknown"), body, data, answer.status)
            self._answer(answer.status, data, answer.getheaders())
        finally:
            upstream.close()

    def _answer(self, status: int, data: bytes, headers: list[tuple[str, str]]) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """The counts say it."""


def note_database(
    seen: Seen, operation: str, asked: dict[str, Any], answered: dict[str, Any], status: int
) -> None:
    """Which rows a request wrote, and how many units it read."""
    together = asked.get("TransactItems", [])
    writes = [item["Update"] for item in together if "Update" in item]
    if operation.endswith(("DeleteItem", "UpdateItem", "PutItem")):
        writes = [asked]
    for write in writes if status == 200 else ():
        key = write["Key"]
        indexed = "due_at" in json.dumps(write.get("ExpressionAttributeNames", {}))
        row = Written(key["pk"]["S"], key["sk"]["S"], indexed, in_transaction=bool(together))
        seen.written.append(row)
    found = answered.get("Items", [answered["Item"]] if "Item" in answered else [])
    if operation.endswith(("Query", "GetItem", "Scan")):
        size = sum(size_of(item) for item in found)
        blocks = max(1, -(-size // (4 * KILOBYTE)))
        seen.read_units += blocks if asked.get("ConsistentRead") else blocks / 2


def size_of(item: dict[str, Any]) -> int:
    """Bytes of a row as DynamoDB counts them: the names and the values."""
    return sum(
        len(name.encode()) + len(str(next(iter(value.values()))).encode())
        for name, value in item.items()
    )


def _json(body: bytes) -> dict[str, Any]:
    try:
        read = json.loads(body or b"{}")
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
