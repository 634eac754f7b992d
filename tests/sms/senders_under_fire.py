"""A process that sends an outbox with workers and shoots them; prints what became of each message.

Runs on a database without messages (DATABASE_URL): `python senders_under_fire.py CA_FILE KILLS SEED`.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

MESSAGES = 30
START = datetime(2026, 12, 3, 7, 0, tzinfo=UTC)


def make_tables() -> None:
    """All tables at once, without the history of migrations, unless the database has them."""
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    if "sms_message" in connection.introspection.table_names():
        return
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)


def child(work: Callable[[], object]) -> int:
    """Starts a worker with connections of its own."""
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return pid


def ended(pid: int) -> bool:
    return os.waitpid(pid, os.WNOHANG)[0] == pid


def send_under_fire(send: Callable[[datetime], object], kills: int, chance: random.Random) -> int:
    """Two workers at a time; one after the other is shot. Returns how many died while at work."""
    died, now = 0, START
    for _round in range(kills * 4):
        now += timedelta(minutes=2)  # past the lease of whoever died before
        pids = [child(partial(send, now)) for _ in range(2)]
        time.sleep(chance.uniform(0.05, 0.35))
        victim = chance.choice(pids)
        if died < kills and not ended(victim):
            os.kill(victim, signal.SIGKILL)
            os.waitpid(victim, 0)
            died += 1
            pids.remove(victim)
        for pid in pids:
            try:
                os.waitpid(pid, 0)
            except ChildProcessError:
                continue
        if died == kills:
            break
    return died


def main() -> None:
    ca, kills, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    import django

    django.setup()
    make_tables()
    from sms import outbox
    from sms.gateways import VonageGateway
    from sms.models import Message

    for number in range(MESSAGES):
        outbox.put(
            key=f"m-{number}",
            kind="delivered",
            channel="sms",
            address="0791234123",
            body="شكوى",
            now=START,
            expires_at=START + timedelta(days=30),
        )

    def send(now: datetime) -> object:
        return outbox.send_due(gateway=VonageGateway(ca=ca), now=now, limit=3)

    died = send_under_fire(send, kills, random.Random(seed))  # noqa: S311 - a lottery that can be repeated
    after = START + timedelta(days=1)
    for minutes in (0, 2, 20):  # nobody shoots any more; leases run out, silence becomes news
        outbox.send_due(gateway=VonageGateway(ca=ca), now=after + timedelta(minutes=minutes))
    states = {str(pk): state for pk, state in Message.objects.values_list("pk", "state")}
    dead = sorted(str(pk) for pk in outbox.dead_letters().values_list("pk", flat=True))
    sys.stdout.write(json.dumps({"died": died, "states": states, "dead_letters": dead}) + "\n")


if __name__ == "__main__":
    project = Path(__file__).resolve().parents[2]
    sys.path[:0] = [str(project), str(project / "site")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    main()
