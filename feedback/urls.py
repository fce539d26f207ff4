from django.urls import path

from feedback.views import report

app_name = "feedback"
D = "datasets/<slug:slug>"
M = "meldingen/<str:reference>"
urlpatterns = [
    path(M, report.detail, name="report"),
    path(f"{D}/meldingen", report.of_dataset, name="of_dataset"),
]
