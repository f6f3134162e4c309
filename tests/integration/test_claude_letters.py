"""Everything that Claude can do wrong, from a decision to the mailbox: a clean letter, in time.

The real workflows and the real adapter, over HTTP to the twin; only the cloud is a fake. Whatever
the twin does, the candidate gets one letter that the gate passes, and none of what went wrong
stands in it.
"""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from svar.adapters.claude.writer import ClaudeWriter
from svar.domain.calls import spent
from svar.domain.deeds import Draft
from svar.domain.letter_case import letter_case
from svar.domain.letters.house_letter import gate
from tests.integration.twin import TwinAtWork
from tests.unit.core.conftest import MONDAY, Story

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HASTE, SLOW = 0.3, 30.0
"""Seconds that Claude gets, and that a slow twin takes: so many that a busy machine sees it too."""
NEVER = ("Nordmann", "ballkontroll", "17 års", "CANARY", "culture fit", "scorecard", "innkall",
         "Too Junior", "for fersk", "E99", "[NAVN]")  # fmt: skip


class Way(NamedTuple):
    """What the twin does, who has written the letter in the end, and why not Claude."""

    queue: tuple[Mapping[str, Any], ...] = ()
    always: Mapping[str, Any] = MappingProxyType({"do": "ok"})
    written_by: str = "claude"
    instead: str | None = None


def always(instead: str, **behaviour: Any) -> Way:
    """From the first question on, and never better."""
    return Way(always=behaviour, written_by="house", instead=instead)


def once(**behaviour: Any) -> Way:
    """Once, and then all is well: Claude's letter goes."""
    return Way(queue=(behaviour,))


WAYS: dict[str, Way] = {
    "nothing wrong": Way(),
    "thinks aloud first": once(do="thinking_first"),
    # What time mends is waited for, for half of the hold.
    "too many requests": once(status=429, retry_after=20),
    "too many requests all day": always("unheard", status=429, retry_after=20),
    "overloaded": once(status=529),
    "overloaded all day": always("unheard", status=529),
    "out of order": once(status=500),
    "too slow": once(seconds=SLOW),
    "too slow all day": always("unheard", seconds=SLOW),
    # What time does not mend is not waited for.
    "tier's spend limit": always("no_money", do="spend_limit"),
    "own spend limit": always("no_money", do="own_limit"),
    "no credit": always("no_money", do="no_credit"),
    "wrong key": always("gave_up", status=401),
    "wrong request": always("gave_up", status=400),
    "refusal": always("gave_up", do="refusal"),
    "context window": always("gave_up", do="context_window"),
    "leaked canary": always("gave_up", do="leaked_canary"),
    # An answer that cannot be used, or that no fact carries, is asked for of the better model.
    "cut off": once(do="cut_off"),
    "cut off twice": always("gave_up", do="cut_off"),
    "invalid JSON": once(do="invalid_json"),
    "invalid JSON twice": always("gave_up", do="invalid_json"),
    "missing field": always("gave_up", do="missing_field"),
    "unknown evidence": always("gave_up", do="unknown_evidence"),
    "invented fact": once(do="invented_fact"),
    "invented fact twice": always("gave_up", do="invented_fact"),
    "wrong language": once(do="wrong_language"),
    "wrong language twice": always("gave_up", do="wrong_language"),
    "leaked name": once(do="leaked_name"),
    "leaked name twice": always("gave_up", do="leaked_name"),
    "leaked reason": always("gave_up", do="leaked_reason"),
    "obeyed injection": once(do="obeyed_injection"),
    "obeyed injection twice": always("gave_up", do="obeyed_injection", kind="letter"),
    # What only the finished letter shows is found by the gate, and repaired once.
    "empty promise": once(do="empty_promise"),
    "empty promise twice": always("not_mended", do="empty_promise"),
    "judge obeys": always("gave_up", do="obeyed_injection", kind="judge"),
    # A letter that nobody judged is not sent as Claude's.
    "judge finds something": once(do="broken_rules", kind="judge"),
    "judge is never content": always("not_mended", do="broken_rules", kind="judge"),
    "judge refuses": always("gave_up", do="refusal", kind="judge"),
    "judge says half": always("gave_up", do="missing_field", kind="judge"),
    "judge is cut off": always("gave_up", do="cut_off", kind="judge"),
    "judge is overloaded": once(status=529, kind="judge"),
    "judge is overloaded all day": always("unheard", status=529, kind="judge"),
    "judge is slow all day": always("unheard", seconds=SLOW, kind="judge"),
    "judge has no money": always("no_money", do="spend_limit", kind="judge"),
}


def told(twin: TwinAtWork, way: Way, who: tuple[str, ...] = ("kari",)) -> Story:
    """Some apply, all are rejected, and a week goes by."""
    twin.will(*map(dict, way.queue), always=dict(way.always))
    story = Story(MONDAY)
    slow = any("seconds" in each for each in (*way.queue, way.always))
    settings = {"timeout_seconds": HASTE} if slow else {}
    story.writers = (ClaudeWriter(twin.claude(**settings)),)
    for each in who:
        story.apply(each)
    story.run_for(2 * DAY)
    for each in who:
        story.reject(each)
    story.run_for(7 * DAY)
    return story


def draft_of(story: Story, who: str = "kari") -> Draft:
    return story.look(who).deeds.drafts[1]


@pytest.mark.parametrize("way", WAYS.values(), ids=list(WAYS))
def test_whatever_claude_does_a_clean_letter_comes_in_time(twin: TwinAtWork, way: Way) -> None:
    """One letter, gated, by Claude or by the house; and the record says which, and why."""
    story = told(twin, way)
    at, draft = story.look("kari"), draft_of(story)

    assert (draft.written_by, draft.instead) == (way.written_by, way.instead)
    assert story.mails("kari") == ["receipt-1", "audit-1-1", "letter-1"]
    assert gate(draft.document, letter_case(at)) == ()
    assert at.deeds.answered_in_time
    assert not story.failed
    assert not story.parked
    for mail in (m for m in story.mailer.mailbox if m.recipient == "kari@kandidat.example"):
        assert [words for words in NEVER if words.encode() in mail.mime] == []


@pytest.mark.parametrize("way", [WAYS["nothing wrong"], WAYS["judge finds something"]])
def test_what_a_letter_cost_is_kept_with_it(twin: TwinAtWork, way: Way) -> None:
    """Writer, judge and repair: each call with its tokens and its price."""
    draft = draft_of(told(twin, way))
    repaired = ["write_letter.v1", "judge_letter.v1"] * (2 if way.queue else 1)
    assert [call.prompt for call in draft.calls] == repaired
    assert all(call.usd for call in draft.calls)
    assert 0.001 < (spent(draft.calls).usd or 0) < 0.05


def test_the_recruiter_sees_what_the_judge_found(twin: TwinAtWork) -> None:
    """The rule and the words, as for a finding of the gate."""
    draft = draft_of(told(twin, WAYS["judge finds something"]))
    ((rule, words),) = draft.findings
    assert rule == "R13"
    assert "fagbrev" in words


def test_a_try_that_goes_on_does_not_pay_twice(twin: TwinAtWork) -> None:
    """The judge was overloaded: the letter that was written and paid for waits for it."""
    story = told(twin, WAYS["judge is overloaded"])
    asked = [str(request["output_config"]).count("thanks_for") for request in twin.requests()]
    assert asked == [2, 0, 0]
    assert [call.prompt for call in draft_of(story).calls] == ["write_letter.v1", "judge_letter.v1"]
    assert story.look("kari").deeds.begun == {}


def test_the_second_candidate_for_a_job_reads_the_job_from_the_cache(twin: TwinAtWork) -> None:
    """From the second on, writer and judge read what the first one paid for writing."""
    story = told(twin, WAYS["nothing wrong"], ("kari", "ola", "liv"))
    first, *others = (spent(draft_of(story, who).calls) for who in ("kari", "ola", "liv"))
    assert first.from_cache == 0
    assert all(each.from_cache > 2_000 for each in others)
    assert all((each.usd or 0) < (first.usd or 0) for each in others)


@pytest.mark.parametrize("way", ["tier's spend limit", "own spend limit"])
def test_used_up_money_calls_one_human_once(twin: TwinAtWork, way: str) -> None:
    """Three letters by the house, and one mail to the overseer of AI; next month one more."""
    story = told(twin, WAYS[way], ("kari", "ola", "liv"))
    to_overseer = [m for m in story.mailer.mailbox if m.recipient == "olav.nes@fjordbyen.example"]
    assert [m.tag for m in to_overseer] == ["o__svar__writer_stopped-2026-03_1"]
    assert all(story.mails(who, "letter") == ["letter-1"] for who in ("kari", "ola", "liv"))
    assert all(draft_of(story, who).instead == "no_money" for who in ("kari", "ola", "liv"))


def test_an_erased_candidate_leaves_no_half_written_letter(twin: TwinAtWork) -> None:
    """What waits for the judge is a text about a person too."""
    twin.will(always={"status": 529, "kind": "judge"})
    story = Story(MONDAY)
    story.writers = (ClaudeWriter(twin.claude()),)
    story.apply("kari")
    story.run_for(2 * DAY)
    story.reject("kari")
    story.run_for(HOUR)
    assert story.look("kari").deeds.begun
    story.happens("candidate.erased", "person-kari")
    story.run_for(DAY)
    assert story.look("kari").deeds.begun == {}
