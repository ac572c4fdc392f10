"""The pages of board packs."""

from django.urls import path

from actions.views import pack_order, packs, paper_templates

PACKS = "<slug:partnership>/packs/"

urlpatterns = [
    path(PACKS, packs.packs, name="packs"),
    path(f"{PACKS}new/", packs.new_pack, name="new-pack"),
    path(f"{PACKS}compare/", packs.compare_packs, name="compare-packs"),
    path(f"{PACKS}<int:pk>/", packs.pack, name="pack"),
    path(f"{PACKS}<int:pk>/change/", packs.change_pack, name="change-pack"),
    path(f"{PACKS}<int:pk>/order/", pack_order.pack_order, name="pack-order"),
    path(f"{PACKS}<int:pk>/read/", packs.read_pack, name="read-pack"),
    path(f"{PACKS}<int:pk>/<slug:file_format>/", packs.pack_file, name="pack-file"),
    path("<slug:partnership>/paper-templates/", paper_templates.paper_templates, name="paper-templates"),
]
