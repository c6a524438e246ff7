from messaging.models.attachments import Attachment, Upload
from messaging.models.commands import ApplicationCommand, CommandPermissions, CommandType
from messaging.models.direct import DirectChannel, Recipient
from messaging.models.group_invites import GroupInvite
from messaging.models.mentions import DismissedMention
from messaging.models.messages import Message, MessageEdit, MessageFlags, MessageType
from messaging.models.notifications import Notification, NotificationType
from messaging.models.polls import PollVote
from messaging.models.reactions import Reaction
from messaging.models.read_states import ReadState
from messaging.models.search import SearchDocument

__all__ = [
    "ApplicationCommand",
    "Attachment",
    "CommandPermissions",
    "CommandType",
    "DirectChannel",
    "DismissedMention",
    "GroupInvite",
    "Message",
    "MessageEdit",
    "MessageFlags",
    "MessageType",
    "Notification",
    "NotificationType",
    "PollVote",
    "Reaction",
    "ReadState",
    "Recipient",
    "SearchDocument",
    "Upload",
]
