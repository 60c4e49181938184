from protect.pages.models.editors import EditingPerson, Editor
from protect.pages.models.images import DescribedImage, DescribedRendition
from protect.pages.models.pages import (
    KINDS,
    GuidelinePage,
    HomePage,
    NewsIndex,
    NewsItem,
    OrdinaryPage,
    PublicPage,
)
from protect.pages.models.places import MapPlace

__all__ = [
    "KINDS", "DescribedImage", "DescribedRendition", "EditingPerson", "Editor", "GuidelinePage", "HomePage", "MapPlace",
    "NewsIndex", "NewsItem", "OrdinaryPage", "PublicPage",
]  # fmt: skip
