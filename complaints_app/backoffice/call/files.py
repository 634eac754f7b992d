"""Files: put to a call as raw bytes, taken away again, and served to those who may see the complaint."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from complaints_app import attachments
from complaints_app.backoffice.call.doors import AgentRequest, AgentsOnly, is_registered, kept_draft
from complaints_app.backoffice.case_scope import complaints_seen_by
from complaints_app.models import Attachment
from complaints_app.refusals import Refusal
from permissions.models import User

SEALED = "default-src 'none'; sandbox; frame-ancestors 'none'"


class CallAttachmentView(AgentsOnly):
    """PUT keeps the bytes of a file under its name, DELETE takes it away; both answer with the list."""

    def put(self, request: AgentRequest, call: UUID, name: str) -> HttpResponse:
        if not self._is_open(request, call):
            return HttpResponse(status=410)
        declared = request.META.get("CONTENT_LENGTH") or ""
        if not declared.isascii() or not declared.isdigit():
            return HttpResponse(status=411)
        try:
            # One byte more than allowed shows a body that is longer than it may be.
            content = request.read(min(int(declared), attachments.LARGEST) + 1)
            attachments.add(
                call=call, name=name, content=content, by=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            return JsonResponse({"error": refusal.message}, status=422)
        return self._list(request, call, status=201)

    def delete(self, request: AgentRequest, call: UUID, name: str) -> HttpResponse:
        if not self._is_open(request, call):
            return HttpResponse(status=410)
        for file in attachments.of_call(call, request.user):
            if file.name == name:
                attachments.remove(file)
        return self._list(request, call)

    @staticmethod
    def _is_open(request: AgentRequest, call: UUID) -> bool:
        draft = kept_draft(call, request.user)
        return not is_registered(call, request.user) and draft.follow_up is None

    @staticmethod
    def _list(request: AgentRequest, call: UUID, status: int = 200) -> HttpResponse:
        files = attachments.of_call(call, request.user)
        return render(
            request, "complaints_app/call/files.html", {"files": files, "call": call}, status=status
        )


class AttachmentView(View):
    """The bytes, never shown by the browser itself; to those who may view the complaint."""

    def get(self, request: AgentRequest, attachment: int) -> FileResponse:
        file = Attachment.objects.filter(pk=attachment).first()
        if file is None or not _may_have(request.user, file):
            raise Http404
        try:
            content = attachments.location(file).open("rb")
        except FileNotFoundError:
            raise Http404 from None
        response = FileResponse(
            content, as_attachment=True, filename=file.name, content_type=file.content_type
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = SEALED
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


def _may_have(user: User, file: Attachment) -> bool:
    if file.complaint_id is None:
        return file.by_id == user.pk
    return complaints_seen_by(user).filter(pk=file.complaint_id).exists()
