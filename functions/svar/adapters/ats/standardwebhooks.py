"""Any system that can sign: Standard Webhooks headers around a canonical event.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from datetime import UTC, datetime

from svar.adapters.ats import reading
from svar.adapters.ats.cloudevents import canonical
from svar.adapters.ats.signatures import require_fresh, require_match, required_header
from svar.domain.errors import Forged
from svar.domain.webhook import Account, Handshake, Malformed, Translation, WebhookRequest


class StandardWebhooks:
    name = "standardwebhooks"
    retries_refusals = True
    taken = 200

    def handshake(self, request: WebhookRequest) -> Handshake | None:
        return None

    def verify(self, request: WebhookRequest, secrets: tuple[str, ...]) -> None:
        """Several signatures, space-separated: during rotation the sender signs with both.

        The library signs; the comparison is ours, since its own reads the clock by itself.
        """
        stamp = required_header(request, "webhook-timestamp")
        given = required_header(request, "webhook-signature").split(" ")
        message_id = required_header(request, "webhook-id")
        try:
            text = request.body.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Malformed(f"byte {error.start}", "is not UTF-8") from None
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 11):
            raise Forged("the header webhook-timestamp is not a number of seconds")
        moment = datetime.fromtimestamp(int(stamp), UTC)
        require_match(given, secrets, lambda secret: _sign(secret, message_id, moment, text))
        require_fresh(stamp, request.received_at)

    def translate(self, request: WebhookRequest, account: Account) -> Translation:
        return canonical([reading.json_object(request.body)])


def _sign(secret: str, message_id: str, moment: datetime, text: str) -> str | None:
    """`None` when the stored secret, or the id, is one that nobody can sign with."""
    from standardwebhooks import Webhook
    from standardwebhooks.webhooks import EmptyWebhookSecretError

    try:
        return Webhook(secret).sign(message_id, moment, text)
    except (ValueError, EmptyWebhookSecretError):
        return None


VENDOR = StandardWebhooks()
