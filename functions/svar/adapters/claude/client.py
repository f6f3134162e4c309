"""One question to Claude, and one checked answer."""

import json
import os
import secrets
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

from svar.adapters.claude.failures import Unreadable, error_of, way_of
from svar.adapters.claude.prices import USAGE, usd
from svar.adapters.claude.settings import CONNECT_SECONDS, ClaudeSettings
from svar.adapters.secrets import read_secret
from svar.domain.calls import Call
from svar.domain.errors import Permanent, Transient
from svar.domain.languages import ToModel, facts, language_of
from svar.domain.policy import LetterRules
from svar.observability import logger
from svar.ports import Pay
from svar.prompts import Prompt, PromptError

if TYPE_CHECKING:
    import httpx2
    from anthropic import Anthropic, AnthropicAWS, AnthropicBedrock
    from anthropic.types import Message, OutputConfigParam

    AnyClient = Anthropic | AnthropicBedrock | AnthropicAWS

KEY_MAX_AGE = 300
"""Seconds. How long a new key waits, at most, until it is used."""


class Claude:
    """Asks Claude. Makes its client at the first question, so a cold start pays for no import."""

    def __init__(
        self,
        settings: ClaudeSettings,
        *,
        http_client: "httpx2.Client | None" = None,
    ) -> None:
        self.settings = settings
        self._http_client = http_client
        self._client: AnyClient | None = None
        self._key: str | None = None

    @classmethod
    def of(cls, rules: LetterRules) -> Self:
        """As the policy says."""
        return cls(ClaudeSettings.of(rules))

    def ask(
        self,
        prompt: Prompt,
        values: dict[str, str],
        schema: dict[str, object],
        *,
        model: str,
        max_tokens: int,
        pay: Pay,
    ) -> dict[str, Any]:
        """The answer as a JSON object. `pay` gets what it cost, also when it cannot be used.

        Raises `Transient`, `Permanent`, or `Unreadable` when another model may do better.
        """
        import anthropic

        canary = f"CANARY-{secrets.token_hex(4)}"
        try:
            filled = prompt.fill(canary=canary, **values)
        except PromptError as error:
            raise Permanent(str(error)) from error
        # The job is the last of what every candidate for it shares; what differs comes after.
        shared = filled.rules + filled.job
        started = monotonic()
        try:
            message = self._connected().messages.create(
                model=model,
                max_tokens=max_tokens,
                system=[
                    {"type": "text", "text": shared, "cache_control": {"type": "ephemeral"}},
                    {"type": "text", "text": filled.guard},
                ],
                messages=[{"role": "user", "content": filled.task}],
                output_config=self._output(schema),
            )
        except anthropic.APIStatusError as error:
            raise error_of(error) from error
        except (anthropic.APIConnectionError, anthropic.APIResponseValidationError) as error:
            raise Transient(f"Claude could not be heard: {type(error).__name__}") from error
        except anthropic.AnthropicError as error:
            raise Permanent(f"Claude cannot be asked: {type(error).__name__}") from error
        if not _is_whole(message):
            raise Transient("Claude's answer is none of its messages")
        pay(_billed(prompt, message, monotonic() - started))
        return _object(message, secret=canary, private=(values["boundary"],))

    def _output(self, schema: dict[str, object]) -> "OutputConfigParam":
        shape: OutputConfigParam = {"format": {"type": "json_schema", "schema": schema}}
        return {**shape, "effort": self.settings.effort} if self.settings.effort else shape

    def _connected(self) -> "AnyClient":
        key = self._current_key()
        if self._client is None or key != self._key:
            self._client, self._key = _client(self.settings, key, self._http_client), key
        return self._client

    def _current_key(self) -> str | None:
        """The key as it is now: a rotated one is taken up without a new deployment."""
        if self.settings.provider != "anthropic" or os.environ.get("ANTHROPIC_API_KEY"):
            return os.environ.get("ANTHROPIC_API_KEY")
        if self.settings.key_arn is None:
            raise Permanent("Claude has no key: set ANTHROPIC_API_KEY or SVAR_CLAUDE_KEY_ARN")
        # A file that was stored whole ends with a line break, and no header may.
        return read_secret(self.settings.key_arn, max_age=KEY_MAX_AGE).strip()


def _is_whole(message: object) -> bool:
    """Whether it is a message. The SDK hands on whatever a proxy says with status 200."""
    said, usage = getattr(message, "content", None), getattr(message, "usage", None)
    return isinstance(said, list) and bool(usage) and hasattr(message, "stop_reason")


def _billed(prompt: Prompt, message: "Message", seconds: float) -> Call:
    usage = {kind: getattr(message.usage, kind) or 0 for kind in USAGE}
    call = Call(
        prompt=prompt.id,
        model=message.model,
        stop_reason=message.stop_reason or "",
        seconds=round(seconds, 3),
        usage=usage,
        usd=usd(message.model, usage),
    )
    logger.info("claude_call", extra=call.model_dump())
    return call


def language_for(language: str) -> ToModel:
    """How to name a language to Claude. Raises `Permanent` for one that is not ours."""
    code = language_of(language)
    if code is None:
        raise Permanent(f"there are no texts in {language}")
    return facts(code).model


def fresh_boundary() -> str:
    """A line that nobody who wrote the data could know."""
    return f"=====DATA-{secrets.token_hex(8)}====="


def as_data(value: object) -> str:
    """JSON with everything escaped that could end a tag or look like a line of ours."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("\u2028", "\\u2028")


def _client(
    settings: ClaudeSettings, key: str | None, http_client: "httpx2.Client | None"
) -> "AnyClient":
    import anthropic

    waiting: dict[str, Any] = {
        # A number would be the time for each step; connecting has a short one of its own.
        "timeout": anthropic.Timeout(settings.timeout_seconds, connect=CONNECT_SECONDS),
        "max_retries": 0,
        "http_client": http_client,
    }
    if settings.provider == "bedrock":
        return anthropic.AnthropicBedrock(aws_region=settings.region, **waiting)
    if settings.provider == "aws":
        return anthropic.AnthropicAWS(
            aws_region=settings.region, workspace_id=settings.workspace, **waiting
        )
    return anthropic.Anthropic(api_key=key, **waiting)


def _object(message: "Message", *, secret: str, private: tuple[str, ...]) -> dict[str, Any]:
    """Read the JSON object of an answer; blocks are told apart by type, thinking may come first."""
    text = "".join(block.text for block in message.content if block.type == "text")
    if secret.casefold() in text.casefold() or any(each in text for each in private):
        raise Permanent("Claude gave away its instructions")
    way = way_of(message.stop_reason)
    if way == "permanent":
        category = message.stop_details.category if message.stop_details else None
        raise Permanent(f"Claude stopped: {message.stop_reason} {category or ''}".strip())
    if way == "ask_again":
        raise Unreadable(f"stopped: {message.stop_reason}")
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable("not JSON") from error
    if not isinstance(found, dict):
        raise Unreadable("not an object")
    return found
