"""Deny by default: an address answers only if its name stands in this table; everything else, Wagtail's own included, is 404."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode

from permissions.verbs import GovernmentVerb, Verb


class Who(StrEnum):
    """Who may come to an address at all; what is shown there is decided by the view."""

    ANYONE = "anyone"
    SIGNED_IN = "signed_in"


Verdict = Who | Verb | GovernmentVerb

# The front door and the account. Each room below has its own block: one line an address.
FRAME: dict[str, Verdict] = {
    "front_door": Who.ANYONE,
    "healthz": Who.ANYONE,
    "readyz": Who.ANYONE,
    "language": Who.ANYONE,
    "wagtailadmin_login": Who.ANYONE,
    "wagtailadmin_logout": Who.SIGNED_IN,
    "wagtailadmin_password_reset": Who.ANYONE,
    "wagtailadmin_password_reset_done": Who.ANYONE,
    "wagtailadmin_password_reset_confirm": Who.ANYONE,
    "wagtailadmin_password_reset_complete": Who.ANYONE,
    "wagtailadmin_javascript_catalog": Who.ANYONE,
    "wagtailadmin_sprite": Who.ANYONE,
    "wagtailadmin_home": Who.SIGNED_IN,
    "wagtailadmin_account": Who.SIGNED_IN,
    "wagtailadmin_editing_sessions:ping": Who.SIGNED_IN,
    "wagtailadmin_editing_sessions:release": Who.SIGNED_IN,
}

COMPLAINTS: dict[str, Verdict] = {
    "call_new": GovernmentVerb.REGISTER,
    "call": GovernmentVerb.REGISTER,
    "call_caller": GovernmentVerb.REGISTER,
    "call_preview": GovernmentVerb.REGISTER,
    "call_case": GovernmentVerb.REGISTER,
    "call_attachment": GovernmentVerb.REGISTER,
    "call_subjects": GovernmentVerb.REGISTER,
    "call_questions": GovernmentVerb.REGISTER,
    "call_find": GovernmentVerb.REGISTER,
    "attachment": Who.SIGNED_IN,  # whoever may view the complaint, or put the file to his own call
    "complaint_queue": Verb.VIEW,
    "complaint_queue_results": Verb.VIEW,
    "complaint_desk": Who.SIGNED_IN,
    "complaint_answers": Verb.READ_ANSWER,
    "complaint_answer": Verb.READ_ANSWER,
    "complaint_case": Verb.VIEW,
    "complaint_identity": Verb.VIEW,
    "complaint_decide_request": Verb.VIEW,
    "complaint_accept": Verb.VIEW,
    "complaint_close": Verb.VIEW,
    "complaint_close_at_once": Verb.VIEW,
    "complaint_return_to_unit": Verb.VIEW,
    "complaint_triage": Verb.VIEW,
    "complaint_decide": Verb.VIEW,
    "complaint_refuse_competence": Verb.VIEW,
    "complaint_ask": Verb.VIEW,
    "complaint_resume": Verb.VIEW,
    "complaint_extend": Verb.VIEW,
    "complaint_request_return": Verb.VIEW,
    "complaint_claim": Verb.VIEW,
    "complaint_assign": Verb.VIEW,
    "complaint_note": Verb.VIEW,
    "complaint_follow_up": Who.SIGNED_IN,
    "complaint_reclassify": Verb.VIEW,
    "complaint_close_as_duplicate": Verb.VIEW,
    "complaint_withdraw": Who.SIGNED_IN,
    "complaint_reopen": Who.SIGNED_IN,
}

# Every list has the same screens: drafts for editors, seen by approvers too.
LISTS: dict[str, Verdict] = {
    "list_approvals:index": GovernmentVerb.APPROVE_LISTS,
    "list_approvals:approval": GovernmentVerb.APPROVE_LISTS,
    "list_approvals:urgent": GovernmentVerb.EDIT_LISTS,
    **{
        f"wagtailsnippets_{model}:{view}": GovernmentVerb.EDIT_LISTS
        for model in (
            "complaints_app_agency",
            "complaints_app_agencygroup",
            "complaints_app_calendar",
            "complaints_app_complainttype",
            "complaints_app_ladder",
            "complaints_app_place",
            "complaints_app_policy",
            "complaints_app_policyrule",
            "complaints_app_questionform",
            "complaints_app_requestkind",
            "complaints_app_routingrule",
            "permissions_role",
            "sms_messagetemplate",
        )
        for view in (
            "list",
            "list_results",
            "add",
            "edit",
            "history",
            "history_results",
            "revisions_revert",
            "revisions_compare",
            "workflow_history",
            "workflow_history_detail",
        )
    },
}

PERMISSIONS: dict[str, Verdict] = {
    "people:index": Verb.GRANT,
    "people:add": Verb.GRANT,
    "people:person": Verb.GRANT,
    "people:edit": Verb.GRANT,
    "people:deactivate": Verb.GRANT,
    "people:reactivate": Verb.GRANT,
    "people:invite": Verb.GRANT,
    "people_groups:index": Verb.GRANT,
    "people_groups:add": Verb.GRANT,
    "people_groups:group": Verb.GRANT,
    "people_groups:edit": Verb.GRANT,
    "rights:pending": Verb.GRANT,
    "rights:give": Verb.GRANT,
    "rights:give_group": Verb.GRANT,
    "rights:revoke": Verb.GRANT,
    "rights:decide": Verb.GRANT,
    "rights:agencies": Verb.GRANT,
    "rights:agency": Verb.GRANT,
}

WIRE: dict[str, Verdict] = {
    "sms_receipt": Who.ANYONE,  # signed by the provider
    "sms_bell": Who.SIGNED_IN,
    "sms_notices": Who.SIGNED_IN,
    "sms_notice_read": Who.SIGNED_IN,
    "sms_notices_read": Who.SIGNED_IN,
    "sms_phone": GovernmentVerb.OPERATE,
    "sms_log": GovernmentVerb.OPERATE,
    "sms_log_results": GovernmentVerb.OPERATE,
    "sms_unsent": GovernmentVerb.OPERATE,
    "sms_unsent_results": GovernmentVerb.OPERATE,
    "sms_message": GovernmentVerb.OPERATE,
    "sms_send_again": GovernmentVerb.OPERATE,
}

DASHBOARDS: dict[str, Verdict] = {
    "dashboard": Verb.REPORT,
    "dashboard_numbers": Verb.REPORT,
    "dashboard_figure": Verb.REPORT,
    "dashboard_csv": Verb.REPORT,
    "dashboard_counted": Verb.REPORT,
    "exports": Who.SIGNED_IN,
    "export_start": Verb.EXPORT,
    "export_job": Who.SIGNED_IN,
    "export_progress": Who.SIGNED_IN,
    "export_cancel": Who.SIGNED_IN,
    "export_download": Who.SIGNED_IN,
}

ADDRESSES: dict[str, Verdict] = FRAME | COMPLAINTS | LISTS | PERMISSIONS | WIRE | DASHBOARDS

# Addresses that take raw bytes by PUT, and how many (bodies.py).
RAW_UPLOADS: dict[str, int] = {"call_attachment": 10 * 1024 * 1024}

# The only answers that a browser may keep: the same for everybody.
PUBLIC_AND_UNCHANGING = {"wagtailadmin_javascript_catalog", "wagtailadmin_sprite"}

Answer = Callable[[HttpRequest], HttpResponse]


def verdict(name: str) -> Verdict | None:
    """Who may come to the address of this name; None: nobody."""
    return ADDRESSES.get(name)


class AllowListMiddleware:
    """Answers 404 to every address that is not in the table, and keeps what signed-in people see out of every cache."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        public = match is not None and match.view_name in PUBLIC_AND_UNCHANGING
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not public:
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        who = verdict(name)
        if who is None:
            raise Http404(f"No address of ours: {request.path}")
        if who is Who.ANYONE or may_come(request):
            return None
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return HttpResponse(status=403)
        return redirect(
            f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}"
        )


def may_come(request: HttpRequest) -> bool:
    """Active staff, signed in."""
    user = request.user
    return user.is_authenticated and user.is_active and user.is_staff
