"""The built-in writer: fills a letter's slots from the evidence alone, in plain sentences.

It needs no model and no network, so a letter can always be written. Wording varies with the
brief's seed, never with anything about the candidate.
"""

from svar.domain.letters.case import LetterBrief
from svar.domain.letters.document import Evidence, Numbers, ReasonSentence, Slots
from svar.domain.letters.feedback import gives_advice, sentences_of
from svar.domain.letters.position import position
from svar.domain.letters.requirement import Requirement, family_of, read_requirement
from svar.domain.letters.wording import (
    Advice,
    Frames,
    Thousands,
    Variants,
    Wording,
    pick,
    wording,
)


def write_slots(brief: LetterBrief, *, refused: Slots | None = None) -> Slots:
    """Fill the slots from the best evidence; raises KeyError for a language without texts.

    After a refusal it says the last fact, which stands on nobody's words.
    """
    words = wording(brief.language)
    best = brief.evidence[-1 if refused else 0]
    requirement = (
        read_requirement(best.criterion_text, brief.language) if best.criterion_text else None
    )
    return Slots(
        thanks_for=_thanks_for(brief, words),
        reason=_reason(brief, words, best, requirement),
        learning=_learning(brief, words, best, requirement),
    )


def _thanks_for(brief: LetterBrief, words: Wording) -> str:
    frame = pick(words.thanks[brief.stage], brief.seed, "thanks")
    return frame.format(
        position=position(brief.job_title, brief.language), organisation=brief.organisation
    )


def _reason(
    brief: LetterBrief, words: Wording, best: Evidence, requirement: Requirement | None
) -> tuple[ReasonSentence, ...]:
    if best.kind == "feedback" and best.feedback:
        first, *rest = sentences_of(best.feedback)
        texts = [first, " ".join(rest)] if rest else [first]
    elif best.kind in {"position_filled", "position_cancelled"}:
        texts = _ended(brief, words, best)
    elif requirement is None:
        texts = _volume(brief, words, best.numbers)
    elif best.quote is None:
        frame = pick(_plain(words, requirement), brief.seed, "reason")
        texts = [frame.format(c=requirement.text, seen=words.reason.seen[brief.stage])]
    else:
        opening = pick(_openings(words, requirement), brief.seed, "opening")
        quoted = words.reason.quoted_wish if requirement.wish else words.reason.quoted
        texts = [
            opening.format(c=requirement.text),
            pick(quoted, brief.seed, "quoted").format(q=best.quote.text),
        ]
    return tuple(ReasonSentence(text=text, evidence=(best.id,)) for text in texts)


def _frames(words: Wording, requirement: Requirement) -> Frames:
    frames: Frames = getattr(words.reason, requirement.form)
    return frames


def _plain(words: Wording, requirement: Requirement) -> Variants:
    frames = _frames(words, requirement)
    if requirement.wish:
        return frames.wish
    # Nobody is told that they do not like people: only that the application showed little of it.
    return (requirement.family == "quality" and frames.shown) or frames.plain


def _openings(words: Wording, requirement: Requirement) -> Variants:
    frames = _frames(words, requirement)
    return frames.wish_opening if requirement.wish else frames.opening


def _ended(brief: LetterBrief, words: Wording, best: Evidence) -> list[str]:
    ended = words.ended
    frames = ended.filled if best.kind == "position_filled" else ended.cancelled
    said = [pick(frames, brief.seed, "ended")]
    if best.numbers is not None:
        applied = pick(ended.applicants, brief.seed, "applicants")
        said.append(applied.format(applicants=best.numbers.applicants))
    return said


def _volume(brief: LetterBrief, words: Wording, numbers: Numbers | None) -> list[str]:
    volume, met = words.volume, brief.stage == "interview"
    if numbers is None:
        frames = volume.criteria_interview if met else volume.criteria
        return [pick(frames, brief.seed, "volume")]
    if numbers.invited is None:
        frames = volume.applicants
    else:
        frames = volume.numbers_interview if met else volume.numbers
    counted = pick(frames, brief.seed, "volume").format(
        applicants=_counted(numbers.applicants, volume.thousands),
        invited=_counted(numbers.invited or 0, volume.thousands),
    )
    return [counted, pick(volume.basis, brief.seed, "basis")]


def _counted(number: int, thousands: Thousands) -> str:
    return f"{number:,}".replace(",", thousands.mark) if number >= thousands.least else str(number)


def _learning(
    brief: LetterBrief, words: Wording, best: Evidence, requirement: Requirement | None
) -> ReasonSentence | None:
    if best.feedback and gives_advice(best.feedback):
        return None
    if best.kind in {"position_filled", "position_cancelled"}:
        return None  # nothing about the candidate was the reason, so there is nothing to do better
    learning = words.learning
    if requirement is not None:
        advice: Advice = getattr(learning, requirement.family)
        if brief.stage == "interview" and advice.interview:
            bodies, openers = advice.interview, learning.openers_interview
        else:
            bodies, openers = _about(advice, requirement), learning.openers
    elif best.numbers is not None:
        return None  # numbers explain; they teach nothing
    else:
        family = family_of(best.feedback) if best.feedback else "generic"
        bodies, openers = getattr(learning, family).any, learning.openers
    body = pick(bodies, brief.seed, "learning").format(
        c=requirement.text if requirement else "", topic=requirement.topic if requirement else ""
    )
    return ReasonSentence(text=f"{pick(openers, brief.seed, 'opener')} {body}", evidence=(best.id,))


def _about(advice: Advice, requirement: Requirement) -> Variants:
    """What can be said about this requirement; the more it names, the better."""
    if requirement.topic and advice.topic:
        return advice.topic
    named = advice.noun if requirement.form == "noun" else ()
    return advice.any + advice.bound + named
