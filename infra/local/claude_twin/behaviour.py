"""What the twin does with the next request, and what it costs."""

from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Literal
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field

from local.claude_twin.asked import Asked, Kind
from local.claude_twin.replies import WRONG, Slot, good_answer, obeying, text_of

CHARACTERS_A_TOKEN = 4
SHORTEST_PREFIX = {"haiku": 512, "sonnet": 1_024, "opus": 1_024}
"""Tokens. A shorter prefix is never cached, and the API does not say so."""

_ERRORS = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    504: "timeout_error",
    529: "overloaded_error",
}

NO_MONEY: dict[str, tuple[int, str, dict[str, str] | None]] = {
    # Without a retry-after: it lasts until the month is over.
    "spend_limit": (
        429,
        "Your organization has reached its monthly spend limit.",
        {"error_code": "enforced_spend_limit_reached"},
    ),
    "own_limit": (
        400,
        "You have reached your specified API usage limits. You will regain access on 2026-12-01.",
        None,
    ),
    "no_credit": (400, "Your credit balance is too low to access the Anthropic API.", None),
}
"""The ways in which the API says that the money is used up: status, sentence, details."""


class Behaviour(BaseModel):
    """One scripted way to answer. `do` is `ok`, a name of `WRONG` or `NO_MONEY`, or one below."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    do: str = "ok"
    seconds: float = Field(default=0, ge=0, le=60)
    """Waits so long before it answers, whatever it answers."""
    status: int | None = None
    """Answers with this HTTP status instead of a message."""
    retry_after: int | None = None
    """Seconds, sent with the status."""
    says: str | None = None
    """With `obeyed_injection`: what a model writes that fell for the words in its data."""
    slot: Slot = "reason"
    """And where."""
    kind: Kind | None = None
    """Only to a question of this kind; others are answered as if it were not there."""

    def concerns(self, asked: Asked) -> bool:
        return self.kind in (None, asked.kind)


class Reply(BaseModel):
    """An HTTP answer."""

    model_config = ConfigDict(frozen=True)
    status: int
    body: dict[str, Any]
    headers: dict[str, str] = {}


@dataclass
class Twin:
    """The state of one twin: what it shall do, what it was asked, what its cache holds."""

    queue: list[Behaviour] = field(default_factory=list)
    always: Behaviour = field(default_factory=Behaviour)
    requests: list[dict[str, Any]] = field(default_factory=list)
    cache: set[str] = field(default_factory=set)
    lock: Lock = field(default_factory=Lock)

    def next_behaviour(self, asked: Asked) -> Behaviour:
        with self.lock:
            for place, each in enumerate(self.queue):
                if each.concerns(asked):
                    return self.queue.pop(place)
            return self.always if self.always.concerns(asked) else Behaviour()

    def usage(self, asked: Asked, model: str, output: str) -> dict[str, int]:
        """Token counts, roughly; a prefix that was seen before is read from the cache."""
        whole = len(asked.prompt) // CHARACTERS_A_TOKEN
        prefix = len(asked.cached_part) // CHARACTERS_A_TOKEN
        shortest = next((n for name, n in SHORTEST_PREFIX.items() if name in model), 1_024)
        cached = prefix if prefix >= shortest else 0
        key = f"{model} {asked.cache_key}"
        with self.lock:
            known = key in self.cache
            if cached:
                self.cache.add(key)
        return {
            "input_tokens": whole - cached,
            "output_tokens": max(1, len(output) // CHARACTERS_A_TOKEN),
            "cache_read_input_tokens": cached if known else 0,
            "cache_creation_input_tokens": 0 if known else cached,
        }


def reply_to(twin: Twin, behaviour: Behaviour, asked: Asked, model: str) -> Reply:
    """The answer to one request. Raises KeyError for a behaviour that nobody knows."""
    if behaviour.status:
        after = {} if behaviour.retry_after is None else {"retry-after": str(behaviour.retry_after)}
        return error(behaviour.status, "as told", after)
    if behaviour.do in NO_MONEY:
        status, message, details = NO_MONEY[behaviour.do]
        return error(status, message, details=details)
    if behaviour.do == "refusal":
        why = {"type": "refusal", "category": "general_harms", "explanation": None}
        return _message(twin, asked, model, "", "refusal", stop_details=why)
    if behaviour.do == "context_window":
        return _message(twin, asked, model, "", "model_context_window_exceeded")
    text = text_of(good_answer(asked))
    if behaviour.do == "cut_off":
        return _message(twin, asked, model, text[: len(text) // 2], "max_tokens")
    if behaviour.do == "invalid_json":
        return _message(twin, asked, model, f"Here is the letter: {text[:-1]}", "end_turn")
    if behaviour.do == "thinking_first":
        return _message(twin, asked, model, text, "end_turn", thinking=True)
    if behaviour.says is not None:
        text = text_of(obeying(asked, good_answer(asked), behaviour.says, behaviour.slot))
    elif behaviour.do != "ok":
        text = text_of(WRONG[behaviour.do](asked, good_answer(asked)))
    return _message(twin, asked, model, text, "end_turn")


def error(
    status: int,
    message: str,
    headers: dict[str, str] | None = None,
    *,
    details: dict[str, str] | None = None,
) -> Reply:
    said: dict[str, Any] = {"type": _ERRORS.get(status, "api_error"), "message": message}
    body = {"type": "error", "error": said | ({"details": details} if details else {})}
    return Reply(status=status, body=body, headers=headers or {})


def _message(
    twin: Twin,
    asked: Asked,
    model: str,
    text: str,
    stop_reason: Literal["end_turn", "max_tokens", "refusal", "model_context_window_exceeded"],
    *,
    stop_details: dict[str, Any] | None = None,
    thinking: bool = False,
) -> Reply:
    said: list[dict[str, Any]] = [{"type": "text", "text": text}] if text else []
    thought = [{"type": "thinking", "thinking": '{"not": "this"}', "signature": "twin"}]
    return Reply(
        status=200,
        body={
            "id": f"msg_{uuid4().hex}",
            "type": "message",
            "role": "assistant",
            "model": model,
            "content": (thought if thinking else []) + said,
            "stop_reason": stop_reason,
            "stop_sequence": None,
            "stop_details": stop_details,
            "usage": twin.usage(asked, model, text),
        },
    )
