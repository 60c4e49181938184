"""What changes about public pages beside what Wagtail does: editors, the first pages, the map, what the clock publishes."""

from protect.pages.services.beginning import begin
from protect.pages.services.editors import appoint, dismiss
from protect.pages.services.places import show_on_map, take_off_map
from protect.pages.services.scheduled import publish_due

__all__ = ["appoint", "begin", "dismiss", "publish_due", "show_on_map", "take_off_map"]
