from django.urls import path

from protect.cooperation.views import contact, exchanging, profiles

app_name = "cooperation"

urlpatterns = [
    # For everybody.
    path("", profiles.profile_list, name="list"),
    path("profiles/<int:pk>/", profiles.profile, name="profile"),
    path("contact/", contact.platform, name="contact"),
    path("contact/<int:pk>/", contact.organisation, name="contact_organisation"),
    # For authorities.
    path("own/", profiles.own, name="own"),
    path("own/<int:pk>/", profiles.change, name="change_profile"),
    path("profiles/<int:pk>/ask/", exchanging.ask, name="ask"),
    path("exchanges/", exchanging.exchange_list, name="exchanges"),
    path("exchanges/<int:pk>/", exchanging.exchange, name="exchange"),
    path("exchanges/<int:pk>/write/", exchanging.write, name="write"),
    path("exchanges/<int:pk>/step/<slug:verb>/", exchanging.step, name="step"),
    path("exchanges/<int:pk>/open/", exchanging.propose, name="propose"),
    path("exchanges/<int:pk>/open/<int:part_pk>/agree/", exchanging.agree, name="agree"),
    path("exchanges/<int:pk>/open/<int:part_pk>/end/", exchanging.end_opening, name="end_opening"),
]
