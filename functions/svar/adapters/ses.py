"""SES v2 as the `Mailer` port: raw MIME, one HTTP attempt, and an honest account of the answer."""

import time
from threading import Lock
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
)

from svar.domain.errors import Transient
from svar.ports import MailRefused, MailUnheard

if TYPE_CHECKING:
    from mypy_boto3_sesv2.client import SESV2Client
    from mypy_boto3_sesv2.type_defs import SendQuotaTypeDef

# botocore resends by itself: with its defaults one call can make three mails.
ONE_ATTEMPT = Config(
    connect_timeout=3, read_timeout=10, retries={"total_max_attempts": 1, "mode": "standard"}
)

AGAIN = frozenset(
    {
        "TooManyRequestsException",
        "Throttling",
        "ThrottlingException",
        "LimitExceededException",
        "SendingPausedException",
        "AccountSuspendedException",
        "MailFromDomainNotVerifiedException",
        "AccessDeniedException",
        "ExpiredTokenException",
    }
)
"""Refusals that are not about this mail: the same one may be accepted later."""


class SesMailer:
    """Sends at most `max_rate` mails a second from this process, so that SES need not say no."""

    def __init__(self, configuration_set: str, concurrency: int = 1) -> None:
        self._client: SESV2Client = boto3.client("sesv2", config=ONE_ATTEMPT)
        self._configuration_set = configuration_set
        self._concurrency = concurrency
        self._lock = Lock()
        self._next = 0.0
        self._interval: float | None = None

    def send(self, *, sender: str, recipient: str, mime: bytes, tag: str) -> str:
        self._wait_for_turn()
        try:
            answer = self._client.send_email(
                FromEmailAddress=sender,
                Destination={"ToAddresses": [recipient]},
                Content={"Raw": {"Data": mime}},
                EmailTags=[{"Name": "outbox", "Value": tag}],
                ConfigurationSetName=self._configuration_set,
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            if status >= 500:
                raise MailUnheard(code) from error
            raise MailRefused(code, again=code in AGAIN or status == 429) from error
        except (ConnectTimeoutError, EndpointConnectionError) as error:
            # No connection, no request: this mail certainly did not leave.
            raise MailRefused("unreachable", again=True) from error
        except HTTPClientError as error:
            raise MailUnheard(type(error).__name__) from error
        return answer["MessageId"]

    def remaining_quota(self) -> float:
        """Raises `Transient` when SES does not say."""
        quota = self._quota()
        most = quota.get("Max24HourSend", -1)
        return 1.0 if most <= 0 else max(0.0, 1 - quota.get("SentLast24Hours", 0) / most)

    def _quota(self) -> "SendQuotaTypeDef | dict[str, float]":
        try:
            return self._client.get_account().get("SendQuota", {})
        except (ClientError, BotoCoreError) as error:
            raise Transient("SES does not say its quota") from error

    def _wait_for_turn(self) -> None:
        """A token bucket of one: the account's rate, shared evenly by the senders."""
        with self._lock:
            if self._interval is None:
                rate = self._quota().get("MaxSendRate", 0)
                self._interval = self._concurrency / rate if rate > 0 else 0.0
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._interval
        if turn > now:
            time.sleep(turn - now)
