"""Let the real Claude ask, and report what it asked, what was refused, and what it cost.

It costs money and needs `ANTHROPIC_API_KEY`, so nothing runs it by itself.
"""

import os
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from svar.adapters.claude.interviewer import ClaudeInterviewer
from svar.domain.calls import Call, spent
from svar.domain.chat import Chat
from svar.domain.errors import Permanent, Transient
from svar.domain.policy import LetterRules
from svarctl.evaluate import MODELS, NO_KEY

CASES = Path(__file__).with_name("evaluate_interviews.toml")

app = typer.Typer(help="Measure Claude as an interviewer.", no_args_is_help=False)


@dataclass
class Result:
    """What one model did with all chats, each of them asked about once."""

    model: str
    asked: list[str] = field(default_factory=list)
    """Each question that a candidate would read, or that it ended."""
    refused: list[str] = field(default_factory=list)
    """Why the house would have asked."""
    calls: list[Call] = field(default_factory=list)


@app.callback(invoke_without_command=True)
def evaluate(
    model: Annotated[
        list[str] | None, typer.Option(help="A model's id; may be given twice.")
    ] = None,
    cases: Annotated[Path, typer.Option(help="A TOML file with chats.")] = CASES,
    out: Annotated[Path, typer.Option(help="Where the report goes.")] = Path(
        "out/eval/interviews.md"
    ),
) -> None:
    """Ask once in every chat with every model. Exit code 2 without a key."""
    if not os.environ.get("ANTHROPIC_API_KEY"):
        typer.echo(NO_KEY, err=True)
        raise typer.Exit(2)
    known = tomllib.loads(cases.read_text(encoding="utf-8"))
    chats = [Chat.model_validate(each) for each in known["chats"]]
    results = [run(chats, each) for each in model or MODELS]
    out.parent.mkdir(parents=True, exist_ok=True)
    text = report(results)
    out.write_text(text, encoding="utf-8")
    typer.echo(text)
    typer.echo(f"{out}: {len(chats)} chats, {len(results)} models")


def run(chats: Sequence[Chat], model: str) -> Result:
    """Each chat as it stands: the next question, the end, or why there is none."""
    result = Result(model)
    interviewer = ClaudeInterviewer.of(
        LetterRules(writer="claude", model=model), pay=result.calls.append
    )
    for chat in chats:
        where = f"{chat.job_title} ({chat.language}), after {len(chat.turns)}"
        try:
            question = interviewer.ask(chat)
        except (Permanent, Transient) as error:
            result.refused.append(f"{where}: {error}")
        else:
            said = f"{question.about}: {question.text}" if question else "ended"
            result.asked.append(f"{where}: {said}")
    return result


def report(results: Sequence[Result]) -> str:
    """The results as Markdown. A model without a price costs "?"."""
    lines = [
        "# Claude as an interviewer",
        "",
        "| model | chats | asked | left to the house | slowest, seconds | USD a question "
        "| read from cache |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [_row(each) for each in results]
    for each in results:
        for title, said in (("asked", each.asked), ("left to the house", each.refused)):
            lines += ["", f"## {each.model}: {title}", "", *(f"- {line}" for line in said)]
    return "\n".join([*lines, ""])


def _row(result: Result) -> str:
    cost, tried = spent(result.calls), len(result.asked) + len(result.refused)
    usd = "?" if cost.usd is None else f"{cost.usd / max(tried, 1):.5f}"
    slowest = max((each.seconds for each in result.calls), default=0.0)
    cached = cost.from_cache / cost.tokens_in if cost.tokens_in else 0.0
    cells = (
        result.model,
        tried,
        len(result.asked),
        len(result.refused),
        f"{slowest:.1f}",
        usd,
        f"{cached:.0%}",
    )
    return f"| {' | '.join(str(cell) for cell in cells)} |"


if __name__ == "__main__":
    app()
