"""What the domain stores, one file a noun."""

from complaints_app.models.agencies import (
    Agency,
    AgencyGroup,
    AgencyGroupPermission,
    AgencyUserPermission,
)
from complaints_app.models.approval import SecondPersonTask, UrgentChange
from complaints_app.models.calendars import Calendar, DatedException, Period, WeeklyHours
from complaints_app.models.clocks import Alarm, Clock, ClockPause, Ended, Escalation
from complaints_app.models.complainants import Complainant, ContactNumber, IdentityView
from complaints_app.models.complaints import (
    AnswerValue,
    Attachment,
    CallDraft,
    Channel,
    Complaint,
    Confidentiality,
    DialogDraft,
    Precedent,
    ReferenceCounter,
    Request,
)
from complaints_app.models.forms import Question, QuestionForm
from complaints_app.models.imports import ImportRun
from complaints_app.models.journal import (
    Audience,
    ComplaintEvent,
    DirtyComplaint,
    EventWords,
    Head,
)
from complaints_app.models.notices import Delivery, Notice
from complaints_app.models.places import Place
from complaints_app.models.policies import (
    ClockKind,
    Ladder,
    Policy,
    PolicyRule,
    RoutingRule,
    Rung,
    Unit,
)
from complaints_app.models.subjects import ComplaintType, RequestKind
from complaints_app.models.versions import Version

__all__ = [
    "Agency",
    "AgencyGroup",
    "AgencyGroupPermission",
    "AgencyUserPermission",
    "Alarm",
    "AnswerValue",
    "Attachment",
    "Audience",
    "Calendar",
    "CallDraft",
    "Channel",
    "Clock",
    "ClockKind",
    "ClockPause",
    "Complainant",
    "Complaint",
    "ComplaintEvent",
    "ComplaintType",
    "Confidentiality",
    "ContactNumber",
    "DatedException",
    "Delivery",
    "DialogDraft",
    "DirtyComplaint",
    "Ended",
    "Escalation",
    "EventWords",
    "Head",
    "IdentityView",
    "ImportRun",
    "Ladder",
    "Notice",
    "Period",
    "Place",
    "Policy",
    "PolicyRule",
    "Precedent",
    "Question",
    "QuestionForm",
    "ReferenceCounter",
    "Request",
    "RequestKind",
    "RoutingRule",
    "Rung",
    "SecondPersonTask",
    "Unit",
    "UrgentChange",
    "Version",
    "WeeklyHours",
]
