"""Every address of Koers."""

from django.urls import include, path

from portal import building_blocks, home, quality, views

portal_patterns = [
    path("", home.home, name="home"),
    path("kwaliteit", quality.quality, name="quality"),
    path("kwaliteit.csv", quality.quality_csv, name="quality_csv"),
    path("bouwstenen", building_blocks.show, name="components"),
    path("bouwstenen/voortgang", building_blocks.progress, name="components_progress"),
    path("toegankelijkheid", views.accessibility, name="accessibility"),
    path("privacy", views.privacy, name="privacy"),
    path("contact", views.contact, name="contact"),
    path("teksten/<slug:slug>", views.edit_text, name="edit_text"),
    path("taal", views.choose_language, name="language"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("robots.txt", views.robots_txt, name="robots_txt"),
    path("favicon.ico", views.favicon, name="favicon"),
]
urlpatterns = [
    path("", include((portal_patterns, "portal"))),
    path("", include("people.urls")),
    path("", include("feedback.urls")),
    path("", include("datasets.urls")),
    path("", include("portal.health")),
    path("api/v1/", include("portal.api_urls")),
]
