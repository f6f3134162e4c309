"""Who may go when the day's quota runs short: the nearest deadlines first.

SES counts the mails of the last 24 hours. Up to four fifths of the quota everything goes as it
comes. The last fifth must last until earlier sendings leave that window, so what is left of it is
read as a share of a day: at 20 % whoever is needed within 24 hours may go, at 10 % within 12. A
letter in its last hour always may, while there is anything left. The last tenth is for candidates.
"""

from datetime import datetime, timedelta

from svar.domain.outbox import OutboxItem

RESERVE = 0.2
"""The share of the day's quota that is kept for what is needed soonest."""
CANDIDATES_ONLY = 0.1
"""The share of it that no mail to the employer's people may touch."""
WINDOW = timedelta(hours=24)
"""What SES counts: https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas.html"""
LAST_HOUR = timedelta(hours=1)
PATIENCE = timedelta(hours=36)
"""How long a mail may be put off that nobody was promised."""
SOONEST, LATEST = timedelta(minutes=5), timedelta(hours=1)
"""How soon, and how late, a mail that was put off is looked at again."""


def needed_by(item: OutboxItem) -> datetime:
    """When the mail must have gone: the candidate's deadline. In promise time.

    An employer's mail serves the same deadline, but is not what was promised: it also never waits
    longer than `PATIENCE`, however far the deadline is.
    """
    patient = item.created_at + PATIENCE
    if item.deadline is None:
        return patient
    return item.deadline if item.audience == "candidate" else min(item.deadline, patient)


def urgency(item: OutboxItem) -> tuple[datetime, bool, str]:
    """Sorts mails by who must go first; of two that are needed alike, the candidate's."""
    return needed_by(item), item.audience != "candidate", item.id


def may_go_now(item: OutboxItem, left: float, now: datetime) -> bool:
    """Whether the mail may use the quota of which the share `left`, 0 to 1, remains."""
    if left > RESERVE:
        return True
    if left <= 0:
        return False
    if item.audience == "candidate":
        reach = max(LAST_HOUR, WINDOW * (left / RESERVE))
    else:
        reach = max(timedelta(0), WINDOW * ((left - CANDIDATES_ONLY) / RESERVE))
    return needed_by(item) - now <= reach


def look_again_in(item: OutboxItem, now: datetime) -> timedelta:
    """How long a mail that must wait for quota is put off: the nearer its deadline, the shorter."""
    return min(LATEST, max(SOONEST, (needed_by(item) - now) / 8))


def endangered(item: OutboxItem, now: datetime) -> bool:
    """Whether a candidate may hear too late if the mail does not go within the hour."""
    return item.audience == "candidate" and needed_by(item) - now <= LAST_HOUR
