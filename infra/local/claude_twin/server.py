"""The twin over HTTP, on loopback only."""

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

from pydantic import ValidationError

from local.claude_twin.asked import read_request
from local.claude_twin.behaviour import Behaviour, Reply, Twin, error, reply_to


class TwinServer(ThreadingHTTPServer):
    """One twin. `port` 0 takes a free one."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        self.twin = Twin()
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: TwinServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        twin = self.server.twin
        if self.path == "/twin/health":
            self._answer(Reply(status=200, body={"ok": True}))
        elif self.path == "/twin/requests":
            self._answer(Reply(status=200, body={"requests": twin.requests}))
        else:
            self._answer(error(404, "not found"))

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        try:
            body = json.loads(self.rfile.read(length) or b"{}")
            self._answer(self._reply(body))
        except (ValueError, ValidationError) as wrong:
            self._answer(error(400, str(wrong)))
        except KeyError as unknown:
            self._answer(error(400, f"unknown: {unknown}"))

    def _reply(self, body: dict[str, Any]) -> Reply:
        twin = self.server.twin
        if self.path == "/v1/messages":
            return self._message(body)
        if self.path == "/twin/behaviours":
            # {"queue": [{"do": "refusal"}], "always": {"do": "ok"}}
            with twin.lock:
                twin.queue += [Behaviour(**each) for each in body.get("queue", [])]
                twin.always = Behaviour(**body.get("always", twin.always.model_dump()))
            return Reply(status=200, body={"queued": len(twin.queue)})
        if self.path == "/twin/reset":
            # A new one: what the old one still thinks about shall not be remembered here.
            self.server.twin = Twin()
            return Reply(status=200, body={})
        return error(404, "not found")

    def _message(self, body: dict[str, Any]) -> Reply:
        twin = self.server.twin
        with twin.lock:
            twin.requests.append(body)
        if not (self.headers.get("x-api-key") or self.headers.get("authorization")):
            return error(401, "x-api-key header is required")
        asked = read_request(body)
        behaviour = twin.next_behaviour(asked)
        time.sleep(behaviour.seconds)
        return reply_to(twin, behaviour, asked, body["model"])

    def _answer(self, reply: Reply) -> None:
        payload = json.dumps(reply.body, ensure_ascii=False).encode()
        headers = {
            "content-type": "application/json",
            "content-length": str(len(payload)),
            "request-id": f"req_{uuid4().hex}",
            **reply.headers,
        }
        try:
            self.send_response(reply.status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(payload)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client did not wait for us: that was the point

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: requests are read at /twin/requests."""
