"""The letters to be read, and how much they vary."""

from functools import cache
from typing import get_args

from svar.domain.letters.document import EvidenceKind
from svar.domain.letters.house_letter import HouseLetter
from svarctl.letter_gallery import Specimen, specimens


@cache
def written() -> list[tuple[Specimen, HouseLetter]]:
    return [(each, each.written()) for each in specimens() if each.role in ("driver", "summer")]


def test_each_kind_of_evidence_is_read_in_each_language_for_each_role() -> None:
    """Six roles, every kind, before and after an interview; and each letter stands on its kind."""
    assert len({each.role for each in specimens()}) == 6
    assert {each.kind for each, _ in written()} == set(get_args(EvidenceKind))
    for each, letter in written():
        used = {key for one in letter.slots.reason for key in one.evidence}
        kinds = {fact.kind for fact in letter.evidence if fact.id in used}
        assert kinds == {each.kind}, each.label


def test_no_letter_of_the_gallery_is_refused_or_questioned() -> None:
    """What we show is what may be sent."""
    for each, letter in written():
        assert not letter.breaks, each.label
        assert not letter.questions, each.label
