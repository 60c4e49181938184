from django.urls import path

from protect.reports.layouts import views

app_name = "layouts"

urlpatterns = [
    path("<int:pk>/", views.layout_list, name="list"),
    path("<int:pk>/<int:layout_pk>/", views.change, name="change"),
    path("<int:pk>/<int:layout_pk>/logo/", views.logo, name="logo"),
    path("<int:pk>/<int:layout_pk>/preview/", views.preview, name="preview"),
    path("<int:pk>/<int:layout_pk>/use/", views.use, name="use"),
    path("<int:pk>/<int:layout_pk>/delete/", views.delete, name="delete"),
]
