"""Take the inbox: every event of every ATS comes through here."""

import os
from collections.abc import Mapping
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.batch import process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from svar.adapters.ats import vendor
from svar.adapters.ats.reading import json_object
from svar.adapters.ats_accounts import accounts_of
from svar.adapters.dead_letters import SqsDeadLetters
from svar.domain.errors import Invalid, Permanent
from svar.domain.events import Event
from svar.domain.webhook import Account
from svar.handlers import entry
from svar.observability import logger, metrics
from svar.ports import DeadLetters
from svar.wiring.batch import Batch
from svar.wiring.core import Core, core
from svar.wiring.policy_file import policy_file
from svar.workflows.events_in import events_in
from svar.workflows.receive_event import Received, receive_event

processor = Batch()


def handle(body: str, core: Core, dead_letters: DeadLetters) -> None:
    """Apply one message. What can never be applied is parked with the reason, not retried."""
    try:
        events = events_in(json_object(body.encode("utf-8", "replace")), vendor, _accounts)
        for event in events:
            _log(event, receive_event(event, core.house, core.links, core.dispatcher))
        if not events:
            logger.info("unknown_type")
    except Permanent as error:
        reason = f"{type(error).__name__}: {error}"
        dead_letters.park(body, reason)
        logger.error("parked", extra={"reason": type(error).__name__, "field": _field(error)})


@cache
def _accounts() -> Mapping[str, Account]:
    return accounts_of(policy_file().read_text(encoding="utf-8"))


def _log(event: Event, received: Received) -> None:
    logger.info(
        "received",
        extra={"event": event.key, "type": event.type, "subject": event.subject, "as": received},
    )


def _field(error: Permanent) -> str | None:
    return error.field if isinstance(error, Invalid) else None


def _record(record: SQSRecord) -> None:
    handle(record.body, core(), SqsDeadLetters(os.environ["SVAR_INBOX_DEAD_LETTERS_URL"]))


@entry
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return dict(
        process_partial_response(
            event=event, record_handler=_record, processor=processor, context=context
        )
    )
