"""What happened to the safety of accounts: who came in, who was refused, what was changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from config.kernel.snowflake import SnowflakeField


class SecurityEventKind(models.TextChoices):
    SIGNED_IN = "signed_in", "signed in"
    SIGN_IN_FAILED = "sign_in_failed", "was refused at sign-in"
    SESSION_ENDED = "session_ended", "ended a session"
    ALL_SESSIONS_ENDED = "all_sessions_ended", "ended all sessions"
    TOKEN_REUSED = "token_reused", "used a refresh token a second time"
    PASSWORD_CHANGED = "password_changed", "changed the password"
    PASSWORD_REFUSED = "password_refused", "confirmed something with a wrong password"
    EMAIL_CHANGED = "email_changed", "changed the email address"
    FACTOR_ADDED = "factor_added", "set up a second factor"
    FACTOR_REMOVED = "factor_removed", "removed a second factor"
    FACTOR_REFUSED = "factor_refused", "gave a wrong code"
    CODES_RENEWED = "codes_renewed", "made new recovery codes"
    IDENTITY_LINKED = "identity_linked", "connected an account of an identity provider"
    IDENTITY_UNLINKED = "identity_unlinked", "disconnected an account of an identity provider"
    ENTERED_BY_LINK = "entered_by_link", "came in by a link of the operator"
    BOT_TOKEN_RESET = "bot_token_reset", "reset a bot's token"
    CLIENT_SECRET_RESET = "client_secret_reset", "reset a client secret"
    DISABLED = "disabled", "was disabled"
    ENABLED = "enabled", "was enabled again"
    EXPORT_REQUESTED = "export_requested", "asked for a copy of their data"
    DELETION_REQUESTED = "deletion_requested", "asked that the account be deleted"
    DELETION_CANCELLED = "deletion_cancelled", "kept the account after all"


class SecurityEvent(models.Model):
    """One thing that happened; its id tells when. Whose name nobody has is written without it."""

    id = SnowflakeField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="security_events",
        db_index=False,
    )
    kind = models.CharField(max_length=24, choices=SecurityEventKind.choices)
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=200, blank=True, default="")
    # What it was about: the type of a factor, the id of an application.
    detail = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        db_table = "security_events"
        indexes = (models.Index(fields=("user", "-id"), name="security_events_by_user"),)

    def __str__(self) -> str:
        return f"{self.user or 'somebody'} {self.get_kind_display()}"
