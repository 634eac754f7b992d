"""Who sees and drafts the rows of a list; nobody publishes, deletes or locks around the second person."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from complaints_app.models import Agency
from complaints_app.models.approval import may_approve, may_edit
from complaints_app.versioning import LISTS
from permissions.grants import people_who_may_in_government, rights_of
from permissions.verbs import GovernmentVerb, Verb

DRAFTING = {"add", "change"}


class ListPolicy(BasePermissionPolicy):
    """`add` and `change` draft, `view` also sees; everything else is refused to everybody."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        rights = rights_of(user)
        if action in DRAFTING:
            return rights.may_in_government(GovernmentVerb.EDIT_LISTS) or (
                self.model is Agency and rights.may(Verb.EDIT_AGENCY)
            )
        if action == "view":
            return self.user_has_permission(user, "change") or (
                rights.may_in_government(GovernmentVerb.APPROVE_LISTS)
                or (self.model is Agency and rights.may(Verb.APPROVE_AGENCY))
            )
        return False

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if action in DRAFTING:
            return may_edit(user, instance)
        if action == "view":
            return may_edit(user, instance) or may_approve(user, instance)
        return False

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.all()
        if not self.user_has_any_permission(user, actions):
            return rows.none()
        rights = rights_of(user)
        whole = {GovernmentVerb.EDIT_LISTS, GovernmentVerb.APPROVE_LISTS} & rights.government
        if self.model is not Agency or whole:
            return rows
        ids = rights.scope(Verb.EDIT_AGENCY).narrow(rows, "pk")
        return ids | rights.scope(Verb.APPROVE_AGENCY).narrow(rows, "pk")

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        return people_who_may_in_government(GovernmentVerb.EDIT_LISTS)


def register_policies() -> None:
    """Must run before anything asks Wagtail for the policy of a list."""
    for model in LISTS.values():
        register_permission_policy(model, ListPolicy(model))
