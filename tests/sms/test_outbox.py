"""The outbox: what is put in is sent, or somebody learns that it was not."""

from collections.abc import Callable
from datetime import datetime, timedelta
from unittest.mock import Mock

import pytest
from django.db import transaction

from permissions.models import User
from sms import breaker, outbox, outcomes, registry
from sms.gateways import Accepted, MemoryGateway, Permanent, PhoneGateway, Temporary, Unknown
from sms.models import Attempt, Message, Reason

pytestmark = pytest.mark.django_db
Put = Callable[..., Message]
MINUTE = timedelta(minutes=1)
DOWN = Temporary(Reason.UNREACHABLE)
LOST = Unknown(Reason.NO_ANSWER)


def state(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def test_the_same_key_is_one_message(put: Put) -> None:
    first = put(key="complaint:1:delivered:7:sms")
    again = put(key="complaint:1:delivered:7:sms", body="other words")
    assert first.pk == again.pk
    assert again.body == first.body


def test_a_message_that_is_put_in_is_sent_once(put: Put, now: datetime) -> None:
    message, gateway = put(), MemoryGateway()
    assert outbox.send_due(gateway=gateway, now=now).accepted == 1
    assert outbox.send_due(gateway=gateway, now=now).accepted == 0
    assert gateway.sent == [("+962791234123", message.body)]
    assert state(message) == "accepted"
    assert (message.provider_id, message.attempts) == (f"memory-{message.pk}", 1)


def test_the_gateway_is_called_outside_any_transaction(put: Put, now: datetime) -> None:
    """With a transaction of its own around each test, only the depth tells."""
    depth = len(transaction.get_connection().savepoint_ids)
    seen: list[int] = []
    gateway = MemoryGateway(
        before=lambda _: seen.append(len(transaction.get_connection().savepoint_ids))
    )
    put()
    outbox.send_due(gateway=gateway, now=now)
    assert seen == [depth]


def test_the_attempt_is_written_before_the_call(put: Put, now: datetime) -> None:
    seen: list[int] = []
    gateway = MemoryGateway(
        before=lambda message: seen.append(
            Attempt.objects.filter(message=message, ended_at__isnull=True).count()
        )
    )
    put()
    outbox.send_due(gateway=gateway, now=now)
    assert seen == [1]
    assert Attempt.objects.get().result == "accepted"


def test_the_phone_of_a_newcomer_delivers_at_once(put: Put, now: datetime) -> None:
    message = put()
    outbox.send_due(gateway=PhoneGateway(), now=now)
    assert state(message) == "delivered"
    assert message.parts == 1


def test_a_notice_in_the_system_is_delivered_by_being_written(put: Put, officer: User) -> None:
    message = put(channel="in_app", person=officer, address="")
    assert state(message) == "delivered"
    assert message.next_attempt_at is None


def test_a_fixed_line_gets_no_sms_and_the_caller_is_told(put: Put) -> None:
    message = put(address="065008080")
    assert (message.state, message.reason) == ("failed", Reason.NO_MOBILE)


def test_a_message_waits_for_its_moment(put: Put, now: datetime) -> None:
    message = put(not_before=now + 10 * MINUTE)
    assert outbox.send_due(gateway=MemoryGateway(), now=now).accepted == 0
    assert outbox.send_due(gateway=MemoryGateway(), now=now + 10 * MINUTE).accepted == 1
    assert state(message) == "accepted"


def test_what_is_urgent_goes_first(put: Put, now: datetime) -> None:
    gateway = MemoryGateway()
    put(urgent=False, body="later")
    put(body="sooner")
    outbox.send_due(gateway=gateway, now=now)
    assert [body for _to, body in gateway.sent] == ["sooner", "later"]


def test_what_can_be_tried_again_is_with_growing_waits(put: Put, now: datetime) -> None:
    message = put()
    gateway = MemoryGateway(answers=[DOWN])
    assert outbox.send_due(gateway=gateway, now=now).retried == 1
    assert state(message) == "queued"
    assert message.next_attempt_at is not None
    assert now + timedelta(seconds=30) <= message.next_attempt_at <= now + timedelta(seconds=60)
    assert outbox.send_due(gateway=gateway, now=now + MINUTE).accepted == 1


def test_the_provider_may_ask_for_a_longer_wait(put: Put, now: datetime) -> None:
    message = put()
    slow_down = Temporary(Reason.THROTTLED, "HTTP 429", retry_after=900)
    outbox.send_due(gateway=MemoryGateway(answers=[slow_down]), now=now)
    assert state(message) == "queued"
    assert message.next_attempt_at == now + timedelta(seconds=900)


def test_the_waits_stay_between_half_a_minute_and_an_hour() -> None:
    waits = [outbox._wait(attempt).total_seconds() for attempt in range(1, 9) for _ in range(50)]
    assert min(waits) >= 30
    assert max(waits) <= 3600


def test_after_eight_attempts_somebody_must_look(put: Put, now: datetime) -> None:
    message = put(expires_at=now + timedelta(days=30))
    for hour in range(8):
        assert state(message) == "queued"
        breaker.answered("sms")
        outbox.send_due(gateway=MemoryGateway(answers=[DOWN]), now=now + timedelta(hours=2 * hour))
    assert state(message) == "failed"
    assert (message.reason, message.attempts) == (Reason.TOO_MANY, 8)
    assert outbox.dead_letters().get() == message


def test_a_refused_message_is_not_tried_again(put: Put, now: datetime) -> None:
    message = put()
    gateway = MemoryGateway(answers=[Permanent(Reason.REFUSED, "number barred")])
    assert outbox.send_due(gateway=gateway, now=now).failed == 1
    assert (state(message), message.reason) == ("failed", Reason.REFUSED)
    assert Attempt.objects.get().answer == "number barred"


def test_a_message_out_of_time_is_not_sent(put: Put, now: datetime) -> None:
    message, gateway = put(), MemoryGateway()
    assert outbox.send_due(gateway=gateway, now=now + timedelta(days=2)).expired == 1
    assert (state(message), message.reason) == ("expired", Reason.TOO_LATE)
    assert gateway.sent == []


def test_what_is_no_longer_needed_is_not_sent(put: Put, now: datetime) -> None:
    registry.register_relevance("delivered", lambda _: False)
    message, gateway = put(), MemoryGateway()
    assert outbox.send_due(gateway=gateway, now=now).expired == 1
    assert (state(message), message.reason) == ("expired", Reason.NOT_RELEVANT)
    assert gateway.sent == []
    assert not outbox.dead_letters().exists()


def test_a_judge_that_fails_silences_nobody(put: Put, now: datetime) -> None:
    registry.register_relevance("delivered", Mock(side_effect=RuntimeError))
    put()
    assert outbox.send_due(gateway=MemoryGateway(), now=now).accepted == 1


def test_an_answer_that_never_came_is_never_sent_again_by_itself(put: Put, now: datetime) -> None:
    message, gateway = put(), MemoryGateway(answers=[LOST])
    assert outbox.send_due(gateway=gateway, now=now).unknown == 1
    outbox.send_due(gateway=gateway, now=now + 30 * MINUTE)
    assert state(message) == "unknown"
    assert gateway.sent == []


def test_silence_becomes_news_after_ten_minutes_once(put: Put, now: datetime) -> None:
    heard: list[int] = []
    registry.register_silence(lambda message: heard.append(message.pk))
    message = put()
    outbox.send_due(gateway=MemoryGateway(answers=[LOST]), now=now)
    for minutes in (9, 10, 11):
        outbox.send_due(gateway=MemoryGateway(), now=now + minutes * MINUTE)
    assert heard == [message.pk]
    assert outbox.dead_letters().get() == message


def test_a_gateway_that_breaks_leaves_the_message_unknown(put: Put, now: datetime) -> None:
    message = put()
    outbox.send_due(gateway=MemoryGateway(answers=[ZeroDivisionError()]), now=now)
    assert (state(message), message.reason) == ("unknown", Reason.GARBLED)


def test_a_sender_that_dies_before_the_attempt_leaves_it_queued(put: Put, now: datetime) -> None:
    message = put()
    assert outbox.claim("sms", now=now) == message
    assert outbox.send_due(gateway=MemoryGateway(), now=now).accepted == 0
    counts = outbox.send_due(gateway=MemoryGateway(), now=now + outbox.LEASE)
    assert (counts.recovered, counts.accepted) == (1, 1)


def test_a_sender_that_dies_while_sending_leaves_it_unknown(put: Put, now: datetime) -> None:
    message, gateway = put(), MemoryGateway()
    claimed = outbox.claim("sms", now=now)
    assert claimed is not None
    outbox.begin(claimed, now=now)
    assert outbox.send_due(gateway=gateway, now=now + outbox.LEASE).recovered == 1
    assert (state(message), message.reason) == ("unknown", Reason.INTERRUPTED)
    assert gateway.sent == []


def test_a_slow_sender_may_still_say_what_came_of_it(put: Put, now: datetime) -> None:
    """Its lease ran out while the provider thought; nobody else has the message."""
    late = now + outbox.LEASE
    message = put()
    gateway = MemoryGateway(before=lambda _: outcomes.recover_lost_leases(late))
    outbox.send_due(gateway=gateway, now=now)
    assert state(message) == "accepted"


def test_a_stranger_does_not_settle_what_another_sender_has(put: Put, now: datetime) -> None:
    message = put()
    slow = outbox.claim("sms", now=now)
    assert slow is not None
    outcomes.recover_lost_leases(now + outbox.LEASE)
    outbox.claim("sms", now=now + outbox.LEASE)
    outbox._settle(slow, "failed", now + outbox.LEASE)
    assert state(message) == "sending"


def test_no_send_begins_that_could_outlive_its_lease(put: Put, now: datetime) -> None:
    put()
    claimed = outbox.claim("sms", now=now)
    assert claimed is not None
    assert outbox.begin(claimed, now=now + timedelta(seconds=46)) is None
    assert not Attempt.objects.exists()


def test_a_round_ends_while_a_send_still_fits(put: Put, now: datetime) -> None:
    put()
    counts = outbox.send_due(gateway=MemoryGateway(), now=now, deadline=10)
    assert counts.accepted == 0


def test_five_failures_leave_the_provider_alone_for_a_minute(put: Put, now: datetime) -> None:
    messages = [put() for _ in range(8)]
    gateway = MemoryGateway(answers=[DOWN] * 20)
    assert outbox.send_due(gateway=gateway, now=now).retried == 5
    assert outbox.send_due(gateway=gateway, now=now + timedelta(seconds=59)).retried == 0
    assert outbox.send_due(gateway=gateway, now=now + MINUTE).retried == 1  # one probe
    assert messages[0].state == "queued"


def test_a_probe_that_succeeds_opens_the_door(put: Put, now: datetime) -> None:
    for _ in range(8):
        put()
    outbox.send_due(gateway=MemoryGateway(answers=[DOWN] * 5), now=now)
    assert outbox.send_due(gateway=MemoryGateway(), now=now + 2 * MINUTE).accepted == 8


def test_one_channel_that_fails_does_not_stop_the_other(put: Put, now: datetime) -> None:
    for _ in range(5):
        put()
    outbox.send_due(gateway=MemoryGateway(answers=[DOWN] * 5), now=now)
    put(channel="email", address="rana@example.jo", subject="شكوى جديدة")
    assert outbox.send_due(gateway=MemoryGateway(), now=now).accepted == 1


def test_messages_go_on_while_the_cache_is_away(
    put: Put, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(breaker, "cache", Mock(**{"get.side_effect": ConnectionError}))
    put()
    put()
    gateway = MemoryGateway(answers=[DOWN])
    counts = outbox.send_due(gateway=gateway, now=now)
    assert (counts.retried, counts.accepted) == (1, 1)


def test_who_follows_hears_of_every_end(put: Put, now: datetime) -> None:
    heard: list[str] = []
    registry.register_settled(lambda message: heard.append(message.state))
    for _ in range(3):
        put()
    refusal = Permanent(Reason.REFUSED)
    gateway = MemoryGateway(answers=[Accepted("a"), refusal, LOST])
    outbox.send_due(gateway=gateway, now=now)
    assert heard == ["accepted", "failed", "unknown"]


def test_a_follower_that_fails_loses_no_outcome(put: Put, now: datetime) -> None:
    registry.register_settled(Mock(side_effect=RuntimeError))
    message = put()
    outbox.send_due(gateway=MemoryGateway(), now=now)
    assert state(message) == "accepted"


def test_a_dead_letter_can_be_sent_again(put: Put, officer: User, now: datetime) -> None:
    message = put()
    outbox.send_due(gateway=MemoryGateway(answers=[Permanent(Reason.REFUSED)]), now=now)
    later = now + timedelta(days=3)
    assert outbox.send_again(message, by=officer, now=later)
    assert not outbox.send_again(message, by=officer, now=later)
    assert outbox.send_due(gateway=MemoryGateway(), now=later).accepted == 1
    assert (state(message), message.again_by) == ("accepted", officer)
    assert list(message.tries.values_list("number", flat=True)) == [1, 2]


def test_a_message_without_an_address_cannot_be_sent_again(
    put: Put, officer: User, now: datetime
) -> None:
    assert not outbox.send_again(put(address="065008080"), by=officer, now=now)


def test_a_sent_message_cannot_be_sent_again(put: Put, officer: User, now: datetime) -> None:
    message = put()
    outbox.send_due(gateway=MemoryGateway(), now=now)
    assert not outbox.send_again(message, by=officer, now=now)
