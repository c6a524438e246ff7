from __future__ import annotations

from django.urls import path

from accounts.api import (
    applications,
    monetization,
    oauth2,
    preferences,
    privacy,
    relationships,
    role_connections,
    security,
    sync,
    users,
)
from accounts.api.connections import Connections, OneConnection

urlpatterns = [
    path("users/sync", sync.UserSync.as_view()),
    path("users/@me", users.CurrentUser.as_view()),
    path("users/@me/profile", users.OwnProfile.as_view()),
    path("users/@me/connections", Connections.as_view()),
    path(
        "users/@me/connections/<str:connection_type>/<str:connection_id>", OneConnection.as_view()
    ),
    path("users/@me/harvest", privacy.Harvest.as_view()),
    path("users/@me/delete", privacy.Deletion.as_view()),
    path("users/@me/security-log", security.SecurityLog.as_view()),
    path("users/@me/settings", preferences.Settings.as_view()),
    path("users/@me/notes", preferences.Notes.as_view()),
    path("users/@me/notes/<str:user_id>", preferences.OneNote.as_view()),
    path("users/@me/relationships", relationships.Relationships.as_view()),
    path("users/@me/relationships/<str:user_id>", relationships.OneRelationship.as_view()),
    path("users/<str:user_id>", users.OneUser.as_view()),
    path("users/<str:user_id>/profile", users.Profile.as_view()),
    path("oauth2/applications/@me", applications.CurrentApplication.as_view()),
    path("oauth2/@me", oauth2.CurrentAuthorization.as_view()),
    path("oauth2/keys", oauth2.Keys.as_view()),
    path("oauth2/userinfo", oauth2.UserInfo.as_view()),
    path("oauth2/token", oauth2.Tokens.as_view()),
    path("oauth2/token/revoke", oauth2.Revocation.as_view()),
    path("oauth2/tokens", oauth2.Authorizations.as_view()),
    path("oauth2/tokens/<str:application_id>", oauth2.OneAuthorization.as_view()),
    path("applications/@me", applications.CurrentApplication.as_view()),
    path("applications", applications.Applications.as_view()),
    path("applications/<str:application_id>", applications.OneApplication.as_view()),
    path("applications/<str:application_id>/reset", applications.SecretReset.as_view()),
    path("applications/<str:application_id>/bot/reset", applications.BotReset.as_view()),
    path(
        "applications/<str:application_id>/role-connections/metadata",
        role_connections.Metadata.as_view(),
    ),
    path("applications/<str:application_id>/skus", monetization.Skus.as_view()),
    path("applications/<str:application_id>/entitlements", monetization.Entitlements.as_view()),
    path(
        "applications/<str:application_id>/entitlements/<str:entitlement_id>",
        monetization.OneEntitlement.as_view(),
    ),
    path(
        "applications/<str:application_id>/entitlements/<str:entitlement_id>/consume",
        monetization.EntitlementUse.as_view(),
    ),
    path("skus/<str:sku_id>/subscriptions", monetization.Subscriptions.as_view()),
    path(
        "skus/<str:sku_id>/subscriptions/<str:subscription_id>",
        monetization.OneSubscription.as_view(),
    ),
    path(
        "users/@me/applications/<str:application_id>/role-connection",
        role_connections.OwnConnection.as_view(),
    ),
]
