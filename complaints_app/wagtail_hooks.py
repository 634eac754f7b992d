"""What the domain hangs into Wagtail's admin: the screens are in backoffice, the rules below it."""

from wagtail import hooks

from complaints_app.backoffice.call import addresses as call
from complaints_app.backoffice.case_addresses import addresses
from complaints_app.backoffice.case_menu import entries
from complaints_app.backoffice.home import first_screen
from complaints_app.backoffice.list_actions import our_actions
from complaints_app.backoffice.list_policy import register_policies
from complaints_app.backoffice.lists import register_lists

register_policies()  # before anything asks Wagtail for the policy of a list
register_lists()
hooks.register("construct_snippet_action_menu", our_actions)
hooks.register("register_admin_urls", addresses)
hooks.register("register_admin_urls", call.addresses)
hooks.register("insert_global_admin_js", call.door)
hooks.register("first_screen", lambda request: first_screen(request.user))
for entry in (*call.entries(), *entries()):
    hooks.register("register_admin_menu_item", lambda item=entry: item)
