"""What is left of an erased candidate still parses, folds and plans, and names nobody."""

from datetime import UTC, datetime
from typing import Any

import pytest

from svar.domain import events as e
from svar.domain.conversation import Conversation, Question
from svar.domain.deeds import Concern, Deeds, Draft, read_deeds
from svar.domain.erasure import erase_deeds, erase_event, erased_text
from svar.domain.facts import fold_application
from svar.domain.letters.document import Evidence, LetterDocument, Paragraph, Quote, Sentence
from svar.domain.promises import Deed, Due, Promise
from svar.domain.telling import State, Telling

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECRETS = ("Ingrid", "Solheim", "ingrid@", "ferry", "900 00", "Nils", "nils@", "Oslo", "tone")

PERSON = {"id": "nils@employer.example", "name": "Nils Berg", "email": "nils@employer.example"}
TURN = {"turn": 1, "asked": "Why us, Ingrid?", "answered": "The ferry."}
DATA: dict[str, dict[str, Any]] = {
    "application.received": {
        "candidate": {
            "id": "cand-1",
            "name": "Ingrid Solheim",
            "email": "ingrid@solheim.example",
            "phone": "+47 900 00 000",
            "zone": "Europe/Oslo",
        },
        "job": {"id": "job-1", "title": "Skipper", "recruiter": PERSON, "decider": PERSON},
        "screening": [TURN],
    },
    "screening.completed": {"transcript": [TURN]},
    "decision.rejected": {
        "decided_by": PERSON,
        "assessments": [{"criterion": "c1", "met": False, "note": "Ingrid has the wrong tone"}],
        "ats_reason": "Ingrid: too junior",
        "feedback_for_candidate": "Dear Ingrid",
    },
    "decision.hired": {"decided_by": PERSON},
    "decision.rejection_withdrawn": {"decided_by": PERSON},
    "decision.hire_withdrawn": {"decided_by": PERSON},
    "candidate.updated": {"name": "Ingrid", "email": "ingrid@new.example", "can_email": True},
}


def event(kind: str) -> e.Event:
    body = {"id": kind, "source": "ats/t/a", "type": kind, "subject": "app-1", "time": AT}
    return e.MODELS[kind].model_validate({**body, "specversion": "1.0", "data": DATA[kind]})


@pytest.mark.parametrize("kind", sorted(DATA))
def test_an_erased_event_names_nobody_and_still_parses(kind: str) -> None:
    """Envelope and type stay; names, addresses and words do not. Twice is as once."""
    before = event(kind)
    erased = erase_event(before)

    text = erased.model_dump_json()

    assert not [secret for secret in SECRETS if secret in text]
    assert (erased.key, erased.type, erased.time) == (before.key, before.type, before.time)
    assert e.logged_event(text) == erased
    assert erase_event(erased) == erased


def test_an_erased_log_folds_to_the_same_course_of_events() -> None:
    """What was decided and when is still known, and nobody may be written to."""
    log = tuple(event(kind) for kind in DATA)
    before = fold_application("app-1", log)
    after = fold_application("app-1", tuple(erase_event(each) for each in log))

    assert (after.received_at, after.job_id) == (before.received_at, before.job_id)
    assert (after.hired_at, after.screening_key) == (before.hired_at, before.screening_key)
    assert after.candidate is not None
    assert after.candidate.can_email is False
    assert after.candidate.email is None


def test_a_chat_that_was_going_on_is_erased_with_the_deeds() -> None:
    """How far it had come stays; what was asked and answered does not."""
    question = Question(text="Why us, Ingrid?", about="motivation")
    turn = e.Turn(turn=1, asked="Why us, Ingrid?", answered="The ferry.")
    chat = Conversation(turns=(turn,), question=question, begun_at=AT, answered_at=AT)
    kept = read_deeds(erase_deeds(Deeds(chat=chat).model_dump_json())).chat
    assert kept is not None
    assert not [secret for secret in SECRETS if secret in kept.model_dump_json()]
    assert (kept.state, kept.begun_at, [each.turn for each in kept.turns]) == ("open", AT, [1])


def test_erased_deeds_are_deeds_still() -> None:
    """Promises, tellings and codes stay as they are; letters and quotes do not."""
    telling = Telling(
        number=1,
        decision_id="ats/t/a#e-1",
        state=State.RELEASED,
        decided_at=AT,
        not_before=AT,
        tell_at=AT,
        zone="Europe/Oslo",
        letter_hash="ab12",
        approved_by="Nils Berg",
        approved_hash="ab12",
    )
    promise = Promise(
        number=1, reason="application", made_at=AT, due_at=AT, remind_at=AT, escalate_at=AT
    )
    document = LetterDocument(
        language="nb",
        subject="To Ingrid",
        greeting="Dear Ingrid",
        paragraphs=(Paragraph(part="thanks", sentences=(Sentence(text="The ferry"),)),),
        signature=("Nils Berg", "nils@employer.example"),
    )
    quote = Quote(turn=1, text="The ferry")
    evidence = Evidence(id="E1", kind="assessed_with_quote", quote=quote, note="wrong tone")
    deeds = Deeds(
        promises=(promise,),
        done={1: (Deed(due=Due.REMIND, at=AT),)},
        tellings=(telling,),
        drafts={1: Draft(document=document, evidence=(evidence,), findings=(("tone", "Ingrid"),))},
        mails=("receipt-1",),
        screening_requested="ats/t/a#e-2",
        answered_at=AT,
        answered_by="letter-1",
        concerns=(Concern(key="k1", reason="no_address", at=AT, detail="ingrid@solheim.example"),),
        erased=True,
    )

    erased = erase_deeds(deeds.model_dump_json())
    left = read_deeds(erased)

    assert not [secret for secret in SECRETS if secret in left.model_dump_json()]
    assert left.promises == deeds.promises
    assert left.done == deeds.done
    assert left.tellings[0] == telling.model_copy(
        update={"zone": None, "approved_by": erased_text("Nils Berg")}
    )
    assert (left.mails, left.answered_by) == (deeds.mails, deeds.answered_by)
    assert (left.concerns[0].key, left.concerns[0].reason) == ("k1", "no_address")
    assert erase_deeds(erased) == erased
