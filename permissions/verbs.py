"""What can be allowed: verbs on an agency, and verbs on the government as a whole."""

from enum import StrEnum


class Verb(StrEnum):
    """What a person may do with the complaints and the record of one agency."""

    RECEIVE = "receive"
    PROCESS = "process"
    CLOSE = "close"
    APPROVE_EXTENSION = "approve_extension"
    APPROVE_ANSWER = "approve_answer"
    READ_ANSWER = "read_answer"
    REOPEN = "reopen"
    VIEW = "view"
    VIEW_IDENTITY = "view_identity"
    REPORT = "report"
    EXPORT = "export"
    EDIT_AGENCY = "edit_agency"
    APPROVE_AGENCY = "approve_agency"
    GRANT = "grant"


class GovernmentVerb(StrEnum):
    """What has no agency for its object: asked of the "everywhere" grants only."""

    REGISTER = "register"
    DECIDE = "decide"
    EDIT_LISTS = "edit_lists"
    APPROVE_LISTS = "approve_lists"
    OPERATE = "operate"
    AUDIT = "audit"


class RoleCode(StrEnum):
    """The shipped roles. Their codes never change; their bundles of verbs are data."""

    OFFICER = "officer"
    OFFICIAL = "official"
    HEAD = "head"
    UNIT = "unit"
    AGENT = "agent"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
