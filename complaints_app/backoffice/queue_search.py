"""Finding a complaint by what people have in hand: its number, a phone, the old number, some words."""

from typing import Any

from django.db.models import Q, QuerySet

from complaints_app import folding, reference
from complaints_app.models import Complaint
from permissions import grants
from permissions.models import User
from permissions.verbs import Verb
from sms import phone

SHORTEST_WORDS = 2


def is_exact(text: str) -> bool:
    """A reference or a phone: it means certain complaints, closed ones included."""
    return reference.parse(text) is not None or bool(phone.normalise(text))


def search(rows: QuerySet[Complaint], text: str, *, by: User) -> QuerySet[Complaint]:
    """Rows that carry this number, phone, old number or these words in any spelling."""
    number = reference.parse(text)
    if number is not None:
        return rows.filter(reference=number)
    if called := phone.normalise(text):
        # Who may not see a number may not try numbers out either.
        seen: QuerySet[Any] = grants.agencies_open_to(by, Verb.VIEW_IDENTITY).narrow(rows)
        return seen.filter(complainant__numbers__number=called)
    words = [word for word in folding.fold(text).split() if len(word) >= SHORTEST_WORDS]
    if not words:
        return rows.filter(old_number=text.strip())
    by_words = Q()
    for word in words:
        by_words &= Q(search_text__contains=word)
    return rows.filter(by_words | Q(old_number=text.strip()))
