"""A Django mail backend that hands raw messages to SES."""

from collections.abc import Sequence

import boto3
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from tests.benchmarks.letters import SENDER

ses = boto3.client("sesv2")


class SesBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            ses.send_email(
                FromEmailAddress=SENDER,
                Destination={"ToAddresses": message.to},
                Content={"Raw": {"Data": message.message().as_bytes()}},
                EmailTags=[{"Name": "outbox", "Value": message.extra_headers["X-Tag"]}],
                ConfigurationSetName="svar-mail",
            )
        return len(email_messages)
