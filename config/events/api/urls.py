from django.urls import path

from config.events.api import views, webhooks

urlpatterns = [
    path("events", views.Events.as_view(), name="events"),
    path("events/<uuid:event_id>", views.OneEvent.as_view(), name="event"),
    path("audit/seals", views.Seals.as_view(), name="seals"),
    path("audit/seals/<uuid:seal_id>", views.OneSeal.as_view(), name="seal"),
    path("audit/events/<uuid:event_id>/proof", views.Proof.as_view(), name="proof"),
    path("webhook-endpoints", webhooks.Endpoints.as_view(), name="webhook-endpoints"),
    path("webhook-endpoints/<uuid:endpoint_id>", webhooks.OneEndpoint.as_view()),
    path("webhook-endpoints/<uuid:endpoint_id>/rotate", webhooks.Rotate.as_view()),
    path("webhook-endpoints/<uuid:endpoint_id>/disable", webhooks.Disable.as_view()),
    path("webhook-endpoints/<uuid:endpoint_id>/enable", webhooks.Enable.as_view()),
    path("webhook-deliveries", webhooks.Messages.as_view(), name="webhook-deliveries"),
    path("webhook-deliveries/<uuid:delivery_id>", webhooks.OneMessage.as_view()),
    path("webhook-deliveries/<uuid:delivery_id>/replay", webhooks.SendAgain.as_view()),
    path("deliveries", views.Deliveries.as_view(), name="deliveries"),
    path("deliveries/<uuid:delivery_id>/replay", views.Replay.as_view(), name="replay"),
]
