"""`svarctl correct APP`: a letter went out wrongly; have it put right."""

from typing import Annotated, Literal

import typer
from rich.console import Console

from local.deploy import POLICY
from svar.domain.corrections import Obstacle, letters_gone
from svar.domain.errors import Invalid
from svar.domain.events import Mistake, Person
from svar.domain.text import single_address
from svar.workflows.correct_letter import correction_request
from svar.workflows.look import look
from svarctl.target import FINDING, LOCAL_NAME, Name, PolicyFile, Stack, find_target, refuse

Wrong = Literal["taken-back", "somebody-else", "wrong-text"]
MISTAKES: dict[Wrong, Mistake] = {
    "taken-back": "decision_taken_back",
    "somebody-else": "meant_for_somebody_else",
    "wrong-text": "wrong_text",
}
SENTENCES: dict[Obstacle, str] = {
    "no_letter": "There is no letter with that number that has gone: nothing needs correcting.",
    "on_its_way": "That letter is corrected already, or its correction waits for a yes.",
    "decision_stands": (
        "The rejection stands. If it was wrong, take it back in the recruiting system first; if "
        "only the words were wrong, say --mistake wrong-text."
    ),
    "decision_taken_back": (
        "The rejection does not stand any more, so its words cannot be put right. Say --mistake "
        "taken-back or somebody-else."
    ),
}


def correct(
    application: Annotated[str, typer.Argument(help="The application's id.")],
    mistake: Annotated[Wrong, typer.Option(help="What was wrong.")],
    why: Annotated[str, typer.Option(help="For the record, never sent.")],
    by: Annotated[str, typer.Option(help="Your own e-mail address, for the record.")],
    letter: Annotated[
        int | None, typer.Option(min=1, help="The letter's number; without it, the last one.")
    ] = None,
    reason: Annotated[
        str, typer.Option(help="With wrong-text: the right reason, in your own words.")
    ] = "",
    stack: Stack = None,
    name: Name = LOCAL_NAME,
    policy: PolicyFile = POLICY,
) -> None:
    """Have a letter corrected that went out wrongly. The recruiter gets the correction to approve;
    nothing goes before that. Asking twice corrects once.

    Exit code 1 when there is nothing to correct, 2 when something is missing.
    """
    address = single_address(by)
    if address is None:
        refuse(f"{by} is no e-mail address.")
    target = find_target(stack, name)
    at, record = look(application, target.house(policy))
    if record.version == 0:
        refuse(f"Nobody knows an application called {application}.")
    gone = letters_gone(at)
    number = letter or (gone[-1].number if gone else 0)
    try:
        asked = correction_request(
            at,
            number,
            mistake=MISTAKES[mistake],
            why=why,
            reason=reason,
            by=Person(email=address),
            source="svar/svarctl",
        )
    except Invalid as missing:
        refuse(f"--{missing.field} {missing.why}.")
    if isinstance(asked, str):
        refuse(SENTENCES[asked], FINDING)
    target.client("sqs").send_message(
        QueueUrl=target.outputs["InboxUrl"], MessageBody=asked.model_dump_json()
    )
    Console().print(
        f"Letter {number} will be corrected. {at.recruiter.name} gets the correction by mail, to "
        f"approve; nothing goes before that. Follow it with `svarctl status {application}`."
    )
