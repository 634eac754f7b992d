"""What the unit has decided before on the same subject, the same place first."""

from django.db.models import Case, IntegerField, QuerySet, Value, When

from complaints_app.models import Complaint, Precedent

SHOWN = 5


def like(complaint: Complaint) -> QuerySet[Precedent]:
    """The latest decisions on this subject that still hold."""
    place = complaint.municipality or complaint.place
    same_place = When(place=place, then=Value(0)) if place else When(place=None, then=Value(0))
    return (
        Precedent.objects.filter(subject=complaint.subject, ended_at=None)
        .select_related("agency", "place", "refused")
        .annotate(far=Case(same_place, default=Value(1), output_field=IntegerField()))
        .order_by("far", "-at")[:SHOWN]
    )
