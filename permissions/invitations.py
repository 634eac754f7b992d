"""The first e-mail to a new person: a link that lets him choose his own password, once."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from permissions.models import User


def invite(person: User) -> bool:
    """Sends the link, in the person's language; False if there is no address to send it to.

    Raises what the mail server raises. The link dies with its first use and with time.
    """
    if not (person.email and person.is_active):
        return False
    link = reverse(
        "wagtailadmin_password_reset_confirm",
        kwargs={
            "uidb64": urlsafe_base64_encode(force_bytes(person.pk)),
            "token": default_token_generator.make_token(person),
        },
    )
    with translation.override(person.language):
        words = {"person": person, "link": f"{settings.WAGTAILADMIN_BASE_URL}{link}"}
        subject = render_to_string("permissions/invitation_subject.txt", words).strip()
        body = render_to_string("permissions/invitation.txt", words)
    return bool(send_mail(subject, body, None, [person.email]))
