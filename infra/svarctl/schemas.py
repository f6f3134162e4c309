"""Generate the event contract: a JSON Schema for each type, and the catalogue."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, get_args

import typer
from pydantic import BaseModel

from svar.domain.events import Event
from svar.domain.notices import Notice

EVENTS = Path(__file__).parents[2] / "events"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

app = typer.Typer(help="The event contract.")


@app.callback()
def schemas() -> None:
    """The event contract."""


@app.command()
def generate(
    folder: Annotated[Path, typer.Option(help="Where the event types live.")] = EVENTS,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 when something differs.")
    ] = False,
) -> None:
    """Write `<type>/v1.schema.json` and `README.md` from the models."""
    stale = [path for path, text in generated(folder).items() if _read(path) != text]
    for path in stale:
        typer.echo(f"{'differs' if check else 'written'}: {path.relative_to(folder)}", err=check)
    if check and stale:
        raise typer.Exit(1)
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(generated(folder)[path], encoding="utf-8")


def models() -> dict[str, type[BaseModel]]:
    """Each event type and its model: those that come in, then those that go out."""
    union = (*get_args(Event), *get_args(Notice))
    return {model.model_fields["type"].default: model for model in union}


def generated(folder: Path) -> dict[Path, str]:
    """What every generated file should hold."""
    files = {
        folder / name / "v1.schema.json": json.dumps(schema(name), ensure_ascii=False, indent=2)
        + "\n"
        for name in models()
    }
    return {**files, folder / "README.md": catalogue(folder)}


def schema(name: str) -> dict[str, Any]:
    """The schema of one type. A producer must name type and specversion, as CloudEvents demands;
    our reader forgives a missing specversion."""
    found = models()[name].model_json_schema()
    required = sorted({*found.get("required", []), "type", "specversion"})
    return {"$schema": DIALECT, "$id": f"{name}/v1", **found, "title": name, "required": required}


def catalogue(folder: Path) -> str:
    """The catalogue in Markdown; its sentences come from `catalogue.toml`."""
    words = tomllib.loads((folder / "catalogue.toml").read_text(encoding="utf-8"))
    lines = [words["introduction"].strip(), ""]
    for direction in ("in", "out"):
        of = [name for name in models() if words["types"][name]["direction"] == direction]
        lines += [f"## {words['headings'][direction]}", "", "| type | meaning |", "|---|---|"]
        lines += [f"| [`{name}`](#{_anchor(name)}) | {_meaning(words, name)} |" for name in of]
        lines.append("")
        for name in of:
            lines += _section(words, name)
    return "\n".join(lines).rstrip() + "\n"


def _section(words: dict[str, Any], name: str) -> list[str]:
    about = words["types"][name]
    found = schema(name)
    rows = [
        f"| `{path}` | {kind} | {'yes' if needed else ''} |"
        for path, kind, needed in _fields(found, found)
        if path not in ENVELOPE
    ]
    table = ["| field | what it is | must be there |", "|---|---|---|", *rows, ""] if rows else []
    return [
        f"### {name}",
        "",
        f"{about['meaning']}",
        "",
        f"Sent by: {about['sent_by']}",
        "",
        f"Then: {about['then']}",
        "",
        f"Subject: the {about['subject']}'s id. "
        f"[Schema]({name}/v1.schema.json), [example]({name}/v1.example.json), "
        f"[minimal]({name}/v1.minimal.json), [hostile]({name}/v1.hostile.json).",
        "",
        *table,
    ]


ENVELOPE = {"specversion", "id", "source", "subject", "time", "type"}


def _fields(
    node: dict[str, Any], root: dict[str, Any], prefix: str = ""
) -> Iterator[tuple[str, str, bool]]:
    """Every field as (path, kind, required), deep."""
    for name, raw in node.get("properties", {}).items():
        field = _resolved(raw, root)
        path = f"{prefix}{name}"
        item = _resolved(field.get("items", {}), root)
        if path not in ("data",):
            yield path, _kind(field, item), name in node.get("required", [])
        yield from _fields(field, root, f"{path}.")
        yield from _fields(item, root, f"{path}[].")


def _resolved(node: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference, and look through `or null`."""
    options = [one for one in node.get("anyOf", []) if one.get("type") != "null"]
    if len(options) == 1:
        return _resolved(options[0], root)
    if "$ref" in node:
        found: dict[str, Any] = root["$defs"][node["$ref"].rsplit("/", 1)[1]]
        return found
    return node


def _kind(field: dict[str, Any], item: dict[str, Any]) -> str:
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    if field.get("type") == "array":
        return f"list of {_kind(item, {})}"
    limit = f", at most {field['maxLength']} characters" if "maxLength" in field else ""
    return f"{field.get('format') or field.get('type', 'object')}{limit}"


def _meaning(words: dict[str, Any], name: str) -> str:
    meaning: str = words["types"][name]["meaning"]
    return meaning.split(". ")[0].rstrip(".") + "."


def _anchor(name: str) -> str:
    return name.replace(".", "")


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
