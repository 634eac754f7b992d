"""Which complaints a person may open: a foreign one does not exist for him."""

from django.db.models import QuerySet
from django.http import Http404

from complaints_app.models import Complaint, Confidentiality
from permissions import grants
from permissions.grants import Rights
from permissions.models import User
from permissions.verbs import GovernmentVerb, Verb

RELATED = (
    "agency__calendar",
    "agency__place__parent",
    "subject",
    "kind",
    "place__parent",
    "municipality__parent",
    "officer",
    "complainant",
)
FETCHED = ("complainant__numbers",)


def complaints_seen_by(user: User, verb: Verb = Verb.VIEW) -> QuerySet[Complaint]:
    """All complaints, open and closed, at the agencies where this person may <verb>."""
    rows: QuerySet[Complaint] = grants.agencies_open_to(user, verb).narrow(Complaint.objects.all())
    return rows


def case_or_404(user: User, reference: int, *verbs: Verb) -> Complaint:
    """The complaint, if one of the verbs is open to this person there (view, if none is named)."""
    rights = grants.rights_of(user)
    found = Complaint.objects.select_related(*RELATED).filter(reference=reference).first()
    if found is None or not any(reaches(rights, verb, found) for verb in verbs or (Verb.VIEW,)):
        raise Http404
    return found


def reaches(rights: Rights, verb: Verb, complaint: Complaint) -> bool:
    scope = rights.scope(verb)
    return scope.everywhere or complaint.agency_id in scope


def may_see_identity(user: User, complaint: Complaint) -> bool:
    """Whether the name and number may be revealed to this person, on demand and on record."""
    rights = grants.rights_of(user)
    if complaint.complainant_id is None or not reaches(rights, Verb.VIEW_IDENTITY, complaint):
        return False
    if complaint.confidentiality == Confidentiality.OPEN:
        return True
    # Confidential: the agency sees the text, not the person. Only the unit sees both.
    confidential = complaint.confidentiality == Confidentiality.CONFIDENTIAL
    return confidential and rights.may_in_government(GovernmentVerb.DECIDE)
