"""The state machines as a template of their own: a linter reads what a URI hides from it."""

import re
from pathlib import Path
from textwrap import indent

from local.tools import PROJECT

FOLDER = PROJECT / "infra" / "statemachines"
SUBSTITUTED = re.compile(r"\$\{(\w+)\}")
MACHINE = """  {name}:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::123456789012:role/linted
      DefinitionSubstitutions:
{substitutions}
      Definition:
{definition}
"""


def machines_template(folder: Path = FOLDER) -> str:
    """A template of nothing but the machines, with their definitions in it. YAML."""
    return "Resources:\n" + "".join(map(_machine, sorted(folder.glob("*.asl.yaml"))))


def _machine(file: Path) -> str:
    text = file.read_text(encoding="utf-8")
    names = sorted(set(SUBSTITUTED.findall(text)))
    return MACHINE.format(
        name=file.name.partition(".")[0].title().replace("_", ""),
        substitutions=indent("\n".join(f"{name}: linted" for name in names), " " * 8),
        definition=indent(text, " " * 8),
    )
