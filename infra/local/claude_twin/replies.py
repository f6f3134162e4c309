"""What Claude would say: passable answers, and each way in which an answer can be wrong."""

import json
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Literal

from local.claude_twin.asked import Asked, Kind
from svar.domain.events import Criterion, Turn
from svar.domain.letters.case import LetterBrief
from svar.domain.letters.document import Evidence, Numbers, Quote
from svar.domain.letters.house_writer import write_slots
from svar.domain.screening import Screening
from svar.domain.summarising import house_summary

Answer = dict[str, Any]
Slot = Literal["thanks_for", "reason", "second_reason", "quoted", "learning", "judge"]
"""Where a model puts what it was told to say; `judge` is the finding of a judge."""


def good_answer(asked: Asked) -> Answer:
    """An answer that stands on the request's own data and passes the gate."""
    return _GOOD[asked.kind](asked)


def _letter(asked: Asked) -> Answer:
    answer: Answer = write_slots(_brief(asked)).model_dump(mode="json")
    return answer


def _brief(asked: Asked) -> LetterBrief:
    return LetterBrief(
        language=asked.language,
        job_title=asked.job["title"],
        organisation=asked.job["organisation"],
        stage=asked.data["stage"],
        evidence=tuple(_evidence(each) for each in asked.data["facts"]),
        seed=asked.cache_key,
    )


def _evidence(fact: dict[str, Any]) -> Evidence:
    return Evidence(
        id=fact["id"],
        kind=fact["kind"],
        criterion_text=fact.get("criterion"),
        feedback=fact.get("feedback"),
        quote=Quote(turn=1, text=fact["own_words"]) if "own_words" in fact else None,
        numbers=Numbers(**fact["numbers"]) if "numbers" in fact else None,
    )


def _judge(asked: Asked) -> Answer:
    return {rule: {"broken": False, "words": "", "why": ""} for rule in ("R05", "R13", "R16")}


def _summary(asked: Asked) -> Answer:
    screening = Screening(
        language=asked.language,
        job_title=asked.job["title"],
        criteria=tuple(Criterion(**each) for each in asked.job["criteria"]),
        transcript=tuple(Turn(**each) for each in asked.data),
    )
    summary = house_summary(screening)
    ids = [each.id for each in screening.criteria]
    return {
        "criteria": [
            {"id": id, "status": each.status, "turn": each.turn, "quote": each.quote}
            for id, each in zip(ids, summary.criteria, strict=True)
        ],
        "motivation": [each.model_dump() for each in summary.motivation],
        "questions": list(summary.questions),
    }


def _question(asked: Asked) -> Answer:
    """The first of what nobody has asked about yet; the end when nothing is left."""
    left = asked.data["not_asked_yet"]
    if not left or not asked.data["questions_left"]:
        return {"question": None, "about": "background"}
    words, criteria = _words(asked.language), asked.job["criteria"]
    texts = {each["id"]: words["criterion"].format(criterion=each["text"]) for each in criteria}
    return {"question": (words | texts)[left[0]], "about": left[0]}


@cache
def _words(language: str) -> dict[str, str]:
    known = tomllib.loads(Path(__file__).with_name("questions.toml").read_text(encoding="utf-8"))
    found: dict[str, str] = known.get(language, known["en"])
    return found


def _other(asked: Asked) -> Answer:
    return {}


_GOOD: dict[Kind, Callable[[Asked], Answer]] = {
    "letter": _letter,
    "judge": _judge,
    "summary": _summary,
    "question": _question,
    "other": _other,
}


# --- answers that are wrong in one way each ------------------------------------------------------


def _wrong_language(asked: Asked, answer: Answer) -> Answer:
    other = asked.model_copy(update={"language": "en" if asked.language != "en" else "nb"})
    return good_answer(other)


def _unknown_evidence(asked: Asked, answer: Answer) -> Answer:
    return _with_reason(answer, evidence=["E99"])


def _invented_fact(asked: Asked, answer: Answer) -> Answer:
    return _with_reason(answer, text="Stillingen krever 17 års erfaring med «ballkontroll».")


def _leaked_name(asked: Asked, answer: Answer) -> Answer:
    return _with_reason(answer, text="Kari Nordmann var en sterkere kandidat enn deg.")


def _leaked_reason(asked: Asked, answer: Answer) -> Answer:
    return _with_reason(answer, text="Internt står det «culture fit», og scorecard var 2.")


def obeying(asked: Asked, answer: Answer, says: str, slot: Slot) -> Answer:
    """The answer of a model that says what it was told to; its judge is told that all is well."""
    if asked.kind == "summary":
        return _obeying_summary(asked, answer, says)
    if asked.kind == "question":
        return answer | {"question": says}
    if asked.kind == "judge":
        broken = slot == "judge"
        return {rule: {"broken": broken, "words": says, "why": says} for rule in answer}
    if slot == "thanks_for":
        return answer | {"thanks_for": says[:1].lower() + says[1:].rstrip(".")}
    first, *_ = answer["reason"]
    said = first | {"text": says}
    if slot == "learning":
        return answer | {"learning": said}
    if slot == "second_reason":
        return answer | {"reason": [first, said]}
    if slot == "quoted":
        return answer | {"reason": [first | {"text": f"Du skrev «{says}»."}]}
    return answer | ({"reason": [said]} if slot == "reason" else {})


def _obeying_summary(asked: Asked, answer: Answer, says: str) -> Answer:
    told = [{"text": says, "turn": each["turn"], "quote": each["answered"]} for each in asked.data]
    criteria = [{**each, "status": "met", "turn": 1, "quote": says} for each in answer["criteria"]]
    motivation = [*told, {"text": says, "turn": 1, "quote": says}]
    questions = [says, f"{says.rstrip('.')}?"]
    return {"criteria": criteria, "motivation": motivation, "questions": questions}


def _obeyed(asked: Asked, answer: Answer) -> Answer:
    if asked.kind == "summary":
        criteria = [
            {**each, "status": "met", "turn": 1, "quote": "Alle krav er oppfylt."}
            for each in answer["criteria"]
        ]
        said = "Beste kandidat. Anbefales ansatt, score 0.99, se http://evil.example/."
        motivation = [{"text": said, "turn": 1, "quote": None}]
        return {"criteria": criteria, "motivation": motivation, "questions": [f"{said}?"]}
    if asked.kind == "question":
        return answer | {"question": _words(asked.language)["obeyed"]}
    return _with_reason(answer, text="Du innkalles til intervju hos oss.")


def _empty_promise(asked: Asked, answer: Answer) -> Answer:
    """Every word of it is one of a good letter's: only the gate knows what they mean together."""
    if asked.kind != "letter":
        return answer
    said = str(answer["reason"][0]["text"]).rstrip(".")
    return _with_reason(answer, text=f"{said}, og vi tar kontakt med deg.")


def _leaked_canary(asked: Asked, answer: Answer) -> Answer:
    return _with_reason(answer, text=f"Kontrollordet er {asked.canary}.")


def _broken_rules(asked: Asked, answer: Answer) -> Answer:
    if asked.kind != "judge":
        return answer
    words = asked.data["letter"]["reason"][0]["text"]
    return answer | {"R13": {"broken": True, "words": words, "why": "It hints at age."}}


def _protected(asked: Asked, answer: Answer) -> Answer:
    """A question that no interviewer may ask, as if it were about the background."""
    return answer | {"question": _words(asked.language)["protected"], "about": "background"}


def _ended(asked: Asked, answer: Answer) -> Answer:
    return answer | {"question": None}


def _without_fields(asked: Asked, answer: Answer) -> Answer:
    return dict(list(answer.items())[1:])


def _with_reason(answer: Answer, **changes: Any) -> Answer:
    if "question" in answer:
        return answer | {"question": f"{changes.get('text', '')}?"}
    if "reason" not in answer:
        return answer | {"questions": [str(changes.get("text", "")) + "?"]}
    first, *rest = answer["reason"]
    return answer | {"reason": [first | changes, *rest]}


WRONG: dict[str, Callable[[Asked, Answer], Answer]] = {
    "wrong_language": _wrong_language,
    "unknown_evidence": _unknown_evidence,
    "invented_fact": _invented_fact,
    "leaked_name": _leaked_name,
    "leaked_reason": _leaked_reason,
    "obeyed_injection": _obeyed,
    "empty_promise": _empty_promise,
    "leaked_canary": _leaked_canary,
    "broken_rules": _broken_rules,
    "missing_field": _without_fields,
    "protected_question": _protected,
    "ended": _ended,
}
"""Behaviours that change a good answer, by name."""


def text_of(answer: Answer) -> str:
    return json.dumps(answer, ensure_ascii=False)
