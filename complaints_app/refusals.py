"""Every refusal says what, why, at which field, and who can help."""

from datetime import datetime

from django.utils.translation import gettext as _


class Refusal(Exception):
    """Something that may not be done now. `message` is a sentence for the person; `field` a form field or ""."""

    code = "refused"

    def __init__(self, message: str, *, field: str = "", code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code or self.code


class NotAllowed(Refusal):
    """The person lacks the verb. Says who can help."""

    code = "not_allowed"


class UnlawfulMove(Refusal):
    """The table of moves does not know this act in this state."""

    code = "unlawful"


class Invalid(Refusal):
    """A value that cannot be taken; nothing of what was typed is lost."""

    code = "invalid"


class NeedsSuperior(Refusal):
    """Beyond what the policy lets an officer do alone: it becomes a request."""

    code = "needs_superior"


class MovedMeanwhile(Refusal):
    """Somebody else moved the complaint after this form was opened."""

    code = "moved"

    def __init__(self, *, by_name: str, at: datetime | None, state: str, kind: str = "") -> None:
        super().__init__(
            _(
                "%(name)s changed this complaint while you had it open. Nothing you typed is lost: "
                "read what happened and send again if it still applies."
            )
            % {"name": by_name or _("The system")}
        )
        self.by_name = by_name
        self.at = at
        self.state = state
        self.kind = kind
