"""`svarctl ready --stack NAME`: is everything there that Svar needs, in the account around it?

What a template cannot make or hold: a verified domain, leave to send, a confirmed address for
alarms, stored secrets, a large enough account. Nothing is changed.
"""

from collections.abc import Callable, Iterator
from typing import Annotated, NamedTuple

import typer
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from local.deploy import POLICY
from svar.adapters.ats_accounts import accounts_of
from svar.domain.organisation import Organisation
from svarctl.target import FINDING, PolicyFile, Target, find_target, read_policy

ENOUGH = 100
"""Functions at once. The queues take seventeen, and a morning's letters as many as there are."""
FED = ("ReceiveEvent", "SendMessage", "SummariseScreening", "RecordDelivery")
"""The functions that a queue feeds, by their outputs' names."""


class Found(NamedTuple):
    """One thing that was looked at. `do` is what to do about it; empty when it is as it should."""

    what: str
    found: str
    do: str = ""


Check = Callable[[Target, Organisation, str], Iterator[Found]]
"""With the policy as a model and as its text."""


def ready(
    stack: Annotated[str, typer.Option(help="A stack in AWS, with your ordinary credentials.")],
    policy: PolicyFile = POLICY,
) -> None:
    """Look whether all is there that Svar needs around its stack, and say what to do about it.

    Exit code 1 when something is missing.
    """
    target = find_target(stack)
    organisation = read_policy(policy)
    text = policy.read_text(encoding="utf-8")
    looked = [each for check in CHECKS for each in _looked(check, target, organisation, text)]
    Console().print(overview(looked))
    if any(each.do for each in looked):
        raise typer.Exit(FINDING)


def _looked(check: Check, target: Target, organisation: Organisation, text: str) -> list[Found]:
    """A right that the operator lacks hides one line and not the others."""
    try:
        return list(check(target, organisation, text))
    except (ClientError, BotoCoreError) as error:
        what = check.__name__.strip("_").replace("_", " ")
        return [Found(what, str(error), "look with credentials that may")]


def _the_domain(target: Target, organisation: Organisation, _: str) -> Iterator[Found]:
    identity = target.outputs["MailIdentity"]
    sender = organisation.sender
    on_it = sender.endswith((f"@{identity}", f".{identity}"))
    do = "" if on_it else "change `sender` in the policy, or MailIdentity, and deploy"
    yield Found("sender", f"{sender}, on {identity}" if on_it else f"{sender} is not on it", do)
    said = target.client("sesv2").get_email_identity(EmailIdentity=identity)
    verified = said.get("VerifiedForSendingStatus", False)
    do = "" if verified else "put the three DKIM records into its DNS, and wait"
    yield Found("domain", f"{identity} is {'' if verified else 'not '}verified", do)


def _leave_to_send(target: Target, _: Organisation, __: str) -> Iterator[Found]:
    ses = target.client("sesv2")
    account = ses.get_account()
    free = account.get("ProductionAccessEnabled", False)
    do = "" if free else "ask for production access: until then only verified addresses get mail"
    yield Found("SES", "out of the sandbox" if free else "in the sandbox", do)
    quota = account.get("SendQuota", {})
    day, second = quota.get("Max24HourSend", 0), quota.get("MaxSendRate", 0)
    used = quota.get("SentLast24Hours", 0)
    yield Found("quota", f"{day:,.0f} mails a day, {used:,.0f} of them used; {second:g} a second")
    whole = account.get("SendingEnabled", False)
    name = target.outputs["ConfigurationSet"]
    options = ses.get_configuration_set(ConfigurationSetName=name).get("SendingOptions", {})
    ours = options.get("SendingEnabled", True)
    do = "" if whole and ours else "see `Stop all mail` in docs/operate.md, or AWS's case about it"
    where = "on" if whole and ours else f"stopped for {name if whole else 'the account'}"
    yield Found("sending", where, do)


def _who_hears_alarms(target: Target, _: Organisation, __: str) -> Iterator[Found]:
    topic = target.outputs["AlarmTopic"]
    answer = target.client("sns").list_subscriptions_by_topic(TopicArn=topic)
    heard = [e["Endpoint"] for e in answer["Subscriptions"] if _is_arn(e["SubscriptionArn"])]
    waits = [e["Endpoint"] for e in answer["Subscriptions"] if not _is_arn(e["SubscriptionArn"])]
    if waits:
        yield Found("alarms", f"{', '.join(waits)} has not confirmed", "press the link in the mail")
    if heard or not waits:
        do = "" if heard else "deploy with AlarmEmail"
        yield Found("alarms", ", ".join(heard) or "nobody hears them", do)


def _is_arn(text: str) -> bool:
    """SNS writes words where an ARN is to come."""
    return text.startswith("arn:")


def _room_for_functions(target: Target, _: Organisation, __: str) -> Iterator[Found]:
    limits = target.client("lambda").get_account_settings()["AccountLimit"]
    most = limits["ConcurrentExecutions"]
    do = "" if most >= ENOUGH else "ask for 1,000 (Service Quotas, Lambda, concurrent executions)"
    yield Found("functions", f"{most:,} at once in this account", do)


def _what_is_switched_on(target: Target, _: Organisation, __: str) -> Iterator[Found]:
    functions = target.client("lambda")
    off = [
        name
        for name in FED
        for each in functions.list_event_source_mappings(FunctionName=target.outputs[name])[
            "EventSourceMappings"
        ]
        if each["State"] not in {"Enabled", "Enabling", "Updating"}
    ]
    do = "see `A queue stands` in docs/operate.md" if off else ""
    yield Found("queues", f"nobody feeds {', '.join(off)}" if off else "each has its taker", do)
    events, mine = target.client("events"), {"NamePrefix": f"{target.name}-"}
    rules = events.list_rules(**mine)["Rules"]
    rules += events.list_rules(**mine, EventBusName=target.outputs["Bus"])["Rules"]
    idle = [rule["Name"] for rule in rules if rule["State"] == "DISABLED"]
    do = "enable it (EventBridge, Rules)" if idle else ""
    yield Found("rules", f"off: {', '.join(idle)}" if idle else "schedules and rules are on", do)


def _secrets_of_the_policys_accounts(target: Target, _: Organisation, text: str) -> Iterator[Found]:
    stored = target.secrets()
    without = [name for name in accounts_of(text) if not stored.get(name)]
    do = "store what each signs with (docs/deploy.md, Secrets)" if without else ""
    has = ", ".join(sorted(stored)) or "no ATS account"
    yield Found("webhooks", f"no secret for {', '.join(without)}" if without else has, do)


def _what_rings(target: Target, _: Organisation, __: str) -> Iterator[Found]:
    ringing = target.client("cloudwatch").describe_alarms(
        StateValue="ALARM", AlarmNamePrefix=f"{target.name}-"
    )
    names = [each["AlarmName"] for each in ringing["MetricAlarms"]]
    do = "see Alarms in docs/operate.md" if names else ""
    yield Found("ringing", ", ".join(names) or "nothing", do)


CHECKS: tuple[Check, ...] = (
    _the_domain,
    _leave_to_send,
    _who_hears_alarms,
    _room_for_functions,
    _what_is_switched_on,
    _secrets_of_the_policys_accounts,
    _what_rings,
)


def overview(looked: list[Found]) -> Table:
    table = Table()
    for heading in ("What", "Found", "Do"):
        table.add_column(heading, overflow="fold")
    for each in looked:
        table.add_row(each.what, escape(each.found), escape(each.do) or "[green]nothing[/]")
    return table
