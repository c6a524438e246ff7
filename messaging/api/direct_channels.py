"""Direct channels of the one who asks, and who is in group DMs."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from config.kernel.errors import InvalidRecipients, OnlyBots, required
from config.kernel.fields import Body, Snowflake
from config.kernel.views import Answer, ApiRequest, ApiView, operation
from config.settings import limits
from guilds.access import access_channel
from guilds.models import ChannelType
from messaging.payloads import DirectChannelPayload
from messaging.selectors.direct import direct_channel, private_channels
from messaging.services.direct_messages import open_direct_channel, recipient_for
from messaging.services.group_channels import (
    add_recipient,
    extend_direct_channel,
    open_granted_group,
    open_group_channel,
    remove_recipient,
)


class NewDirectChannel(Body):
    recipient_id: Snowflake | None = None
    recipients: Annotated[list[Snowflake], Meta(max_length=100)] | None = None
    access_tokens: Annotated[list[str], Meta(max_length=limits.GROUP_PEOPLE)] | None = None
    nicks: dict[str, str | None] | None = None


class NewRecipient(Body):
    access_token: str | None = None
    nick: str | None = None


class DirectChannels(ApiView):
    @operation(output=list[DirectChannelPayload], who="people", bucket="direct-channels")
    def get(self, request: ApiRequest) -> list[DirectChannelPayload]:
        return private_channels(request.user.id)

    @operation(body=NewDirectChannel, output=DirectChannelPayload, bucket="open-direct-channel")
    def post(self, request: ApiRequest, *, body: NewDirectChannel) -> DirectChannelPayload:
        """Open a DM with one recipient, a group DM with none or several.

        Who names themselves beside one other opens a group, too.
        """
        user = request.user
        if body.access_tokens is not None:
            if request.credentials.application is None:
                raise OnlyBots
            nicks = {int(one): nick or "" for one, nick in (body.nicks or {}).items()
                     if one.isdecimal()}  # fmt: skip
            channel = open_granted_group(
                user, request.credentials.application, body.access_tokens, nicks
            )
        elif body.recipient_id is not None:
            channel = open_direct_channel(user, recipient_for([body.recipient_id]))
        elif body.recipients is None:
            raise required("recipient_id")
        elif len(set(body.recipients)) == 1:
            channel = open_direct_channel(user, recipient_for(body.recipients))
        else:
            channel = open_group_channel(user, body.recipients)
        return direct_channel(channel, user.id)


class OneRecipient(ApiView):
    @operation(
        body=NewRecipient,
        output=DirectChannelPayload,
        status=201,
        also={204: None},
        bucket="recipients",
        per="channel_id",
    )
    def put(
        self, request: ApiRequest, *, channel_id: int, user_id: int, body: NewRecipient
    ) -> DirectChannelPayload | Answer:
        channel = access_channel(request.user, channel_id)
        if channel.type == ChannelType.DM:
            group = extend_direct_channel(request.user, channel, user_id)
            return direct_channel(group, request.user.id)
        add_recipient(
            request.user,
            channel_id,
            user_id,
            application=request.credentials.application,
            access_token=body.access_token,
            nick=body.nick,
        )
        return Answer(status=204)

    @operation(status=204, bucket="recipients", per="channel_id")
    def delete(self, request: ApiRequest, *, channel_id: int, user_id: int) -> None:
        channel = access_channel(request.user, channel_id)
        if channel.type == ChannelType.DM:
            raise InvalidRecipients
        remove_recipient(request.user, channel_id, user_id)
