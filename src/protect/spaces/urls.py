from django.urls import path

from protect.spaces.views import attachments, imports, map, parts, register, tables

app_name = "spaces"

urlpatterns = [
    path("", register.space_list, name="list"),
    path("new/", register.new_space, name="new"),
    path("imports/", imports.overview, name="imports"),
    path("imports/<int:pk>/", imports.detail, name="import_detail"),
    path("imports/<int:pk>/columns/", tables.columns, name="import_columns"),
    path("imports/<int:pk>/reading/", tables.reading, name="import_reading"),
    path("imports/<int:pk>/enter/", tables.enter, name="import_enter"),
    path("imports/<int:pk>/report/", tables.report, name="import_report"),
    path("imports/<int:pk>/places/", tables.places, name="import_places"),
    path("imports/candidates/", imports.candidates, name="candidates"),
    path("imports/candidates/<int:pk>/take-over/", imports.take_over, name="candidate_take_over"),
    path("map/list/", map.list_data, name="map_list_data"),
    path("map/context/", map.context, name="map_context"),
    path("<int:pk>/map/", map.editor, name="map_edit"),
    path("<int:pk>/map/save/", map.save, name="map_save"),
    path("<int:pk>/map/site/", map.site_data, name="map_site_data"),
    path("<int:pk>/map/context/", map.space_context, name="map_space_context"),
    path("<int:pk>/map/<slug:layer>/<int:part_pk>/", map.place, name="map_place"),
    path("<int:pk>/", register.space_detail, name="detail"),
    path("<int:pk>/change/", register.change_space, name="change"),
    path("<int:pk>/archive/", register.archive, name="archive"),
    path("<int:pk>/restore/", register.restore, name="restore"),
    path("<int:pk>/attachments/add/", attachments.add_attachment, name="add_attachment"),
    path("<int:pk>/attachments/<int:attachment_pk>/", attachments.change_attachment, name="change_attachment"),
    path("<int:pk>/attachments/<int:attachment_pk>/remove/", attachments.remove_attachment, name="remove_attachment"),
    path("attachments/<int:pk>/", attachments.attachment, name="attachment"),
    path("attachments/<int:pk>/small/", attachments.thumbnail, name="thumbnail"),
    path("<int:pk>/removed/<int:removed_pk>/undo/", parts.undo_removal, name="undo_removal"),
    path("<int:pk>/removed/<int:removed_pk>/forget/", parts.forget_removed, name="forget_removed"),
    path("<int:pk>/<slug:kind>/add/", parts.part, name="add_part"),
    path("<int:pk>/<slug:kind>/<int:part_pk>/", parts.part, name="part"),
    path("<int:pk>/<slug:kind>/<int:part_pk>/remove/", parts.remove_part, name="remove_part"),
]
