"""Who complains: hidden until somebody who may asks, and every look is on record."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from complaints_app import questions
from complaints_app.backoffice.case_scope import may_see_identity
from complaints_app.models import Complaint, Confidentiality, IdentityView
from complaints_app.refusals import Invalid, NotAllowed
from permissions.models import User
from sms import phone

WHAT = "name_and_number"


@dataclass(frozen=True, slots=True)
class Identity:
    """The complainant as this page shows him: masked, revealed, or not there."""

    name: str = ""
    number: str = ""
    personal: tuple[tuple[str, str], ...] = ()
    shown: bool = False
    may_be_shown: bool = False
    confidential: bool = False
    anonymous: bool = False


def identity_of(complaint: Complaint, *, reader: User, shown: bool = False) -> Identity:
    """Masked unless `shown`, which `reveal` alone grants."""
    person = complaint.complainant
    if person is None:
        return Identity(anonymous=True)
    numbers = list(person.numbers.all())
    number = numbers[0].number if numbers else ""
    return Identity(
        name=person.name,
        number=phone.national(number) if number else "",
        personal=tuple(questions.shown(complaint.questions_version, complaint.personal_answers))
        if shown
        else (),
        shown=shown,
        may_be_shown=not shown and may_see_identity(reader, complaint),
        confidential=complaint.confidentiality == Confidentiality.CONFIDENTIAL,
    )


def reveal(complaint: Complaint, *, by: User, reason: str, now: datetime) -> IdentityView:
    """One record: who looked, when, at what, why. Raises NotAllowed, Invalid."""
    if not may_see_identity(by, complaint):
        raise NotAllowed(_("You may not see who complains. Ask your administrator for this right."))
    words = reason.strip()
    if not words:
        raise Invalid(_("Say why you need to see who complains."), field="reason")
    return IdentityView.objects.create(
        complaint=complaint, by=by, at=now, what=WHAT, reason=words[:300]
    )
