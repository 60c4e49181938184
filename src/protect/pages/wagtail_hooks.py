"""What the editors' desk has beside Wagtail's own. Loaded when an editor comes, and not before."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

#: Of Wagtail's settings: pages go from draft to published without a chain of approvals, and files are in one collection.
UNUSED = {"workflows", "workflow-tasks", "collections"}


@hooks.register("insert_global_admin_js")
def own_script() -> str:
    return format_html('<script type="module" src="{}"></script>', static("pages/desk.js"))


@hooks.register("register_admin_menu_item")
def languages() -> MenuItem:
    return MenuItem(_("Languages"), reverse("pages:state"), name="languages", icon_name="globe", order=600)


@hooks.register("register_admin_menu_item")
def back() -> MenuItem:
    return MenuItem(_("To the platform"), reverse("web:home"), name="platform", icon_name="arrow-left", order=9000)


@hooks.register("construct_settings_menu")
def without_unused(request: Any, items: list[Any]) -> None:
    items[:] = [one for one in items if one.name not in UNUSED]
