from django.urls import path

from protect.library.views import documents, terms

app_name = "library"

urlpatterns = [
    path("", documents.document_list, name="list"),
    path("<int:pk>/", documents.document, name="document"),
    path("versions/<int:pk>/", documents.version, name="version"),
    path("own/", documents.own, name="own"),
    path("new/", documents.new, name="new"),
    path("<int:pk>/change/", documents.change, name="change"),
    path("<int:pk>/versions/add/", documents.add_version, name="add_version"),
    path("<int:pk>/step/<slug:verb>/", documents.step, name="step"),
    path("words/", terms.term_list, name="terms"),
    path("words/new/", terms.new, name="new_term"),
    path("words/<int:pk>/", terms.term, name="term"),
    path("words/<int:pk>/change/", terms.change, name="change_term"),
    path("words/<int:pk>/step/<slug:verb>/", terms.step, name="term_step"),
]
