"""Who may open the wire's screens, asked of the registry; for everybody else they do not exist."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase

from sms import registry


class LogReadersOnly:
    """In front of a view: 404 for whom the registry does not let in."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not registry.may_see(request.user):
            raise Http404
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer
