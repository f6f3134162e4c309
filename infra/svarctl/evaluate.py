"""Write letters with the real Claude, count what the gate finds, and what a letter costs.

It costs money and needs `ANTHROPIC_API_KEY`, so nothing runs it by itself.
"""

import os
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from svar.adapters.claude.client import Call, Claude
from svar.adapters.claude.settings import ClaudeSettings
from svar.adapters.claude.writer import ClaudeWriter
from svar.domain.errors import Permanent, Transient
from svar.domain.letters.case import NAME_PLACEHOLDER, LetterBrief, LetterCase, Slots
from svar.domain.letters.compose import compose
from svar.domain.letters.evidence import gather_evidence
from svar.domain.rules import Break, GateContext, LetterText, check

CASES = Path(__file__).with_name("evaluate_cases.toml")
MODELS = ("claude-haiku-5-5", "claude-sonnet-5-5")

app = typer.Typer(help="Measure Claude as a writer.", no_args_is_help=False)


@dataclass
class Result:
    """What one model did with all cases."""

    model: str
    letters: int = 0
    before: Counter[str] = field(default_factory=Counter)
    """Broken rules of first versions."""
    after: Counter[str] = field(default_factory=Counter)
    """Broken rules that were left after one repair: these letters go to the house writer."""
    judged: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)


@app.callback(invoke_without_command=True)
def evaluate(
    model: Annotated[
        list[str] | None, typer.Option(help="A model's id; may be given twice.")
    ] = None,
    judge: Annotated[str, typer.Option(help="The model that judges.")] = MODELS[-1],
    cases: Annotated[Path, typer.Option(help="A TOML file with cases and prices.")] = CASES,
    out: Annotated[Path, typer.Option(help="Where the report goes.")] = Path("out/eval/report.md"),
) -> None:
    """Write every case with every model, and report rule breaks and cost."""
    if not os.environ.get("ANTHROPIC_API_KEY"):
        typer.echo("ANTHROPIC_API_KEY is not set: nothing was sent and nothing paid.", err=True)
        raise typer.Exit(2)
    known = tomllib.loads(cases.read_text(encoding="utf-8"))
    letters = [LetterCase.model_validate(each) for each in known["cases"]]
    results = [run(letters, each, judge) for each in model or MODELS]
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(report(results, known["prices"]), encoding="utf-8")
    typer.echo(f"{out}: {len(letters)} cases, {len(results)} models")


def run(cases: Sequence[LetterCase], model: str, judge: str) -> Result:
    """Each case: write, gate, one repair by the same model, gate, judge."""
    result = Result(model)

    def writer(better: str) -> ClaudeWriter:
        settings = ClaudeSettings(model=model, better_model=better)
        return ClaudeWriter(Claude(settings, on_call=result.calls.append))

    for case in cases:
        try:
            _one(case, writer(model), writer(judge), result)
        except (Permanent, Transient) as error:
            result.failures.append(f"{case.job.title} ({case.language}): {error}")
    return result


def _one(case: LetterCase, writer: ClaudeWriter, judge: ClaudeWriter, result: Result) -> None:
    brief = LetterBrief(
        language=case.language,
        job_title=case.job.title,
        organisation=case.job.organisation,
        stage=case.stage,
        evidence=gather_evidence(case),
    )
    slots = writer.write(brief).slots
    breaks = _gate(case, slots)
    result.letters += 1
    result.before.update(each.rule for each in breaks)
    if breaks:
        found = tuple(f"{each.rule}: {each.words}: {each.why}" for each in breaks)
        slots = writer.write(brief, refused=slots, breaks=found).slots
        result.after.update(each.rule for each in _gate(case, slots))
    result.judged.update(each[:3] for each in judge.judge(slots, brief))


def _gate(case: LetterCase, slots: Slots) -> tuple[Break, ...]:
    document = compose(case, slots)
    reach = (case.contact.name, case.contact.email, case.contact.phone)
    internal = (case.decision.ats_reason, NAME_PLACEHOLDER)
    return check(
        LetterText(subject=document.subject, body=document.plain_text()),
        GateContext(
            language=case.language,
            name=case.candidate.name,
            contact=tuple(each for each in reach if each),
            internal=tuple(each for each in internal if each),
            evidence=tuple((each.text, each.evidence) for each in slots.reason),
        ),
    )


def report(results: Sequence[Result], prices: dict[str, dict[str, float]]) -> str:
    """The results as Markdown. A model without a price costs "?"."""
    lines = [
        "# Claude as a writer",
        "",
        "| model | letters | broken rules, first version | after one repair | judged broken "
        "| USD a letter | read from cache |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {each.model} | {each.letters} | {_rules(each.before)} | {_rules(each.after)} "
        f"| {_rules(each.judged)} | {_cost(each, prices)} | {_cached(each):.0%} |"
        for each in results
    ]
    failures = [f"- {each.model}: {why}" for each in results for why in each.failures]
    if failures:
        lines += ["", "## Letters that were not written", "", *failures]
    return "\n".join([*lines, ""])


def _rules(found: Counter[str]) -> str:
    return ", ".join(f"{rule} × {count}" for rule, count in sorted(found.items())) or "none"


def _cost(result: Result, prices: dict[str, dict[str, float]]) -> str:
    """With repairs and judgements; the answering model may be named with a date behind it."""
    total = 0.0
    for call in result.calls:
        price: dict[str, Any] | None = next(
            (each for name, each in prices.items() if call.model.startswith(name)), None
        )
        if price is None:
            return "?"
        total += sum(tokens * price[kind] / 1_000_000 for kind, tokens in call.usage.items())
    return f"{total / result.letters:.5f}" if result.letters else "?"


def _cached(result: Result) -> float:
    read = sum(call.usage["cache_read_input_tokens"] for call in result.calls)
    kinds = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
    whole = sum(call.usage[kind] for call in result.calls for kind in kinds)
    return read / whole if whole else 0.0


if __name__ == "__main__":
    app()
