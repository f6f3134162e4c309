"""GET and POST /c/<token>: the screening chat behind the link in a candidate's receipt."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from svar.adapters.interviewers import interviewers_for
from svar.adapters.links import LinkExpired, SignedLinks
from svar.domain.errors import Forged, Transient
from svar.handlers import entry
from svar.observability import logger, metrics
from svar.pages.contents import PageContent
from svar.pages.every_page import Form
from svar.ports import Interviewer
from svar.wiring.core import Core, core, link_secrets
from svar.wiring.environment import organisation
from svar.wiring.page_requests import base_of, fields_of, is_looking, reply
from svar.workflows.hold_screening import hold_screening, once_more, show_chat
from svar.workflows.page_parts import problem_of
from svar.workflows.show_chat import expired_page, try_again_page


@cache
def cached_interviewers() -> tuple[Interviewer, ...]:
    return interviewers_for(organisation().letters)


def answer(
    event: Mapping[str, Any],
    token: str,
    runtime: Core,
    interviewers: tuple[Interviewer, ...] | None,
) -> dict[str, Any]:
    """What a candidate writes is in no log: ids only."""
    fields = None if is_looking(event) else fields_of(event)
    links = SignedLinks(base_of(event), link_secrets)
    form = Form(url=f"/c/{token}", token=token)
    try:
        purpose, id, _ = links.read(token)
        if purpose != "chat" or (fields is not None and fields.get("token") != [token]):
            # The employer's links open nothing of a candidate's.
            page = problem_of(runtime.house, "link_invalid")
        elif fields is None:
            page = show_chat(id, form, runtime.house)
        else:
            page = hold_screening(
                id,
                fields,
                form,
                runtime.house,
                links,
                runtime.dispatcher,
                interviewers or cached_interviewers(),
            )
            logger.info("chat", extra={"id": id, "shown": page.kind})
    except LinkExpired as old:
        page = old_link(old, runtime)
    except Forged:
        page = problem_of(runtime.house, "link_invalid")
    except Transient as passing:
        logger.warning("try_again", extra={"error": type(passing).__name__, "why": str(passing)})
        page = try_again_page(runtime.house, once_more(fields, form) if fields else None)
    return reply(page)


def old_link(old: LinkExpired, runtime: Core) -> PageContent:
    """Nothing of the application is shown, but that it is as it was."""
    purpose, id, _ = old.read
    if purpose != "chat":
        return problem_of(runtime.house, "link_invalid")
    try:
        return expired_page(id, runtime.house)
    except Transient:
        return try_again_page(runtime.house, None)


@entry
@metrics.log_metrics
def lambda_handler(
    event: dict[str, Any],
    context: LambdaContext,
    runtime: Core | None = None,
    interviewers: tuple[Interviewer, ...] | None = None,
) -> dict[str, Any]:
    # The gateway has matched the route, and calls with no other.
    return answer(event, event["pathParameters"]["token"], runtime or core(), interviewers)
