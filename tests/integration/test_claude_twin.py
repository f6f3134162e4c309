"""Claude's twin and the real SDK over HTTP: every behaviour ends as it should."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest
from typer.testing import CliRunner

from svar.adapters.claude.interviewer import ClaudeInterviewer
from svar.adapters.claude.summariser import ClaudeSummariser
from svar.adapters.claude.writer import ClaudeWriter
from svar.domain.calls import Call
from svar.domain.chat import MOST_TURNS, Chat
from svar.domain.errors import Permanent, Transient
from svar.domain.events import Turn
from svar.domain.languages import languages
from svar.domain.letters.case import LetterBrief
from svar.domain.letters.wording import wording
from svar.domain.rules import Break
from svar.domain.screening import Screening
from svarctl.evaluate import app
from svarctl.evaluate_interviews import app as interviews
from tests.integration.twin import TwinAtWork
from tests.unit.claude.given import SECRETS, brief, chat, screening
from tests.unit.screening.adversarial import (
    Hostile,
    found_in,
    hostile_texts,
    screening_with,
    shown,
)


@pytest.mark.parametrize("language", languages())
def test_it_writes_slots_from_the_evidence_in_the_request(twin: TwinAtWork, language: str) -> None:
    """The letter stands on the first fact, in the language of the brief."""
    slots = ClaudeWriter(twin.claude()).write(brief(language))
    assert {id for sentence in slots.reason for id in sentence.evidence} == {"E1"}
    assert wording(language).position.bare in slots.thanks_for


def test_the_second_candidate_for_a_job_reads_the_prefix_from_the_cache(twin: TwinAtWork) -> None:
    """The first one pays for writing it."""
    writer, calls = ClaudeWriter(twin.claude()), list[Call]()
    writer.write(brief(), pay=calls.append)
    writer.write(brief(), pay=calls.append)
    first, second = (call.usage for call in calls)
    assert first["cache_creation_input_tokens"] > 1_024
    assert first["cache_read_input_tokens"] == 0
    assert second["cache_read_input_tokens"] == first["cache_creation_input_tokens"]
    assert second["input_tokens"] < first["cache_creation_input_tokens"]


def test_what_was_asked_before_a_reset_is_not_in_the_cache_after_it(twin: TwinAtWork) -> None:
    """Not even when its answer comes later: who asked has long given up, and tests go on."""
    writer, calls = ClaudeWriter(twin.claude()), list[Call]()
    twin.will({"seconds": 1})
    with ThreadPoolExecutor() as pool:
        late = pool.submit(writer.write, brief(), pay=calls.append)
        while not (twin.requests() or late.done()):
            pass
        twin.reset()
    writer.write(brief(), pay=calls.append)
    assert late.result().reason
    assert [call.usage["cache_read_input_tokens"] for call in calls] == [0, 0]


def test_no_name_no_contact_and_no_internal_word_crosses_the_wire(twin: TwinAtWork) -> None:
    """Read from what the twin received."""
    writer = ClaudeWriter(twin.claude())
    slots = writer.write(brief())
    writer.write(brief(), refused=slots, breaks=(Break("R04", "dessverre", "too many"),))
    writer.judge(slots, brief())
    sent = str(twin.requests())
    assert len(twin.requests()) == 3
    assert [secret for secret in SECRETS if secret in sent] == []


@pytest.mark.parametrize(
    "behaviour",
    [
        {"status": 429, "retry_after": 20},
        {"status": 500},
        {"status": 504},
        {"status": 529},
        {"seconds": 2},
    ],
    ids=str,
)
def test_what_time_mends_is_transient(twin: TwinAtWork, behaviour: dict[str, Any]) -> None:
    """Too many requests, an overload, an answer that comes too late."""
    twin.will(behaviour)
    writer = ClaudeWriter(twin.claude(timeout_seconds=1))
    with pytest.raises(Transient):
        writer.write(brief())
    assert writer.write(brief()).reason


@pytest.mark.parametrize(
    "behaviour",
    [
        {"status": 400},
        {"status": 401},
        {"do": "refusal"},
        {"do": "context_window"},
        {"do": "leaked_canary"},
    ],
    ids=str,
)
def test_what_time_does_not_mend_is_permanent(twin: TwinAtWork, behaviour: dict[str, Any]) -> None:
    """One request, and the next writer gets its turn."""
    twin.will(behaviour)
    with pytest.raises(Permanent):
        ClaudeWriter(twin.claude()).write(brief())
    assert len(twin.requests()) == 1


@pytest.mark.parametrize(
    "do",
    [
        "cut_off",
        "invalid_json",
        "missing_field",
        "unknown_evidence",
        "invented_fact",
        "wrong_language",
        "leaked_name",
        "leaked_reason",
        "obeyed_injection",
    ],
)
def test_an_unusable_answer_is_mended_by_the_better_model_or_given_up(
    twin: TwinAtWork, do: str
) -> None:
    """Once more, with both calls counted; twice wrong is permanent."""
    twin.will({"do": do})
    calls = list[Call]()
    ClaudeWriter(twin.claude()).write(brief(), pay=calls.append)
    assert [call.model for call in calls] == ["claude-haiku-5-5", "claude-sonnet-5-5"]
    twin.will({"do": do}, {"do": do})
    with pytest.raises(Permanent):
        ClaudeWriter(twin.claude()).write(brief())


@pytest.mark.parametrize("do", ["ok", "thinking_first", "empty_promise"])
def test_what_only_the_gate_can_see_is_a_draught(twin: TwinAtWork, do: str) -> None:
    """A promise made of plain words is found in the finished letter, by the gate."""
    twin.will({"do": do}, {"do": "ok"})
    assert ClaudeWriter(twin.claude()).write(_without_quotes()).reason


def _without_quotes() -> LetterBrief:
    return brief().model_copy(update={"evidence": brief().evidence[1:]})


def test_the_judge_finds_nothing_or_says_what(twin: TwinAtWork) -> None:
    """Rule, words and why."""
    writer = ClaudeWriter(twin.claude())
    slots = writer.write(brief())
    assert writer.judge(slots, brief()) == ()
    twin.will({"do": "broken_rules"})
    assert writer.judge(slots, brief()) == (Break("R13", slots.reason[0].text, "It hints at age."),)


def test_a_screening_is_summed_up_over_the_wire(twin: TwinAtWork) -> None:
    """Criterion, quote, motivation, and who wrote it."""
    summary = ClaudeSummariser(twin.claude()).summarise(screening())
    assert [(f.status, f.quote) for f in summary.criteria] == [("met", "Ja, siden 2015.")]
    assert summary.written_by == "claude"


@pytest.mark.parametrize("told", [screening(), screening_with("Alle krav er oppfylt.")])
def test_a_summary_that_obeys_the_candidate_comes_out_clean(
    twin: TwinAtWork, told: Screening
) -> None:
    """No verdict, no score, no link, no recommendation is left of it."""
    twin.will({"do": "obeyed_injection"})
    summary = ClaudeSummariser(twin.claude()).summarise(told)
    assert {each.status for each in summary.criteria} <= {"unclear", "not_asked"}
    for word in ("0.99", "evil.example", "Anbefales", "Alle krav"):
        assert word not in shown(summary)


@pytest.mark.parametrize("language", languages())
def test_an_interview_asks_about_everything_once_and_ends_by_itself(
    twin: TwinAtWork, language: str
) -> None:
    """Background, motivation and each criterion, in the candidate's language."""
    told = held(ClaudeInterviewer(twin.claude()), chat(language=language))
    assert len(told.turns) == 2 + len(told.criteria)
    assert len({turn.asked for turn in told.turns}) == len(told.turns)
    for criterion in told.criteria:
        assert any(criterion.text in turn.asked for turn in told.turns)
    assert len(twin.requests()) == len(told.turns) + 1


def held(interviewer: ClaudeInterviewer, told: Chat) -> Chat:
    """The chat at its end; every question is answered with a plain yes."""
    for number in range(1, MOST_TURNS + 1):
        asked = interviewer.ask(told)
        if asked is None:
            return told
        turn = Turn(turn=number, asked=asked.text, answered="Ja.")
        told = told.model_copy(update={"turns": (*told.turns, turn)})
    return told


def test_one_job_is_cached_for_all_turns_and_all_its_candidates(twin: TwinAtWork) -> None:
    """The marked part is the same from the first question to the last."""
    for _ in range(2):
        held(ClaudeInterviewer(twin.claude()), chat())
    assert len({str(each["system"][0]) for each in twin.requests()}) == 1
    assert len({str(each["output_config"]) for each in twin.requests()}) == 1


@pytest.mark.parametrize(
    "do",
    [
        "cut_off",
        "invalid_json",
        "missing_field",
        "refusal",
        "context_window",
        "leaked_canary",
        "leaked_name",
        "leaked_reason",
        "invented_fact",
        "ended",
    ],
)
def test_an_interviewer_that_goes_wrong_leaves_it_to_the_house(twin: TwinAtWork, do: str) -> None:
    """After one request: the candidate waits for nobody, and reads nothing of it."""
    twin.will({"do": do})
    with pytest.raises(Permanent):
        ClaudeInterviewer(twin.claude()).ask(chat())
    assert len(twin.requests()) == 1


@pytest.mark.parametrize("language", languages())
def test_words_that_no_interviewer_may_say_are_known_in_every_language(
    twin: TwinAtWork, language: str
) -> None:
    """A life outside the job, a promise of the job, and another language than the candidate's."""
    interviewer = ClaudeInterviewer(twin.claude())
    for do in ("protected_question", "obeyed_injection", "wrong_language"):
        twin.will({"do": do})
        with pytest.raises(Permanent):
            interviewer.ask(chat(language=language))


@pytest.mark.parametrize(
    "behaviour",
    [{"status": 429, "retry_after": 20}, {"status": 500}, {"status": 529}, {"seconds": 2}],
    ids=str,
)
def test_an_interviewer_that_cannot_answer_now_is_transient(
    twin: TwinAtWork, behaviour: dict[str, Any]
) -> None:
    """One request, no retry, and no longer than the time that a page has."""
    twin.will(behaviour)
    with pytest.raises(Transient):
        ClaudeInterviewer(twin.claude(timeout_seconds=1)).ask(chat())
    assert len(twin.requests()) == 1


@pytest.mark.parametrize("hostile", hostile_texts(), ids=lambda each: each.id)
def test_a_hostile_answer_meets_an_interviewer_that_repeats_it(
    twin: TwinAtWork, hostile: Hostile
) -> None:
    """Alone and with a question mark: refused, or nothing of it is to be seen."""
    told = chat(("Hva har du jobbet med?", hostile.text))
    for says in (hostile.text, f"{hostile.text.rstrip('.!? ')}?"):
        twin.will({"do": "obeyed_injection", "says": says[:2_000]})
        try:
            asked = ClaudeInterviewer(twin.claude()).ask(told)
        except Permanent:
            continue
        assert asked is not None
        assert found_in(asked.text, hostile) == []


def test_an_evaluation_reports_breaks_and_cost_for_each_model(
    twin: TwinAtWork, tmp_path: Path
) -> None:
    """Found by the gate and repaired, found by the judge and not mended, refused: all counted."""
    twin.will({"do": "empty_promise"}, {"do": "refusal", "kind": "letter"})
    out = tmp_path / "report.md"
    ran = CliRunner().invoke(app, ["--out", str(out)])
    assert ran.exit_code == 0, ran.output
    haiku, sonnet = _rows(out)
    assert (haiku["model"], sonnet["model"]) == ("claude-haiku-5-5", "claude-sonnet-5-5")
    # The refusal comes in place of the first repair: that letter is the house's.
    assert "R07" in haiku["broken rules, first version"]
    assert (haiku["letters"], haiku["left to the house"], haiku["sent after a repair"]) == (
        "5",
        "1",
        "0",
    )
    assert (sonnet["sent as written"], sonnet["broken rules, first version"]) == ("5", "none")
    assert 0 < float(haiku["USD a letter"]) < float(sonnet["USD a letter"])
    assert "refusal" in out.read_text(encoding="utf-8")


def test_an_evaluation_shows_what_the_judge_found_and_a_repair_mended(
    twin: TwinAtWork, tmp_path: Path
) -> None:
    """The judge's rules count beside the gate's, before and after."""
    judge = {"do": "broken_rules", "kind": "judge"}
    twin.will(judge, judge, judge)
    out = tmp_path / "report.md"
    CliRunner().invoke(app, ["--out", str(out), "--model", "claude-haiku-5-5"])
    (row,) = _rows(out)
    assert (row["broken rules, first version"], row["after one repair"]) == ("R13 × 2", "R13 × 1")
    assert (row["sent after a repair"], row["left to the house"]) == ("1", "1")


def test_an_evaluation_of_interviews_reports_questions_and_why_the_house_would_ask(
    twin: TwinAtWork, tmp_path: Path
) -> None:
    """For each model, with what it cost; a chat in which all was asked is ended."""
    twin.will({"do": "protected_question"}, {"status": 529})
    out = tmp_path / "interviews.md"
    ran = CliRunner().invoke(interviews, ["--out", str(out)])
    assert ran.exit_code == 0, ran.output
    haiku, sonnet = _rows(out)
    assert (haiku["chats"], haiku["asked"], haiku["left to the house"]) == ("7", "5", "2")
    assert (sonnet["asked"], sonnet["left to the house"]) == ("7", "0")
    assert 0 < float(haiku["USD a question"]) < float(sonnet["USD a question"])
    text = out.read_text(encoding="utf-8")
    assert "about a life outside the job" in text
    assert "after 3: ended" in text


def _rows(report: Path) -> list[dict[str, str]]:
    lines = [line for line in report.read_text(encoding="utf-8").splitlines() if line[:1] == "|"]
    head, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_without_a_key_an_evaluation_pays_nothing(
    twin: TwinAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says so and stops."""
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    assert CliRunner().invoke(app, []).exit_code == 2
    assert CliRunner().invoke(interviews, []).exit_code == 2
    assert twin.requests() == []


@pytest.mark.parametrize("extra", [{"temperature": 0}, {"messages": []}])
def test_the_twin_refuses_what_the_api_refuses(twin: TwinAtWork, extra: dict[str, Any]) -> None:
    """So a request that is wrong is seen here and not in the cloud."""
    body = {"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": "x"}]} | extra
    answer = httpx2.post(f"{twin.url}/v1/messages", json=body, headers={"x-api-key": "k"})
    assert answer.status_code == 400
