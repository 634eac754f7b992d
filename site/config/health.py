"""Is everything well: database, migrations, queue, messages, disk; for people, for machines and for the load balancer."""

import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Max, Min
from django.db.utils import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from config.models import Heartbeat
from config.setup_steps import migrations_are_applied
from sms.models import Message

QUEUE_SILENT_AFTER = timedelta(seconds=60)
MESSAGE_LATE_AFTER = timedelta(minutes=10)
CLOCKS_APART = timedelta(seconds=30)
FREE_BYTES = 500 * 1024 * 1024
WAITING = (Message.State.QUEUED, Message.State.SENDING)


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    name: str
    well: bool
    detail: str


def database(now: datetime) -> tuple[bool, str]:
    """Answers, and its clock is not more than half a minute from ours."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("SELECT 1")
            return True, connection.vendor
        cursor.execute("SELECT clock_timestamp()")
        apart = abs(cursor.fetchone()[0] - timezone.now())
    return apart <= CLOCKS_APART, f"postgresql, clocks {apart.total_seconds():.1f} s apart"


def migrations(now: datetime) -> tuple[bool, str]:
    applied = migrations_are_applied()
    return applied, "applied" if applied else "missing: run `manage.py setup`"


def queue(now: datetime) -> tuple[bool, str]:
    last = Heartbeat.objects.aggregate(last=Max("beaten_at"))["last"]
    if last is None:
        return False, "has never worked"
    return now - last <= QUEUE_SILENT_AFTER, f"worked {(now - last).total_seconds():.0f} s ago"


def messages(now: datetime) -> tuple[bool, str]:
    """The oldest message that should have left by now."""
    oldest = Message.objects.filter(state__in=WAITING, next_attempt_at__lte=now).aggregate(
        oldest=Min("next_attempt_at")
    )["oldest"]
    if oldest is None:
        return True, "none waits"
    waited = now - oldest
    return waited <= MESSAGE_LATE_AFTER, f"the oldest waits {waited.total_seconds():.0f} s"


def disk(now: datetime) -> tuple[bool, str]:
    free = shutil.disk_usage(settings.STATE).free
    return free >= FREE_BYTES, f"{free // 1024**2} MB free"


LOOKS: tuple[Callable[[datetime], tuple[bool, str]], ...] = (
    database,
    migrations,
    queue,
    messages,
    disk,
)


def look(now: datetime) -> list[Finding]:
    """Every finding; a look that cannot be taken is one that is not well."""
    findings = []
    for each in LOOKS:
        try:
            well, detail = each(now)
        except (DatabaseError, OSError) as error:
            well, detail = False, type(error).__name__
        findings.append(Finding(each.__name__, well, detail))
    return findings


def as_json(findings: list[Finding]) -> dict[str, object]:
    return {
        "well": all(finding.well for finding in findings),
        "findings": [asdict(finding) for finding in findings],
    }


def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """Everything behind this process answers; 503 tells the load balancer to wait."""
    findings = look(timezone.now())
    well = all(finding.well for finding in findings)
    return JsonResponse(
        {finding.name: finding.well for finding in findings}, status=200 if well else 503
    )
