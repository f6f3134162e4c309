"""`python -m local.ses_twin --home DIR --port N`: run the twin until it is ended."""

import argparse
import base64
import binascii
import json
import re
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pydantic import ValidationError

from local import clock
from local.ses_twin.account import Account, Refused, Request
from local.ses_twin.faults import Faults
from local.ses_twin.mailbox import Mailbox
from local.ses_twin.publisher import Publisher


class Twin(ThreadingHTTPServer):
    """The HTTP server and the account that it speaks for."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, account: Account) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.account = account


class Handler(BaseHTTPRequestHandler):
    """SES's API, `/clock`, and under `/admin` what a test turns and reads."""

    protocol_version = "HTTP/1.1"
    server: Twin

    def do_GET(self) -> None:
        account = self.server.account
        match self.path:
            case "/health":
                self._answer(200, {"ok": True})
            case "/clock":
                self._answer(200, clock.to_json(account.clock))
            case "/v2/email/account":
                self._answer(200, _account(account))
            case "/v2/email/suppression/addresses":
                listed = account.suppression.to_json()
                self._answer(200, {"SuppressedDestinationSummaries": listed})
            case "/admin/faults":
                self._answer(200, account.faults.model_dump())
            case "/admin/mails":
                mails = [mail.model_dump(mode="json") for mail in account.box.accepted()]
                self._answer(200, {"mails": mails})
            case "/admin/events":
                publisher = account.publisher
                self._answer(200, {"published": publisher.published, "lost": publisher.lost})
            case _:
                self._answer(404, {"message": "unknown path"}, "NotFoundException")

    def do_POST(self) -> None:
        if self.path != "/v2/email/outbound-emails":
            self._answer(404, {"message": "unknown path"}, "NotFoundException")
            return
        try:
            message_id, fault, delay = self.server.account.send(_request(self._body()))
        except Refused as error:
            self._answer(error.status, {"message": str(error)}, error.code)
            return
        if fault == "lose_answer":
            self.close_connection = True
            return
        time.sleep(delay)
        self._answer(200, {"MessageId": message_id})

    def do_PUT(self) -> None:
        account = self.server.account
        try:
            body = self._body()
            match self.path:
                case "/clock":
                    account.clock = clock.changed(account.clock, body, datetime.now(UTC))
                    self._answer(200, clock.to_json(account.clock))
                case "/v2/email/suppression/addresses":
                    account.suppression.put(body["EmailAddress"], body["Reason"])
                    self._answer(200, {})
                case "/admin/faults":
                    account.faults = Faults.model_validate(body)
                    self._answer(200, account.faults.model_dump())
                case "/admin/quota":
                    account.max_send_rate = float(body["max_send_rate"])
                    account.max_24_hour_send = float(body["max_24_hour_send"])
                    self._answer(200, _account(account))
                case _:
                    self._answer(404, {"message": "unknown path"}, "NotFoundException")
        except (ValidationError, ValueError, KeyError, TypeError) as error:
            self._answer(400, {"message": str(error)}, "BadRequestException")

    def do_DELETE(self) -> None:
        start, _, address = self.path.rpartition("/")
        known = start == "/v2/email/suppression/addresses"
        if known and self.server.account.suppression.take_off(unquote(address)):
            self._answer(200, {})
        else:
            self._answer(404, {"message": "not on the suppression list"}, "NotFoundException")

    def log_message(self, format: str, *args: Any) -> None:
        """The mailbox and `/admin/events` say what happened; a line for each request says less."""

    def _body(self) -> dict[str, Any]:
        size = int(self.headers.get("Content-Length") or 0)
        read = json.loads(self.rfile.read(size) or b"{}")
        return read if isinstance(read, dict) else {}

    def _answer(self, status: int, body: dict[str, Any], error: str | None = None) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        if error:
            self.send_header("x-amzn-ErrorType", error)
        self.end_headers()
        self.wfile.write(data)


def _request(body: dict[str, Any]) -> Request:
    try:
        return Request(
            source=_bare(body["FromEmailAddress"]),
            recipients=tuple(_bare(a) for a in body["Destination"]["ToAddresses"]),
            raw=base64.b64decode(body["Content"]["Raw"]["Data"], validate=True),
            tags={tag["Name"]: tag["Value"] for tag in body.get("EmailTags", ())},
            configuration_set=body.get("ConfigurationSetName"),
        )
    except (KeyError, TypeError, binascii.Error) as error:
        raise Refused(400, "BadRequestException", f"Only raw messages: {error}") from error


def _bare(address: str) -> str:
    """`Name <a@b>` -> `a@b`."""
    found = re.search(r"<([^<>]+)>\s*$", address)
    return found.group(1) if found else address.strip()


def _account(account: Account) -> dict[str, Any]:
    return {
        "DedicatedIpAutoWarmupEnabled": False,
        "EnforcementStatus": "HEALTHY",
        "ProductionAccessEnabled": True,
        "SendingEnabled": True,
        "SendQuota": {
            "Max24HourSend": account.max_24_hour_send,
            "MaxSendRate": account.max_send_rate,
            "SentLast24Hours": float(account.sent_last_day()),
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="ses_twin")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--endpoint", help="the emulator; without it events are only remembered")
    asked = parser.parse_args()
    Twin(asked.port, Account(Mailbox(asked.home), Publisher(asked.endpoint))).serve_forever()


if __name__ == "__main__":
    main()
