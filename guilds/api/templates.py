"""Templates of guilds, and guilds founded after one."""

from __future__ import annotations

from config.kernel.fields import UNSET, Body, UnsetType
from config.kernel.views import ApiRequest, ApiView, operation
from guilds.access import access_guild
from guilds.models import GuildTemplate
from guilds.payloads import GuildPayload, guild_payload
from guilds.payloads.templates import TemplatePayload, template_payload
from guilds.permissions import Permissions
from guilds.selectors.templates import snapshot_of
from guilds.services.templates import (
    create_guild_from_template,
    create_template,
    delete_template,
    find_template,
    sync_template,
    update_template,
)


class NewTemplate(Body):
    name: str
    description: str | None = None


class TemplateChanges(Body):
    name: str | UnsetType = UNSET
    description: str | UnsetType | None = UNSET


class GuildOfTemplate(Body):
    name: str
    icon: str | None = None


class Templates(ApiView):
    @operation(output=list[TemplatePayload], per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int) -> list[TemplatePayload]:
        guild = access_guild(request.user, guild_id, Permissions.MANAGE_GUILD)
        found = GuildTemplate.objects.select_related("creator", "guild").filter(guild=guild)
        return [shown(template) for template in found]

    @operation(body=NewTemplate, output=TemplatePayload, bucket="templates", per="guild_id")
    def post(self, request: ApiRequest, *, guild_id: int, body: NewTemplate) -> TemplatePayload:
        guild = access_guild(request.user, guild_id)
        return shown(
            create_template(request.user, guild, name=body.name, description=body.description)
        )


class OneTemplate(ApiView):
    @operation(output=TemplatePayload, bucket="templates", per="guild_id")
    def put(self, request: ApiRequest, *, guild_id: int, code: str) -> TemplatePayload:
        return shown(sync_template(request.user, access_guild(request.user, guild_id), code))

    @operation(body=TemplateChanges, output=TemplatePayload, bucket="templates", per="guild_id")
    def patch(
        self, request: ApiRequest, *, guild_id: int, code: str, body: TemplateChanges
    ) -> TemplatePayload:
        guild = access_guild(request.user, guild_id)
        return shown(update_template(request.user, guild, code, body.given()))

    @operation(output=TemplatePayload, bucket="templates", per="guild_id")
    def delete(self, request: ApiRequest, *, guild_id: int, code: str) -> TemplatePayload:
        return shown(delete_template(request.user, access_guild(request.user, guild_id), code))


class PublicTemplate(ApiView):
    @operation(output=TemplatePayload, bucket="public-template")
    def get(self, request: ApiRequest, *, code: str) -> TemplatePayload:
        return shown(find_template(code))

    @operation(
        body=GuildOfTemplate, output=GuildPayload, status=201, bucket="create-guild", rate=(10, 60)
    )
    def post(self, request: ApiRequest, *, code: str, body: GuildOfTemplate) -> GuildPayload:
        guild = create_guild_from_template(request.user, code, name=body.name, icon=body.icon)
        return guild_payload(guild)


def shown(template: GuildTemplate) -> TemplatePayload:
    return template_payload(template, is_dirty=snapshot_of(template.guild) != template.snapshot)
