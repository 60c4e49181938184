from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve

from protect.pages.views import desk, editors, public

own = [
    path("pages/", public.languages, name="languages"),
    path("pages/feed/<slug:language>/", public.feed, name="feed"),
    path("pages/pictures/<int:pk>/", public.picture, name="picture"),
    path("pages/state/", editors.state, name="state"),
    path("pages/state/begin/", editors.begin_language, name="begin_language"),
    path("pages/editors/", editors.editor_list, name="editors"),
    path("pages/editors/<int:pk>/dismiss/", editors.dismiss, name="dismiss"),
    path("pages/map/<int:pk>/", editors.map_place, name="map_place"),
    path("pages/map/<int:pk>/remove/", editors.remove_place, name="remove_place"),
    path("pages/<slug:language>/", public.home, name="home"),
    re_path(r"^pages/(?P<language>[a-z-]{2,10})/(?P<path>(?:[\w-]+/)*[\w-]+)/$", public.page, name="page"),
    re_path(r"^editors/(?P<rest>.*)$", desk.desk, name="desk"),
]

urlpatterns = [
    path("", include((own, "pages"))),
    # By the name that Wagtail's documents ask for.
    path(
        "pages/files/<int:document_id>/<str:document_filename>",
        login_not_required(require_safe(serve)),
        name="wagtaildocs_serve",
    ),
]
