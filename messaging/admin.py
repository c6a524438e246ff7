"""Messages for the instance's staff: found by id, author or words, read, and deleted."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action

from accounts.models import User
from config.kernel.reasons import ReasonForm, note, reason_of
from config.kernel.snowflake import MAX_SNOWFLAKE, snowflake_time
from messaging import direct_admin as direct
from messaging.models import ApplicationCommand, Attachment, Message, MessageEdit
from messaging.services.deleting import delete_as_instance

SHOWN_CHARACTERS = 80


class ReadOnly:
    """Staff look; what they change goes through the services."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class EditInline(ReadOnly, TabularInline):
    model = MessageEdit
    verbose_name_plural = "earlier versions"
    fields = ("replaced_at", "content", "embeds")
    readonly_fields = fields
    extra = 0


class AttachmentInline(ReadOnly, TabularInline):
    model = Attachment
    fields = ("filename", "content_type", "size", "width", "height")
    readonly_fields = fields
    extra = 0


@admin.register(Message)
class MessageAdmin(ReadOnly, ModelAdmin):
    list_display = ("id", "sent", "who", "channel", "guild_id", "beginning", "is_deleted")
    list_select_related = ("author", "channel")
    list_filter = (("deleted_at", admin.EmptyFieldListFilter), "type")
    list_per_page = 50
    action_form = ReasonForm
    # Counting a table of millions for each page takes longer than showing it.
    show_full_result_count = False
    search_fields = ("content",)
    search_help_text = "An id, an author as @name, or words of the message"
    ordering = ("-id",)
    actions = ("delete_messages",)
    actions_list: ClassVar[list[str]] = ["direct_messages"]
    change_list_template = "admin/messaging/message/change_list.html"
    inlines = (EditInline, AttachmentInline)

    @admin.display(description="sent", ordering="id")
    def sent(self, message: Message) -> Any:
        return snowflake_time(message.id)

    @admin.display(description="author", ordering="author")
    def who(self, message: Message) -> str:
        if message.author is not None:
            return str(message.author)
        return f"{message.webhook_name} (webhook {message.webhook_id})"

    @admin.display(description="content")
    def beginning(self, message: Message) -> str:
        text = message.content
        return text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "…"

    @admin.display(description="deleted", boolean=True)
    def is_deleted(self, message: Message) -> bool:
        return message.deleted_at is not None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        """Return messages of guilds; those of direct channels only while a reason to look holds."""
        found: QuerySet[Message] = super().get_queryset(request)
        return found if direct.why(request) else found.filter(guild_id__isnull=False)

    @action(  # type: ignore[untyped-decorator,unused-ignore]
        description="Direct messages", url_path="direct", permissions=["view"]
    )
    def direct_messages(self, request: HttpRequest) -> HttpResponse:
        """Ask for a reason, and include direct messages for a while; or leave them out again."""
        back = reverse("admin:messaging_message_changelist")
        if request.method == "POST":
            if "end" in request.POST:
                direct.close(request)
                return redirect(back)
            reason = reason_of(request)
            if reason is not None:
                direct.open_for(request, reason)
                return redirect(back)
        context = {
            **self.admin_site.each_context(request),
            "title": "Direct messages",
            "reason": direct.why(request),
            "minutes": direct.SECONDS // 60,
            "back": back,
        }
        return TemplateResponse(request, "admin/messaging/message/direct.html", context)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        reason = direct.why(request)
        term = request.GET.get("q", "").strip()
        if reason and term:
            direct.note(request, f"Searched direct messages, too, for “{term[:100]}”: {reason}")
        shown = {"direct_reason": reason, **(extra_context or {})}
        return super().changelist_view(request, shown)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Message], search_term: str
    ) -> tuple[QuerySet[Message], bool]:
        term = search_term.replace("\x00", "").strip()
        if not term:
            return queryset, False
        if term.isascii() and term.isdigit() and int(term) <= MAX_SNOWFLAKE:
            number = int(term)
            ids = Q(id=number) | Q(author_id=number) | Q(channel_id=number) | Q(guild_id=number)
            ids |= Q(webhook_id=number)
            return queryset.filter(ids), False
        if term.startswith("@"):
            authors = User.objects.filter(username__iexact=term[1:]).values_list("id", flat=True)
            return queryset.filter(author_id__in=list(authors)), False
        words = SearchQuery(term, config="simple", search_type="websearch")
        # The same expression as the index has.
        queryset = queryset.annotate(words=SearchVector("content", config="simple"))
        return queryset.filter(words=words), False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show a message with its earlier versions, and note who looked."""
        wanted = unquote(object_id)
        if wanted.isascii() and wanted.isdigit() and int(wanted) <= MAX_SNOWFLAKE:
            looked_at = self.get_queryset(request).filter(id=wanted)
            reason = direct.why(request) or "in a guild"
            note(request, looked_at, "Looked at the message and its earlier versions", reason)
        return super().change_view(request, object_id, form_url, extra_context)

    @admin.action(description="Delete the selected messages")
    def delete_messages(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        if not request.user.has_perm("messaging.delete_message"):
            messages.error(request, "You may not delete messages.")
            return
        reason = reason_of(request)
        if reason is None:
            return
        note(request, queryset, "Deleted the message", reason)
        count = delete_as_instance(queryset.values_list("id", flat=True))
        messages.success(request, f"{count} messages deleted.")


@admin.register(ApplicationCommand)
class CommandAdmin(ReadOnly, ModelAdmin):
    list_display = ("name", "id", "type", "application", "guild", "changed")
    list_select_related = ("application", "guild")
    list_filter = ("type", ("guild", admin.EmptyFieldListFilter))
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("name", "application__name", "guild__name")
    search_help_text = "A name of a command, an application or a guild"
    ordering = ("-id",)

    @admin.display(description="changed", ordering="version")
    def changed(self, command: ApplicationCommand) -> Any:
        return snowflake_time(command.version)
