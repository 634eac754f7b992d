"""Finding a complaint by what people have in hand: its number, a phone, the old number, some words."""

from typing import Any

from django.db.models import Q, QuerySet

from complaints_app import folding, reference
from complaints_app.models import Complaint, Confidentiality
from permissions import grants
from permissions.models import User
from permissions.verbs import GovernmentVerb, Verb
from sms import phone

SHORTEST_WORDS = 2


def is_exact(text: str) -> bool:
    """A reference or a phone: it means certain complaints, closed ones included."""
    return reference.parse(text) is not None or bool(phone.normalise(text))


def search(rows: QuerySet[Complaint], text: str, *, by: User) -> QuerySet[Complaint]:
    """Rows that carry this number, phone, old number or these words in any spelling."""
    number, old = reference.parse(text), Q(old_number=text.strip())  # may look like either
    if number is not None:
        return rows.filter(Q(reference=number) | old)
    if called := phone.normalise(text):
        # Who may not see a number may not try numbers out either.
        seen: QuerySet[Any] = grants.agencies_open_to(by, Verb.VIEW_IDENTITY).narrow(rows)
        if not grants.may_in_government(by, GovernmentVerb.DECIDE):
            seen = seen.filter(confidentiality=Confidentiality.OPEN)
        return rows.filter(Q(pk__in=seen.filter(complainant__numbers__number=called)) | old)
    words = [word for word in folding.fold(text).split() if len(word) >= SHORTEST_WORDS]
    if not words:
        return rows.filter(old)
    by_words = Q()
    for word in words:
        by_words &= Q(search_text__contains=word)
    return rows.filter(by_words | old)
