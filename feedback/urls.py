from django.urls import path

from feedback.views import (
    conversation,
    corrections,
    dashboard,
    evidence,
    forwarding,
    join,
    lookup,
    mine,
    moves,
    new,
    norm,
    of_dataset,
    queue,
    repair,
    report,
    routes,
)

app_name = "feedback"
D = "datasets/<slug:slug>"
M = "meldingen/<str:reference>"
urlpatterns = [
    path("meldingen/nieuw", new.new, name="new"),
    path("meldingen/nieuw/zoeken", lookup.search, name="new_search"),
    path("meldingen", mine.mine, name="mine"),
    path("meldingen-routes", routes.routes, name="routes"),
    path("werkvoorraad", queue.queue, name="queue"),
    path("werkvoorraad/stap", queue.move, name="queue_move"),
    path("werkvoorraad/weergaven", queue.views, name="queue_views"),
    path("terugmelddashboard", dashboard.dashboard, name="dashboard"),
    path("terugmelddashboard.csv", dashboard.dashboard_csv, name="dashboard_csv"),
    path(M, report.detail, name="report"),
    path(f"{M}/stap", moves.step, name="step"),
    path(f"{M}/samenvoegen", moves.merge, name="merge"),
    path(f"{M}/oppakken", moves.take, name="take"),
    path(f"{M}/overdragen", moves.give, name="hand_over"),
    path(f"{M}/bericht", conversation.say, name="say"),
    path(f"{M}/volgen", conversation.watch, name="watch"),
    path(f"{M}/reactie", conversation.react, name="react"),
    path(f"{M}/ook", join.join, name="join"),
    path(f"{M}/bewijs", evidence.add, name="evidence_add"),
    path(f"{M}/bewijs/<uuid:uuid>", evidence.download, name="evidence"),
    path(f"{M}/herstel", repair.repair, name="repair"),
    path(f"{M}/doorgezet", forwarding.forwarding, name="forwarding"),
    path(f"{M}/doorgezet.json", forwarding.as_json, name="forwarding_json"),
    path(f"{M}/doorgezet.csv", forwarding.as_csv, name="forwarding_csv"),
    path(f"{D}/meldingen", of_dataset.of_dataset, name="of_dataset"),
    path(f"{D}/meldingen/normen", norm.norm, name="norm"),
    path(f"{D}/correcties", corrections.corrections, name="corrections"),
    path(f"{D}/correcties.csv", corrections.download, name="corrections_csv"),
    path(
        f"{D}/correcties/<uuid:uuid>/ontvangen",
        corrections.received,
        name="corrections_received",
    ),
]
