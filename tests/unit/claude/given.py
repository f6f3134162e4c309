"""A brief, a screening, and a Claude that answers what it is told to."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from svar.adapters.claude.client import Claude
from svar.adapters.claude.settings import ClaudeSettings
from svar.domain.chat import Chat
from svar.domain.events import Criterion, Turn
from svar.domain.letters.case import LetterBrief
from svar.domain.letters.document import Evidence, Numbers, Quote
from svar.domain.screening import Screening

SECRETS = ("Marit Rekrutterer", "culture fit", "Ola Søker", "912 34 567")
"""What stands in the values around a brief, and never in a request."""


def brief(language: str = "nb") -> LetterBrief:
    return LetterBrief(
        language=language,
        job_title="Lastebilsjåfør",
        organisation="Fjordfrakt",
        stage="screening",
        evidence=(
            Evidence(
                id="E1",
                kind="assessed_with_quote",
                criterion_id="license-c",
                criterion_text="Førerkort klasse C",
                quote=Quote(turn=1, text="Jeg tar oppkjøring til våren"),
                assessed_by="Marit Rekrutterer",
                assessed_at=datetime(2026, 11, 1, 9, tzinfo=UTC),
                note="culture fit? ring Ola Søker på 912 34 567",
            ),
            Evidence(id="E2", kind="volume", numbers=Numbers(applicants=214, invited=6)),
        ),
        seed="application-17",
    )


def screening() -> Screening:
    return Screening(
        language="nb",
        job_title="Lastebilsjåfør",
        criteria=(Criterion(id="license-c", text="Førerkort klasse C"),),
        transcript=(
            Turn(turn=1, asked="Har du førerkort klasse C?", answered="Ja, siden 2015."),
            Turn(turn=2, asked="Hvorfor søker du?", answered="Jeg liker lange turer."),
        ),
    )


SLOTS: dict[str, Any] = {
    "thanks_for": "søknaden på stillingen som lastebilsjåfør",
    "reason": [
        {
            "text": "Stillingen krever førerkort klasse C, og det kravet er ikke oppfylt.",
            "evidence": ["E1"],
        }
    ],
    "learning": {"text": "Skriv når du tar oppkjøring.", "evidence": ["E1"]},
}


def message(answer: object, *, stop_reason: str = "end_turn", thinking: bool = False) -> Any:
    """A message of the API; `answer` is a text, or a value that is sent as JSON."""
    text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
    thought = [{"type": "thinking", "thinking": "{}", "signature": "s"}] if thinking else []
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-haiku-5-5",
        "content": [*thought, {"type": "text", "text": text}],
        "stop_reason": stop_reason,
        "stop_sequence": None,
        "usage": {
            "input_tokens": 100,
            "output_tokens": 50,
            "cache_read_input_tokens": 1_200,
            "cache_creation_input_tokens": 0,
        },
    }


class Line:
    """The wire to a scripted API. Keeps every request body."""

    def __init__(self, *answers: Any) -> None:
        self.requests: list[dict[str, Any]] = []
        self._answers = list(answers)

    def _handle(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(json.loads(request.content))
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        if callable(answer):
            answer = answer(self.requests[-1])
        return answer if isinstance(answer, httpx2.Response) else httpx2.Response(200, json=answer)

    def claude(self, monkeypatch: pytest.MonkeyPatch, **settings: Any) -> Claude:
        monkeypatch.setenv("ANTHROPIC_API_KEY", "test-key")
        monkeypatch.delenv("ANTHROPIC_BASE_URL", raising=False)
        client = httpx2.Client(transport=httpx2.MockTransport(self._handle))
        return Claude(ClaudeSettings.model_validate(settings), http_client=client)

    @property
    def sent(self) -> str:
        """Everything that was sent, as one text."""
        return json.dumps(self.requests, ensure_ascii=False)


def chat(*said: tuple[str, str], language: str = "nb") -> Chat:
    """A chat about two criteria, with these questions and answers behind it."""
    return Chat(
        language=language,
        job_title="Lastebilsjåfør",
        criteria=(
            Criterion(id="license-c", text="Førerkort klasse C"),
            Criterion(id="routes", text="Erfaring med distribusjon"),
        ),
        turns=tuple(
            Turn(turn=number, asked=asked, answered=answered)
            for number, (asked, answered) in enumerate(said, 1)
        ),
    )
