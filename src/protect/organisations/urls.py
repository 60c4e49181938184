from __future__ import annotations

from django.urls import path

from protect.organisations.views import bin as bin_views
from protect.organisations.views import joining, log, members, offers, organisation, seeing, sharing

app_name = "organisations"

urlpatterns = [
    path("", organisation.organisation_list, name="list"),
    path("new/", organisation.new, name="new"),
    path("<int:pk>/", organisation.detail, name="detail"),
    path("ask/", joining.ask, name="ask"),
    path("ask/<str:secret>/", joining.confirm, name="confirm_request"),
    path("requests/", joining.requests, name="requests"),
    path("requests/<int:pk>/", joining.one_request, name="request"),
    path("<int:pk>/change/", organisation.change, name="change"),
    path("<int:pk>/second-factor/", organisation.second_factor, name="second_factor"),
    path("<int:pk>/bin/", bin_views.bin_page, name="bin"),
    path("<int:pk>/bin/<slug:source>/<int:key>/restore/", bin_views.restore, name="restore"),
    path("<int:pk>/bin/<slug:source>/<int:key>/forget/", bin_views.forget, name="forget"),
    path("bin/<str:label>/<int:key>/", bin_views.put, name="put_into_bin"),
    path("<int:pk>/retention/", bin_views.retention, name="retention"),
    path("<int:pk>/retention/preview/", bin_views.retention_preview, name="retention_preview"),
    path("<int:pk>/log/", log.log, name="log"),
    path("<int:pk>/log/checkpoints/", log.checkpoints, name="checkpoints"),
    path("<int:pk>/members/invite/", members.invite, name="invite"),
    path("<int:pk>/members/<int:member_pk>/", members.change_role, name="change_role"),
    path("<int:pk>/members/<int:member_pk>/remove/", members.remove, name="remove_member"),
    path("<int:pk>/invitations/<int:invitation_pk>/withdraw/", members.withdraw, name="withdraw"),
    path("<int:pk>/invitations/<int:invitation_pk>/again/", members.invite_again, name="invite_again"),
    path("invitations/<str:secret>/", members.invitation, name="invitation"),
    path("offers/<str:secret>/", offers.offer, name="offer"),
    path("share/<str:label>/<int:pk>/offers/<int:offer_pk>/withdraw/", offers.withdraw, name="withdraw_offer"),
    path("history/<str:label>/<int:pk>/", sharing.history, name="history"),
    path("share/<str:label>/<int:pk>/", sharing.share, name="share"),
    path("share/<str:label>/<int:pk>/<int:share_pk>/end/", sharing.revoke, name="revoke"),
    path("share/<str:label>/<int:pk>/<int:share_pk>/until/", sharing.expiry, name="expiry"),
    path("who/<str:label>/<int:pk>/", seeing.who, name="who"),
    path("<int:pk>/sees/", seeing.sees, name="sees"),
    path("shared/", seeing.shared, name="shared"),
]
