"""Try the writers on a letter: gate, judge, one repair. The house writer stands behind them."""

from dataclasses import dataclass, field
from typing import NamedTuple

from svar.domain.breaks import Break
from svar.domain.calls import Call
from svar.domain.deeds import Begun, Draft, Instead
from svar.domain.errors import Exhausted, Permanent, Transient
from svar.domain.letters.case import LetterBrief, LetterCase
from svar.domain.letters.compose import compose
from svar.domain.letters.document import Evidence, LetterDocument, Slots
from svar.domain.letters.evidence import brief_for, gather_evidence, questions_for_recruiter
from svar.domain.letters.house_letter import gate, house_letter
from svar.ports import Writer

VERSIONS = 2
"""Of one writer: what it wrote, and what it made of the findings."""


class Written(NamedTuple):
    """A letter that the gate passed, or the last one that it refused."""

    draft: Draft
    breaks: tuple[Break, ...]


class Interrupted(Transient):
    """A writer could not be heard. `begun` is what was paid for until then."""

    def __init__(self, begun: Begun) -> None:
        super().__init__("a writer could not be heard")
        self.begun = begun


@dataclass
class Trial:
    """One writer's way to a letter: what it cost, and what was found in each version."""

    writer: Writer
    brief: LetterBrief
    case: LetterCase
    internal: tuple[str, ...] = ()
    calls: list[Call] = field(default_factory=list)
    found: list[tuple[Break, ...]] = field(default_factory=list)
    """What gate or judge refused each version for; a version that both passed is not in it."""
    slots: Slots | None = None
    """Written and paid for, not judged yet."""
    refused: Slots | None = None

    def run(self) -> LetterDocument | None:
        """The letter that gate and judge passed; `None` when one repair did not help."""
        while len(self.found) < VERSIONS:
            if self.slots is None:
                breaks = self.found[-1] if self.found else ()
                self.slots = self.writer.write(
                    self.brief, refused=self.refused, breaks=breaks, pay=self.calls.append
                )
            document = compose(self.case, self.slots, seed=self.brief.seed)
            # The judge is asked about nothing that code refuses.
            broken = gate(document, self.case, self.internal) or self.writer.judge(
                self.slots, self.brief, pay=self.calls.append
            )
            if not broken:
                return document
            self.found.append(broken)
            self.refused, self.slots = self.slots, None
        return None

    def take_up(self, begun: Begun) -> None:
        """Go on where an interrupted try stopped, if it was the same work."""
        if begun.key == self.writer.work_key(self.brief):
            self.calls, self.found = list(begun.calls), list(begun.found)
            self.slots, self.refused = begun.slots, begun.refused

    def begun(self) -> Begun:
        return Begun(
            key=self.writer.work_key(self.brief),
            slots=self.slots,
            refused=self.refused,
            found=tuple(self.found),
            calls=tuple(self.calls),
        )


def write_letter(
    case: LetterCase,
    writers: tuple[Writer, ...],
    *,
    seed: str,
    internal: tuple[str, ...],
    begun: Begun | None = None,
    patient: bool = False,
) -> Written:
    """Try each writer until gate and judge are silent; then the house writes.

    `begun` is what an interrupted try had paid for. With `patient`, a writer that cannot be heard
    is waited for: raises `Interrupted`.
    """
    evidence = gather_evidence(case)
    brief = brief_for(case, evidence, seed=seed)
    calls: tuple[Call, ...] = ()
    found: tuple[tuple[str, str], ...] = ()
    instead: Instead | None = None
    for writer in writers:
        trial = Trial(writer, brief, case, internal)
        if begun is not None:
            trial.take_up(begun)
        document, instead = _outcome(trial, patient=patient)
        calls = (*calls, *trial.calls)
        found = (*found, *((each.rule, each.words) for some in trial.found for each in some))
        if document is not None:
            return Written(_draft(document, evidence, case, writer, calls, found), ())
    house = house_letter(case, seed=seed, internal=internal)
    return Written(
        Draft(
            document=house.document,
            evidence=house.evidence,
            questions=house.questions,
            findings=found,
            calls=calls,
            instead=instead,
        ),
        house.breaks,
    )


def _outcome(trial: Trial, *, patient: bool) -> tuple[LetterDocument | None, Instead | None]:
    """The letter, or why there is none. An unjudged letter is none."""
    try:
        document = trial.run()
    except Exhausted:
        return None, "no_money"
    except Permanent:
        return None, "gave_up"
    except Transient as unheard:
        if patient:
            raise Interrupted(trial.begun()) from unheard
        return None, "unheard"
    return document, None if document else "not_mended"


def _draft(
    document: LetterDocument,
    evidence: tuple[Evidence, ...],
    case: LetterCase,
    writer: Writer,
    calls: tuple[Call, ...],
    found: tuple[tuple[str, str], ...],
) -> Draft:
    return Draft(
        document=document,
        evidence=evidence,
        questions=questions_for_recruiter(case),
        findings=found,
        written_by=writer.written_by,
        calls=calls,
    )
