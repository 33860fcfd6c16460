from django.urls import path

from config.events.api import views

urlpatterns = [
    path("events", views.Events.as_view(), name="events"),
    path("events/<uuid:event_id>", views.OneEvent.as_view(), name="event"),
    path("audit/seals", views.Seals.as_view(), name="seals"),
    path("audit/seals/<uuid:seal_id>", views.OneSeal.as_view(), name="seal"),
    path("audit/events/<uuid:event_id>/proof", views.Proof.as_view(), name="proof"),
    path("deliveries", views.Deliveries.as_view(), name="deliveries"),
    path("deliveries/<uuid:delivery_id>/replay", views.Replay.as_view(), name="replay"),
]
