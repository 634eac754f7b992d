"""The verbs in the words of the screen."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from permissions.verbs import GovernmentVerb, Verb

WORDS: dict[str, Promise] = {
    Verb.RECEIVE: _("receives complaints"),
    Verb.PROCESS: _("works on complaints"),
    Verb.CLOSE: _("closes complaints"),
    Verb.APPROVE_EXTENSION: _("approves extensions"),
    Verb.APPROVE_ANSWER: _("approves answers"),
    Verb.READ_ANSWER: _("reads the answer out"),
    Verb.REOPEN: _("reopens complaints"),
    Verb.VIEW: _("sees complaints"),
    Verb.VIEW_IDENTITY: _("sees who complains"),
    Verb.REPORT: _("sees reports"),
    Verb.EXPORT: _("exports to Excel"),
    Verb.EDIT_AGENCY: _("edits the agency's record"),
    Verb.APPROVE_AGENCY: _("approves the agency's record"),
    Verb.GRANT: _("gives rights"),
    GovernmentVerb.REGISTER: _("registers complaints"),
    GovernmentVerb.DECIDE: _("decides competence"),
    GovernmentVerb.EDIT_LISTS: _("edits the lists"),
    GovernmentVerb.APPROVE_LISTS: _("approves the lists"),
    GovernmentVerb.OPERATE: _("operates the system"),
    GovernmentVerb.AUDIT: _("audits the system"),
}


def in_words(verb: str) -> str:
    return str(WORDS.get(verb, verb))
