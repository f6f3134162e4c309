"""SES v2 as the `Mailer` port: raw MIME, one HTTP attempt, and an honest account of the answer."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ProxyConnectionError,
)
from botocore.parsers import ResponseParserError

from svar.adapters.pace import Pace, Quota
from svar.adapters.turns import Turns
from svar.domain.errors import Transient
from svar.ports import MailRefused, MailUnheard, Refusal

if TYPE_CHECKING:
    from mypy_boto3_sesv2.client import SESV2Client

# botocore resends by itself: with its defaults one call can make three mails.
ONE_ATTEMPT = Config(
    connect_timeout=3, read_timeout=10, retries={"total_max_attempts": 1, "mode": "standard"}
)

AGAIN = frozenset(
    {
        "LimitExceededException",
        "SendingPausedException",
        "AccountSuspendedException",
        "MailFromDomainNotVerifiedException",
        "NotFoundException",
        "AccessDeniedException",
        "ExpiredTokenException",
        "UnrecognizedClientException",
        "InvalidSignatureException",
    }
)
"""Refusals that are not about this mail: the same one may be accepted later. What is not found is
the configuration set."""

NOT_VERIFIED = "email address is not verified"
"""The domain is not verified yet, or the account is in the sandbox and does not know the reader.
SES says it with the same code as for a mail that it will never have."""

UNASKED = (
    ConnectTimeoutError,
    EndpointConnectionError,
    ProxyConnectionError,
    NoCredentialsError,
)
"""The errors of the SDK after which SES cannot have heard of the mail. All others leave it open."""


class SesMailer:
    """All mailers that take their turns from the same row share the rate.

    `sleep` takes seconds, `now` is Unix time.
    """

    def __init__(
        self,
        configuration_set: str,
        turns: Turns,
        *,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._client: SESV2Client = boto3.client("sesv2", config=ONE_ATTEMPT)
        self._configuration_set = configuration_set
        self._pace = Pace(self._quota, turns, sleep=sleep, now=now)

    def await_turn(self, *, at_most: timedelta) -> bool:
        return self._pace.await_turn(at_most)

    def remaining_quota(self) -> float:
        return self._pace.left()

    def send(self, *, sender: str, recipient: str, mime: bytes, tag: str) -> str:
        try:
            answer = self._client.send_email(
                FromEmailAddress=sender,
                Destination={"ToAddresses": [recipient]},
                Content={"Raw": {"Data": mime}},
                EmailTags=[{"Name": "outbox", "Value": tag}],
                ConfigurationSetName=self._configuration_set,
            )
        except ClientError as error:
            raise self._understood(error) from error
        except UNASKED as error:
            # No connection or nothing to sign with, so no request: it certainly did not leave.
            raise MailRefused("unreachable", Refusal.LATER) from error
        except (BotoCoreError, ResponseParserError) as error:
            raise MailUnheard(type(error).__name__) from error
        self._pace.accepted()
        return answer["MessageId"]

    def _understood(self, error: ClientError) -> Exception:
        code = error.response["Error"]["Code"]
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        if status >= 500:
            return MailUnheard(code)
        said = error.response["Error"].get("Message", "").lower()
        if NOT_VERIFIED in said:
            return MailRefused("not_verified", Refusal.LATER)
        if status == 429 or "Throttling" in code:
            # One code for both; only the sentence tells them apart.
            if "quota" in said:
                self._pace.used_up()
                return MailRefused(code, Refusal.QUOTA)
            self._pace.too_fast()
            return MailRefused(code, Refusal.RATE)
        return MailRefused(code, Refusal.LATER if code in AGAIN else Refusal.FOR_EVER)

    def _quota(self) -> Quota:
        try:
            said = self._client.get_account().get("SendQuota", {})
        except (ClientError, BotoCoreError) as error:
            raise Transient("SES does not say its quota") from error
        return Quota(
            rate=said.get("MaxSendRate", 0),
            per_day=said.get("Max24HourSend", -1),
            sent=said.get("SentLast24Hours", 0),
        )
