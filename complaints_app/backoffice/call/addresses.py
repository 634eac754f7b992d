"""The addresses of a call and its entries in the menu; each name stands in config's table of addresses."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from complaints_app.backoffice.call.call import CallView, NewCallView
from complaints_app.backoffice.call.callers import CallerView, FindView, KnownCaseView
from complaints_app.backoffice.call.doors import takes_calls
from complaints_app.backoffice.call.files import AttachmentView, CallAttachmentView
from complaints_app.backoffice.call.preview import PreviewView
from complaints_app.backoffice.call.subjects import QuestionsView, SubjectsView


def addresses() -> list[URLPattern]:
    one = "call/<uuid:call>/"
    return [
        path("call/", NewCallView.as_view(), name="call_new"),
        path("call/subjects.json", SubjectsView.as_view(), name="call_subjects"),
        path("call/questions/", QuestionsView.as_view(), name="call_questions"),
        path("find/", FindView.as_view(), name="call_find"),
        path(one, CallView.as_view(), name="call"),
        path(f"{one}caller/", CallerView.as_view(), name="call_caller"),
        path(f"{one}preview/", PreviewView.as_view(), name="call_preview"),
        path(f"{one}case/<int:reference>/", KnownCaseView.as_view(), name="call_case"),
        path(f"{one}attachments/<str:name>", CallAttachmentView.as_view(), name="call_attachment"),
        path("attachments/<int:attachment>/", AttachmentView.as_view(), name="attachment"),
    ]


class CallItem(MenuItem):
    """Shown to whoever takes calls."""

    def is_shown(self, request: HttpRequest) -> bool:
        return takes_calls(request.user)


def entries() -> list[MenuItem]:
    return [
        CallItem(
            _("New call"),
            reverse_lazy("call_new"),
            name="call",
            icon_name="s-headset",
            order=50,
        ),
        CallItem(
            _("Find a complaint"),
            reverse_lazy("call_find"),
            name="find",
            icon_name="search",
            order=60,
        ),
    ]


def door() -> SafeString:
    """On every screen: it also wipes what was typed at this desk when somebody signs out."""
    return format_html('<script src="{}" defer></script>', static("complaints_app/js/door.js"))
