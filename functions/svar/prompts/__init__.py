"""Prompts as data: one versioned TOML file each, with named placeholders.

A prompt is read whole and filled whole. A placeholder without a value, or a value without a
placeholder, is an error before anything is sent.
"""

import tomllib
from functools import cache
from importlib.resources import files
from string import Template

from pydantic import ConfigDict

from svar.domain.value import Value


class PromptError(Exception):
    """A prompt is not there, or does not fit the values it was given."""


class Prompt(Value):
    """`rules` and `job` are the same for every candidate of a job and are cached by the API.

    `guard` is new for each call and stands after them; `task` carries the data of one candidate.
    """

    model_config = ConfigDict(extra="forbid")
    name: str
    version: int
    rules: str
    job: str
    guard: str
    task: str

    @property
    def id(self) -> str:
        return f"{self.name}.v{self.version}"

    def fill(self, **values: str) -> "FilledPrompt":
        """Put the values in. Raises `PromptError` unless they are exactly what it asks for."""
        parts = {part: Template(getattr(self, part)) for part in FilledPrompt.model_fields}
        wanted = {name for part in parts.values() for name in part.get_identifiers()}
        if wanted != set(values):
            missing, unknown = sorted(wanted - set(values)), sorted(set(values) - wanted)
            raise PromptError(f"{self.id}: missing {missing}, unknown {unknown}")
        return FilledPrompt(**{part: each.substitute(values) for part, each in parts.items()})


class FilledPrompt(Value):
    """The same parts, ready to be sent."""

    rules: str
    job: str
    guard: str
    task: str


@cache
def load_prompt(name: str) -> Prompt:
    """Read `write_letter.v1` and the like. Raises `PromptError` when there is no such file."""
    prompt = Prompt.model_validate(_read(f"{name}.toml"))
    if prompt.id != name or not all(
        Template(getattr(prompt, part)).is_valid() for part in FilledPrompt.model_fields
    ):
        raise PromptError(f"{name} is not what its file says")
    return prompt


def _read(name: str) -> dict[str, object]:
    try:
        return tomllib.loads((files(__package__) / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PromptError(f"there is no prompt file {name}") from None
