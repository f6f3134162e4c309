"""Write letters with the real Claude, count what gate and judge find, and what a letter costs.

It costs money and needs `ANTHROPIC_API_KEY`, so nothing runs it by itself.
"""

import os
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from svar.adapters.claude.client import Claude
from svar.adapters.claude.settings import ClaudeSettings
from svar.adapters.claude.writer import ClaudeWriter
from svar.domain.calls import Call, spent
from svar.domain.errors import Permanent, Transient
from svar.domain.letters.case import NAME_PLACEHOLDER, LetterCase
from svar.domain.letters.evidence import brief_for, gather_evidence
from svar.workflows.write_letter import Trial

CASES = Path(__file__).with_name("evaluate_cases.toml")
MODELS = ("claude-haiku-5-5", "claude-sonnet-5-5")
NO_KEY = """\
Nothing was sent and nothing paid: the evaluation writes with the real API, and there is no key.
  export ANTHROPIC_API_KEY=sk-ant-…   a key of your own; the run costs a few cents
  make eval                           the report goes to out/eval/report.md
To see a report without a key, start Claude's twin and write to it instead:
  uv run python -m local.claude_twin --port 8790 &
  ANTHROPIC_API_KEY=twin ANTHROPIC_BASE_URL=http://127.0.0.1:8790 make eval"""

app = typer.Typer(help="Measure Claude as a writer.", no_args_is_help=False)


@dataclass
class Result:
    """What one model did with all cases, as in production: another one repairs and judges."""

    model: str
    tried: int = 0
    passed: int = 0
    """Letters that gate and judge let through; for the others the house writes."""
    repaired: int = 0
    """Of those, the ones that took a repair."""
    before: Counter[str] = field(default_factory=Counter)
    """Rules that first versions broke."""
    after: Counter[str] = field(default_factory=Counter)
    """Rules that were still broken after the repair."""
    failures: list[str] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)


@app.callback(invoke_without_command=True)
def evaluate(
    model: Annotated[
        list[str] | None, typer.Option(help="A model's id; may be given twice.")
    ] = None,
    better: Annotated[str, typer.Option(help="The model that repairs and judges.")] = MODELS[-1],
    cases: Annotated[Path, typer.Option(help="A TOML file with cases.")] = CASES,
    out: Annotated[Path, typer.Option(help="Where the report goes.")] = Path("out/eval/report.md"),
) -> None:
    """Write every case with every model, and report rule breaks and cost.

    Exit code 2 without a key.
    """
    if not os.environ.get("ANTHROPIC_API_KEY"):
        typer.echo(NO_KEY, err=True)
        raise typer.Exit(2)
    known = tomllib.loads(cases.read_text(encoding="utf-8"))
    letters = [LetterCase.model_validate(each) for each in known["cases"]]
    results = [run(letters, each, better) for each in model or MODELS]
    out.parent.mkdir(parents=True, exist_ok=True)
    text = report(results)
    out.write_text(text, encoding="utf-8")
    typer.echo(text)
    typer.echo(f"{out}: {len(letters)} cases, {len(results)} models")


def run(cases: Sequence[LetterCase], model: str, better: str) -> Result:
    """Each case: write, gate, judge, one repair, gate, judge."""
    result = Result(model)
    writer = ClaudeWriter(Claude(ClaudeSettings(model=model, better_model=better)))
    for case in cases:
        trial = Trial(
            writer, brief_for(case, gather_evidence(case)), case, internal=(NAME_PLACEHOLDER,)
        )
        result.tried += 1
        try:
            document = trial.run()
        except (Permanent, Transient) as error:
            result.failures.append(f"{case.job.title} ({case.language}): {error}")
            document = None
        result.calls += trial.calls
        for counted, breaks in zip((result.before, result.after), trial.found, strict=False):
            counted.update(each.rule for each in breaks)
        result.passed += document is not None
        result.repaired += document is not None and bool(trial.found)
    return result


def report(results: Sequence[Result]) -> str:
    """The results as Markdown. A model without a price costs "?"."""
    lines = [
        "# Claude as a writer",
        "",
        "| model | letters | sent as written | sent after a repair | left to the house "
        "| broken rules, first version | after one repair | calls a letter | USD a letter "
        "| read from cache |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [_row(each) for each in results]
    failures = [f"- {each.model}: {why}" for each in results for why in each.failures]
    if failures:
        lines += ["", "## Letters that were not written", "", *failures]
    return "\n".join([*lines, ""])


def _row(result: Result) -> str:
    cost = spent(result.calls)
    each = max(result.tried, 1)
    usd = "?" if cost.usd is None else f"{cost.usd / each:.5f}"
    cached = cost.from_cache / cost.tokens_in if cost.tokens_in else 0.0
    cells = (
        result.model,
        result.tried,
        result.passed - result.repaired,
        result.repaired,
        result.tried - result.passed,
        _rules(result.before),
        _rules(result.after),
        f"{cost.calls / each:.1f}",
        usd,
        f"{cached:.0%}",
    )
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _rules(found: Counter[str]) -> str:
    return ", ".join(f"{rule} × {count}" for rule, count in sorted(found.items())) or "none"


if __name__ == "__main__":
    app()
