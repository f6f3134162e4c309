"""Show the letter that a candidate would get, and what each sentence of its reason stands on."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from pydantic import ValidationError

from svar.domain.languages import known_language
from svar.domain.letters.case import LetterCase
from svar.domain.letters.document import Evidence, Question
from svar.domain.letters.house_letter import HouseLetter, house_letter
from svar.domain.organisation import OrganisationInvalid, load_organisation
from svar.mail.render import render_letter
from svar.mail.rendered import RenderedMail

DEFAULT_ORGANISATION = Path(__file__).parents[1] / "organisation.toml"
INVALID = 2


def preview(
    case: Annotated[str, typer.Argument(help="A JSON file with the case, or - for stdin.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    organisation: Annotated[
        Path, typer.Option(help="The policy that names the default language.")
    ] = DEFAULT_ORGANISATION,
    seed: Annotated[str, typer.Option(help="Varies the wording, as the application's id.")] = "",
) -> None:
    """Write the letter for one case with the house writer, and check it by the rules.

    A case that cannot be read: exit 2, and stderr names the field.
    """
    default = _default_language(organisation)
    raw = _read(case)
    read = _case(raw, default)
    written = house_letter(read, seed=seed)
    mail = render_letter(written.document, ai_note=False)
    if as_json:
        typer.echo(json.dumps(_as_json(written, mail), ensure_ascii=False, indent=2))
    else:
        typer.echo(_as_text(written, mail))


def _read(where: str) -> Any:
    try:
        content = sys.stdin.read() if where == "-" else Path(where).read_text(encoding="utf-8")
        return json.loads(content)
    except OSError as error:
        _refuse(f"{where}: cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        _refuse(f"{where}: is not UTF-8")
    except (json.JSONDecodeError, RecursionError) as error:
        _refuse(f"{where}: is not JSON: {error}")


def _case(raw: Any, default_language: str) -> LetterCase:
    if not isinstance(raw, dict):
        _refuse("(the whole file): a case is a JSON object")
    try:
        read = LetterCase.model_validate(
            {**raw, "language": raw.get("language") or default_language}
        )
    except ValidationError as error:
        _refuse(*(f"{_path(one['loc'])}: {one['msg']}" for one in error.errors()))
    language = known_language(read.language, default_language)
    return read.model_copy(update={"language": language})


def _default_language(organisation: Path) -> str:
    try:
        policy = load_organisation(organisation.read_text(encoding="utf-8"))
    except OSError as error:
        _refuse(f"{organisation}: cannot be read: {error.strerror}")
    except OrganisationInvalid as error:
        _refuse(*(str(each) for each in error.findings))
    return policy.default_language


def _refuse(*problems: str) -> NoReturn:
    for each in problems:
        typer.echo(each, err=True)
    raise typer.Exit(INVALID)


def _path(location: tuple[int | str, ...]) -> str:
    text = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in location)
    return text.lstrip(".") or "(the whole file)"


def _as_json(written: HouseLetter, mail: RenderedMail) -> dict[str, Any]:
    return {
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "language": written.document.language,
        "evidence": [
            {**each.model_dump(mode="json"), "used": each.id in _used(written)}
            for each in written.evidence
        ],
        "reason": [one.model_dump(mode="json") for one in written.slots.reason],
        "breaks": [
            {"rule": one.rule, "words": one.words, "why": one.why} for one in written.breaks
        ],
        "questions": [one.model_dump(mode="json") for one in written.questions],
    }


def _as_text(written: HouseLetter, mail: RenderedMail) -> str:
    facts = {each.id: each for each in written.evidence}
    lines = [f"Subject: {mail.subject}", "", mail.text.rstrip(), "", "What the reason is based on:"]
    said = [*written.slots.reason, *([written.slots.learning] if written.slots.learning else [])]
    for one in said:
        lines += [f"  {one.text}", *(f"    {key}: {_says(facts[key])}" for key in one.evidence)]
    if written.breaks:
        lines += ["", "The rules refuse this letter:"]
        lines += [f"  {one.rule}: {one.words!r}: {one.why}" for one in written.breaks]
    else:
        lines += ["", "The rules find nothing to change."]
    if written.questions:
        lines += ["", "Not sent, and worth a question to whoever wrote it:"]
        lines += [f"  {_asks(one)}" for one in written.questions]
    return "\n".join(lines)


def _used(written: HouseLetter) -> set[str]:
    return {key for one in written.slots.reason for key in one.evidence}


def _says(fact: Evidence) -> str:
    who = f" by {fact.assessed_by}" if fact.assessed_by else ""
    when = f" on {fact.assessed_at:%Y-%m-%d}" if fact.assessed_at else ""
    if fact.kind == "feedback":
        return f"written for the candidate{who}{when}"
    if fact.kind == "volume":
        return _counted(fact)
    if fact.kind in ("position_filled", "position_cancelled"):
        return f"the {fact.kind.replace('_', ' ')}, as the decision says{who}{when}"
    how = "mapped from the reason in the ATS" if fact.kind == "mapped" else "assessed as not met"
    quote = (
        f'; the candidate said in turn {fact.quote.turn}: "{fact.quote.text}"' if fact.quote else ""
    )
    return f'the requirement "{fact.criterion_text}", {how}{who}{when}{quote}'


def _counted(fact: Evidence) -> str:
    if fact.numbers is None:
        return "everybody was chosen by the requirements in the advert"
    invited = f", {fact.numbers.invited} invited" if fact.numbers.invited else ""
    return f"{fact.numbers.applicants} applicants{invited}"


def _asks(question: Question) -> str:
    return f"{question.field}: {question.why_key.replace('_', ' ')}"
