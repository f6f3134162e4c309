"""The dead-letter queue, written to with a reason."""

from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from svar.domain.errors import Transient

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient


class SqsDeadLetters:
    """Puts the message beside its reason, so that a redrive finds the body as it came."""

    def __init__(self, url: str) -> None:
        self._url = url

    @cached_property
    def _client(self) -> "SQSClient":
        """Made at the first dead letter: most functions never see one."""
        return boto3.client(
            "sqs", config=Config(connect_timeout=3, read_timeout=5, retries={"mode": "standard"})
        )

    def park(self, body: str, reason: str) -> None:
        try:
            self._client.send_message(
                QueueUrl=self._url,
                MessageBody=body,
                MessageAttributes={
                    "reason": {"DataType": "String", "StringValue": reason[:250]},
                },
            )
        except (ClientError, BotoCoreError) as error:
            raise Transient("the dead-letter queue cannot be reached") from error
