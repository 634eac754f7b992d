"""The doors to the outside: Vonage, a mail server, a phone that only pretends, and a memory for tests."""

import logging
import os
import smtplib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from http import HTTPStatus
from typing import Any, NoReturn, Protocol

import requests
import urllib3.exceptions as wire
import vonage
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from vonage_http_client import errors as http  # type: ignore[import-untyped]
from vonage_sms import SmsMessage, SmsResponse
from vonage_sms.errors import PartialFailureError, SmsError

from sms import segments
from sms.models import Message, Reason

logging.getLogger("vonage").setLevel(logging.CRITICAL)  # it logs bodies and numbers

SECONDS = 5  # for the connection and again for the answer
LONGEST_SEND = 15  # seconds; what a send may take at worst, with slack
_LONGEST_CALLBACK = 100  # the client refuses longer ones


class Refusal(Exception):
    """The message did not go out, or nobody knows: why (a Reason), and the provider's own words."""

    def __init__(self, reason: Reason, answer: str = "", retry_after: int = 0) -> None:
        super().__init__(answer or reason.label)
        self.reason = reason
        self.answer = answer[:300]
        self.retry_after = retry_after


class Temporary(Refusal):
    """Certainly not sent; later may be better."""


class Permanent(Refusal):
    """Certainly not sent, and never will be."""


class Unknown(Refusal):
    """The request was written; whether it was sent nobody knows. Never to be repeated by itself."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took it. `delivered`: it needs no receipt, there is nobody further to ask."""

    provider_id: str = ""
    parts: int = 0
    cost: Decimal | None = None
    delivered: bool = False


class Gateway(Protocol):
    def send(self, message: Message) -> Accepted:
        """Sends once, within LONGEST_SEND. Raises Temporary, Permanent or Unknown."""


def for_channel(channel: str) -> Gateway:
    """The gateway that the settings name for a channel."""
    if channel == Message.Channel.EMAIL:
        return MailGateway()
    return VonageGateway() if settings.SMS_GATEWAY == "vonage" else PhoneGateway()


class PhoneGateway:
    """For development: the message is kept and shown as a phone in the admin; nothing leaves the machine."""

    def send(self, message: Message) -> Accepted:
        return Accepted(
            provider_id=f"phone-{message.pk}",
            parts=segments.parts(message.body, unicode=True),
            delivered=True,
        )


@dataclass
class MemoryGateway:
    """For tests: remembers what it was given, and answers as it was told."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    answers: list[Accepted | Exception] = field(default_factory=list)
    before: Callable[[Message], object] | None = None

    def send(self, message: Message) -> Accepted:
        if self.before:
            self.before(message)
        answer = self.answers.pop(0) if self.answers else Accepted(f"memory-{message.pk}", 1)
        if isinstance(answer, Exception):
            raise answer
        self.sent.append((message.address, message.body))
        return answer


# ---- Vonage

# Vonage's status codes. What is wrong with our account is not the message's fault: it waits.
_OUR_ACCOUNT = {"4", "8", "9", "11", "14", "15", "32"}
_THROTTLED = {"1", "10"}
_THE_MESSAGE = {"2", "3", "6", "7", "12", "22", "23", "29", "33"}
_NEVER_WRITTEN = (
    wire.NewConnectionError,
    wire.ConnectTimeoutError,
    wire.NameResolutionError,
    wire.SSLError,
    wire.ProxyError,
)


class VonageGateway:
    """The real one. `ca`: a file with the certificates to trust instead of the world's (tests)."""

    def __init__(self, ca: str = "") -> None:
        self._client = _vonage(
            os.getpid(),  # a connection must not be shared with the process that forked us
            settings.VONAGE_API_KEY,
            settings.VONAGE_API_SECRET,
            settings.VONAGE_HOST,
            ca,
        )

    def send(self, message: Message) -> Accepted:
        sms = _letter(message)
        try:
            answer: SmsResponse = self._client.sms.send(sms)
        except Exception as fault:  # noqa: BLE001 - a garbage 200 raises a TypeError
            _translate(fault)
        return _receipt(answer)


@lru_cache(maxsize=4)
def _vonage(process: int, key: str, secret: str, host: str, ca: str) -> vonage.Vonage:
    options = vonage.HttpClientOptions(
        rest_host=host, timeout=SECONDS, max_retries=0, pool_maxsize=1
    )
    # The signature secret stays out: with it the client signs requests, wrongly for Arabic.
    client = vonage.Vonage(vonage.Auth(api_key=key, api_secret=secret), options)
    if ca:
        session = client.http_client._session  # noqa: SLF001 - it offers no other way
        session.verify, session.trust_env = ca, False
    return client


def _letter(message: Message) -> SmsMessage:
    try:
        return SmsMessage(
            to=message.address.removeprefix("+"),
            from_=settings.SMS_SENDER,
            text=message.body,
            type="unicode",
            client_ref=str(message.pk),
            callback=_callback(),
        )
    except ValueError as fault:
        raise Permanent(Reason.REFUSED, str(fault)) from fault


def _callback() -> str | None:
    """Where receipts go, if the world can reach it; else the address set at the provider holds."""
    address = str(settings.WAGTAILADMIN_BASE_URL).rstrip("/") + reverse("sms_receipt")
    return address if address.startswith("https://") and len(address) <= _LONGEST_CALLBACK else None


def _receipt(answer: SmsResponse) -> Accepted:
    costs = [_money(part.message_price) for part in answer.messages]
    known = [cost for cost in costs if cost is not None]
    return Accepted(
        provider_id=(answer.messages[0].message_id or "")[:64] if answer.messages else "",
        parts=len(answer.messages),
        cost=sum(known, Decimal(0)) if known else None,
    )


def _money(text: str | None) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def _translate(fault: Exception) -> NoReturn:
    """The client's exceptions, in our three words. What we cannot read was sent for all we know."""
    if isinstance(fault, PartialFailureError):
        raise Unknown(Reason.IN_PART, "some parts were refused") from fault
    if isinstance(fault, SmsError):
        _translate_code(fault)
    if isinstance(fault, http.HttpRequestError):
        _translate_http(fault)
    if isinstance(fault, requests.ConnectionError | requests.Timeout):
        if isinstance(fault, requests.ConnectTimeout) or _was_never_written(fault):
            raise Temporary(Reason.UNREACHABLE, type(fault).__name__) from fault
        raise Unknown(Reason.NO_ANSWER, type(fault).__name__) from fault
    raise Unknown(Reason.GARBLED, type(fault).__name__) from fault  # its words repeat the number


def _translate_code(fault: SmsError) -> NoReturn:
    """Vonage's status stands only in the words: «… failed with error code 9: Quota Exceeded»."""
    words = str(fault)
    code = words.partition("error code ")[2].partition(":")[0].strip()
    if code in _THE_MESSAGE:
        raise Permanent(Reason.REFUSED, words) from fault
    if code in _THROTTLED:
        raise Temporary(Reason.THROTTLED, words) from fault
    raise Temporary(
        Reason.ACCOUNT if code in _OUR_ACCOUNT else Reason.PROVIDER_ERROR, words
    ) from fault


def _translate_http(fault: http.HttpRequestError) -> NoReturn:
    status = fault.response.status_code
    answer = f"HTTP {status}"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise Temporary(Reason.THROTTLED, answer, _retry_after(fault.response)) from fault
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        raise Temporary(Reason.ACCOUNT, answer) from fault
    if status in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}:
        raise Permanent(Reason.REFUSED, answer) from fault
    raise Temporary(Reason.PROVIDER_ERROR, answer) from fault


def _retry_after(response: Any) -> int:
    seconds = str(response.headers.get("Retry-After", ""))
    return min(int(seconds), 3600) if seconds.isdecimal() else 0


def _was_never_written(fault: BaseException) -> bool:
    """Looks through the layers of requests and urllib3 for a failure to connect."""
    seen: list[Any] = [fault]
    while seen:
        layer = seen.pop()
        if isinstance(layer, _NEVER_WRITTEN):
            return True
        reason = getattr(layer, "reason", None)
        inner: Iterable[Any] = getattr(layer, "args", ())
        seen += [x for x in (reason, *inner) if isinstance(x, BaseException) and x is not layer]
    return False


def signature_holds(params: dict[str, str]) -> bool:
    """Whether a webhook's parameters carry our account's signature; without a secret nothing does."""
    if not settings.VONAGE_SIGNATURE_SECRET or not params.get("timestamp"):
        return False
    auth = vonage.Auth(
        api_key=settings.VONAGE_API_KEY or "-",
        signature_secret=settings.VONAGE_SIGNATURE_SECRET,
        signature_method=settings.VONAGE_SIGNATURE_METHOD,
    )
    try:
        return bool(auth.check_signature(dict(params)))  # it removes "sig" from what it is given
    except (TypeError, ValueError):  # compare_digest refuses letters outside ASCII
        return False


# ---- e-mail

_MAIL_PERMANENT = 500  # SMTP: 4xx later, 5xx never


class MailGateway:
    """Plain text and HTML, right to left, over Django's mail connection."""

    def send(self, message: Message) -> Accepted:
        connection = get_connection(timeout=SECONDS)
        try:
            connection.open()
        except smtplib.SMTPAuthenticationError as fault:
            raise Temporary(Reason.ACCOUNT, str(fault)) from fault
        except (OSError, smtplib.SMTPException) as fault:
            raise Temporary(Reason.UNREACHABLE, str(fault)) from fault
        try:
            connection.send_messages([_mail(message)])
        except (OSError, smtplib.SMTPException) as fault:
            _translate_mail(fault)
        finally:
            _close(connection)
        return Accepted(provider_id=f"mail-{message.pk}", parts=1)


def _mail(message: Message) -> EmailMultiAlternatives:
    direction = "ltr" if message.language == "en" else "rtl"
    context = {"message": message, "direction": direction, "site": settings.WAGTAIL_SITE_NAME}
    host = str(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2].strip("<> ") or "localhost"
    mail = EmailMultiAlternatives(
        " ".join(message.subject.split()) or settings.WAGTAIL_SITE_NAME,
        message.body,
        settings.DEFAULT_FROM_EMAIL,
        [message.address],
        # The same at every attempt: a mail program shows a repetition once.
        headers={
            "Message-ID": f"<message-{message.pk}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(render_to_string("sms/email.html", context), "text/html")
    return mail


def _translate_mail(fault: Exception) -> NoReturn:
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _words in fault.recipients.values()]
        raise _mail_refusal(max(codes, default=0))(Reason.REFUSED, str(fault)) from fault
    if isinstance(fault, smtplib.SMTPResponseException):
        raise _mail_refusal(fault.smtp_code)(Reason.REFUSED, str(fault)) from fault
    raise Unknown(Reason.NO_ANSWER, str(fault)) from fault


def _mail_refusal(code: int) -> type[Refusal]:
    return Permanent if code >= _MAIL_PERMANENT else Temporary


def _close(connection: Any) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        logging.getLogger(__name__).info("The mail server went away before we said goodbye")
