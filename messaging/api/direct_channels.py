"""Direct channels of the one who asks."""

from __future__ import annotations

from config.kernel.errors import required
from config.kernel.fields import Body, Snowflake
from config.kernel.views import ApiRequest, ApiView, operation
from messaging.payloads import DirectChannelPayload
from messaging.selectors.direct import direct_channel, private_channels
from messaging.services.direct_messages import open_direct_channel, recipient_for


class NewDirectChannel(Body):
    recipient_id: Snowflake | None = None
    recipients: list[Snowflake] | None = None


class DirectChannels(ApiView):
    @operation(output=list[DirectChannelPayload], who="people", bucket="direct-channels")
    def get(self, request: ApiRequest) -> list[DirectChannelPayload]:
        return private_channels(request.user.id)

    @operation(body=NewDirectChannel, output=DirectChannelPayload, bucket="open-direct-channel")
    def post(self, request: ApiRequest, *, body: NewDirectChannel) -> DirectChannelPayload:
        named = [body.recipient_id] if body.recipient_id is not None else body.recipients
        if not named:
            raise required("recipient_id")
        channel = open_direct_channel(request.user, recipient_for(named))
        return direct_channel(channel, request.user.id)
