"""Vonage tells what became of an SMS: signed, fresh, in any order, as often as it likes."""

import json
import logging
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.http.request import RawPostDataException
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from sms import gateways, outcomes
from sms.models import Message, Receipt

log = logging.getLogger(__name__)

LARGEST = 16 * 1024  # bytes; a receipt has some five hundred
_KEY_DIGITS = 18  # more overflow a database key
OLDEST = timedelta(minutes=5)


class Unreadable(ValueError):
    """It is no receipt."""


@csrf_exempt
def receipt(request: HttpRequest) -> HttpResponse:
    """200 once it is kept (also when it says nothing new), 4xx when refused, 503: tell us again later."""
    if request.method not in {"GET", "POST"}:
        return HttpResponseNotAllowed(["GET", "POST"])
    if _is_too_big(request):
        return HttpResponse(status=413)
    try:
        params = _params(request)
    except Unreadable:
        return HttpResponse(status=400)
    now = timezone.now()
    if not gateways.signature_holds(params) or not _is_fresh(params["timestamp"], now):
        log.warning("A delivery receipt without a valid, fresh signature was refused")
        return HttpResponse(status=403)
    try:
        keep(params, now=now)
    except DatabaseError:
        log.exception("A delivery receipt could not be kept")
        return HttpResponse(status=503)
    return HttpResponse("ok")


def keep(params: dict[str, str], *, now: datetime) -> bool:
    """Keeps what one receipt says and lets it act; False if it is about no message of ours."""
    provider_id, status = params.get("messageId", "")[:64], params.get("status", "")[:20]
    message = _about(provider_id, params.get("client-ref", ""))
    if message is None or not provider_id or not status:
        log.warning("A delivery receipt is about no message of ours: %s", provider_id or "–")
        return False
    with transaction.atomic():
        Receipt.objects.get_or_create(
            message=message,
            provider_id=provider_id,
            status=status,
            defaults={"code": params.get("err-code", "")[:10], "received_at": now},
        )
        outcomes.apply_receipts(message.pk, now=now)
    return True


def _about(provider_id: str, reference: str) -> Message | None:
    """By our own reference, which also names a message whose answer never came; else by theirs."""
    sms = Message.objects.filter(channel=Message.Channel.SMS)
    if reference.isascii() and reference.isdecimal() and len(reference) <= _KEY_DIGITS:
        return sms.filter(pk=int(reference)).first()
    return sms.filter(provider_id=provider_id).first() if provider_id else None


def _is_too_big(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST:
        return True
    return len(request.META.get("QUERY_STRING", "")) > LARGEST


def _params(request: HttpRequest) -> dict[str, str]:
    """The parameters as text, from the address, a form or JSON: as they were signed."""
    if request.method == "GET":
        found = _texts(request.GET)
    elif request.content_type == "application/json":
        found = _from_json(request)
    else:
        found = _texts(request.POST)
    if any("\0" in text for pair in found.items() for text in pair):
        raise Unreadable
    return found


def _texts(sent: QueryDict) -> dict[str, str]:
    return {name: str(sent[name]) for name in sent}


def _from_json(request: HttpRequest) -> dict[str, str]:
    try:
        read = json.loads(request.body)
    except (ValueError, RecursionError, RawPostDataException) as fault:
        raise Unreadable from fault
    if not isinstance(read, dict):
        raise Unreadable
    return {
        str(name): value if isinstance(value, str) else json.dumps(value)
        for name, value in read.items()
    }


def _is_fresh(stamp: str, now: datetime) -> bool:
    """Signed within five minutes; the signature itself would hold for ever."""
    try:
        if stamp.isdecimal():
            signed_at = datetime.fromtimestamp(int(stamp), UTC)
        else:
            signed_at = datetime.strptime(stamp, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return False
    return abs(now - signed_at) <= OLDEST
