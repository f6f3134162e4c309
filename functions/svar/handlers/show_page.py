"""GET and POST /p/<token>: the pages behind the links in recruiters' and deciders' mails."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from svar.adapters.links import LinkExpired, SignedLinks
from svar.domain.errors import Forged, Transient
from svar.handlers import entry
from svar.observability import logger, metrics
from svar.pages.every_page import Form
from svar.wiring.core import Core, core, link_secrets
from svar.wiring.page_requests import base_of, fields_of, is_looking, reply
from svar.workflows.page_parts import problem_of
from svar.workflows.show_page import show_page


def answer(event: Mapping[str, Any], token: str, runtime: Core) -> dict[str, Any]:
    """Looking changes nothing: mail scanners open links too."""
    fields = None if is_looking(event) else fields_of(event)
    links = SignedLinks(base_of(event), link_secrets)
    form = Form(url=f"/p/{token}", token=token)
    try:
        purpose, id, number = links.read(token)
        if purpose == "chat" or (fields is not None and fields.get("token") != [token]):
            # A candidate's link opens the candidate's pages, and nothing of the employer's.
            page = problem_of(runtime.house, "link_invalid")
        elif fields is None:
            asked = event.get("queryStringParameters") or {}
            page = show_page(purpose, id, number, form, runtime.house, links, asked)
        else:
            # All that writes and judges letters hangs on it, and most visitors only look.
            from svar.workflows.act_on_page import act_on_page
            from svar.workflows.answer_reminder import PageTask

            page = act_on_page(
                PageTask(purpose=purpose, id=id, number=number),
                fields,
                form,
                runtime.house,
                links,
                runtime.dispatcher,
            )
            logger.info("page", extra={"purpose": purpose, "id": id, "shown": page.kind})
    except LinkExpired:
        page = problem_of(runtime.house, "link_expired")
    except Forged:
        page = problem_of(runtime.house, "link_invalid")
    except Transient as passing:
        # Also after what was asked for is written down: the sweeper hands over the rest.
        logger.warning("try_again", extra={"error": type(passing).__name__, "why": str(passing)})
        page = problem_of(runtime.house, "try_again")
    return reply(page)


@entry
@metrics.log_metrics
def lambda_handler(
    event: dict[str, Any],
    context: LambdaContext,
    runtime: Core | None = None,
) -> dict[str, Any]:
    # The gateway has matched the route, and calls with no other.
    return answer(event, event["pathParameters"]["token"], runtime or core())
