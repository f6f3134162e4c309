"""Read a request as Claude would: what is asked for, about which job, from which data."""

import json
import re
from hashlib import sha256
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from svar.domain.languages import facts, languages

Kind = Literal["letter", "judge", "summary", "question", "other"]
_JOB = re.compile(r"<job>\n(.*)\n</job>", re.DOTALL)
_DATA = re.compile(r"^(=====DATA-\w+=====)\n(.*?)\n\1$", re.DOTALL | re.MULTILINE)
_CANARY = re.compile(r"CANARY-[0-9a-f]{8}")
_LANGUAGE = re.compile(r"Language: ([\w ]+)\.")


class Asked(BaseModel):
    """What the twin understands of a request."""

    model_config = ConfigDict(frozen=True)
    kind: Kind
    language: str
    job: dict[str, Any]
    data: Any
    canary: str
    cached_part: str
    """The system text up to the cache mark: equal texts share a cache entry."""
    prompt: str

    @property
    def cache_key(self) -> str:
        return sha256(self.cached_part.encode()).hexdigest()


def read_request(body: dict[str, Any]) -> Asked:
    """Raises ValueError for what the real API would refuse with 400."""
    _refuse_wrong(body)
    system = body.get("system") or []
    blocks = [{"type": "text", "text": system}] if isinstance(system, str) else system
    marks = [i for i, block in enumerate(blocks) if block.get("cache_control")]
    texts = [block["text"] for block in blocks]
    prompt = "\n".join([*texts, *(_text(message) for message in body["messages"])])
    job, data, canary = _JOB.search(prompt), _DATA.search(prompt), _CANARY.search(prompt)
    language = _LANGUAGE.search(prompt)
    return Asked(
        kind=_kind(body),
        language=_code_of(language[1]) if language else "en",
        job=json.loads(job[1]) if job else {},
        data=json.loads(data[2]) if data else None,
        canary=canary[0] if canary else "",
        cached_part="".join(texts[: marks[-1] + 1]) if marks else "",
        prompt=prompt,
    )


def _code_of(name: str) -> str:
    return next((each for each in languages() if facts(each).model.name == name), "en")


def _refuse_wrong(body: dict[str, Any]) -> None:
    for field in ("model", "max_tokens", "messages"):
        if field not in body:
            raise ValueError(f"{field}: Field required")
    for field in ("temperature", "top_p", "top_k"):
        if field in body:
            raise ValueError(f"{field}: Extra inputs are not permitted")
    if not body["messages"] or body["messages"][0].get("role") != "user":
        raise ValueError("messages: first message must use the user role")
    _refuse_open_objects(_schema(body))


def _refuse_open_objects(schema: Any) -> None:
    """The real API wants `additionalProperties: false` on every object of the schema."""
    if isinstance(schema, list):
        for each in schema:
            _refuse_open_objects(each)
    if isinstance(schema, dict):
        if schema.get("type") == "object" and schema.get("additionalProperties") is not False:
            raise ValueError("output_config.format.schema: additionalProperties must be false")
        for each in schema.values():
            _refuse_open_objects(each)


def _schema(body: dict[str, Any]) -> dict[str, Any]:
    found = ((body.get("output_config") or {}).get("format") or {}).get("schema") or {}
    return dict(found)


def _kind(body: dict[str, Any]) -> Kind:
    asked_for = set(_schema(body).get("properties") or {})
    kinds: dict[str, Kind] = {
        "thanks_for": "letter",
        "R05": "judge",
        "criteria": "summary",
        "about": "question",
    }
    return next((kind for field, kind in kinds.items() if field in asked_for), "other")


def _text(message: dict[str, Any]) -> str:
    content = message["content"]
    if isinstance(content, str):
        return content
    return "\n".join(block["text"] for block in content if block["type"] == "text")
