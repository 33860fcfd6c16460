from django.urls import path

from config.events.api import views

urlpatterns = [
    path("events", views.Events.as_view(), name="events"),
    path("events/<uuid:event_id>", views.OneEvent.as_view(), name="event"),
    path("deliveries", views.Deliveries.as_view(), name="deliveries"),
    path("deliveries/<uuid:delivery_id>/replay", views.Replay.as_view(), name="replay"),
]
