"""The addresses of the desk: queue, case, acts, the unit's desk, the answers to give."""

from django.urls import URLPattern, path

from complaints_app.backoffice.acts import ActView, RequestView
from complaints_app.backoffice.acts_screens import SCREENS
from complaints_app.backoffice.answers import AnswersView, AnswerView
from complaints_app.backoffice.case import CaseView, IdentityRevealView
from complaints_app.backoffice.queue import QueueView
from complaints_app.backoffice.unit import DeskView


def addresses() -> list[URLPattern]:
    """Named `complaint_…`; each name stands in config's table of addresses."""
    one = "complaints/<int:reference>/"
    acts = [
        path(f"{one}{screen.slug}/", ActView.as_view(screen=screen), name=screen.url_name)
        for screen in SCREENS
    ]
    return [
        path("queue/", QueueView.as_view(), name="complaint_queue"),
        path(
            "queue/results/", QueueView.as_view(results_only=True), name="complaint_queue_results"
        ),
        path("desk/", DeskView.as_view(), name="complaint_desk"),
        path("answers/", AnswersView.as_view(), name="complaint_answers"),
        path("answers/<int:reference>/", AnswerView.as_view(), name="complaint_answer"),
        path(one, CaseView.as_view(), name="complaint_case"),
        path(f"{one}identity/", IdentityRevealView.as_view(), name="complaint_identity"),
        path(
            f"{one}requests/<int:request_id>/",
            RequestView.as_view(),
            name="complaint_decide_request",
        ),
        *acts,
    ]
