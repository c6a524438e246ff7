"""The errors a client may see, in the API's words.

Codes and messages: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json.
Services raise what happened; ``config.kernel.views`` turns it into the answer. An exception
that is not an ``APIError`` is a bug and becomes a 500 that tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar


class APIError(Exception):
    """An error a client may see; subclasses set ``code``, ``status`` and ``message``."""

    code: ClassVar[int] = 0
    status: ClassVar[int] = 400
    message: ClassVar[str] = "400: Bad Request"

    def body(self) -> dict[str, Any]:
        return {"message": self.message, "code": self.code}

    def headers(self) -> dict[str, str]:
        return {}


class FormError(APIError):
    """The body or query is wrong; says where and why.

    ``errors`` maps a dotted path to (code, message) pairs:
    ``FormError({"embeds.0.title": [("BASE_TYPE_MAX_LENGTH", "Must be 256 or fewer …")]})``.
    """

    code, status, message = 50035, 400, "Invalid Form Body"

    def __init__(self, errors: Mapping[str, Iterable[tuple[str, str]]]) -> None:
        super().__init__(str(dict(errors)))
        self.errors = {path: list(items) for path, items in errors.items()}

    def body(self) -> dict[str, Any]:
        tree: dict[str, Any] = {}
        for path, items in self.errors.items():
            node = tree
            for part in path.split(".") if path else ():
                node = node.setdefault(part, {})
            node.setdefault("_errors", []).extend(
                {"code": code, "message": message} for code, message in items
            )
        return {"message": self.message, "code": self.code, "errors": tree}


def field_error(path: str, code: str, message: str) -> FormError:
    """Return a form error about one field."""
    return FormError({path: [(code, message)]})


def required(path: str) -> FormError:
    return field_error(path, "BASE_TYPE_REQUIRED", "This field is required")


def too_long(path: str, length: int) -> FormError:
    return field_error(path, "BASE_TYPE_MAX_LENGTH", f"Must be {length} or fewer in length.")


def bad_length(path: str, low: int, high: int) -> FormError:
    message = f"Must be between {low} and {high} in length."
    return field_error(path, "BASE_TYPE_BAD_LENGTH", message)


def not_in_range(path: str, low: int, high: int) -> FormError:
    message = f"int value should be between {low} and {high}."
    return field_error(path, "NUMBER_TYPE_RANGE", message)


def not_a_choice(path: str, choices: Iterable[object]) -> FormError:
    listed = ", ".join(str(choice) for choice in choices)
    return field_error(path, "BASE_TYPE_CHOICES", f"Value must be one of ({listed}).")


class RateLimited(APIError):
    """Too many requests; the same figure goes in the body and in ``Retry-After``."""

    status, message = 429, "You are being rate limited."

    def __init__(self, retry_after: float, *, scope: str = "user") -> None:
        super().__init__(f"retry after {retry_after:.3f} s ({scope})")
        self.retry_after = retry_after
        self.scope = scope

    def body(self) -> dict[str, Any]:
        return {
            "message": self.message,
            "retry_after": round(self.retry_after, 3),
            "global": self.scope == "global",
            "code": self.code,
        }

    def headers(self) -> dict[str, str]:
        headers = {
            "Retry-After": str(max(1, -int(-self.retry_after // 1))),
            "X-RateLimit-Scope": self.scope,
            # discord.py takes a 429 without it for a ban by a proxy, and raises.
            "Via": "1.1 guildhall",
        }
        if self.scope == "global":
            headers["X-RateLimit-Global"] = "true"
        return headers


# General


class BadRequest(APIError):
    code, status, message = 0, 400, "400: Bad Request"


class Unauthorized(APIError):
    code, status, message = 0, 401, "401: Unauthorized"


class Forbidden(APIError):
    code, status, message = 0, 403, "403: Forbidden"


class NotFound(APIError):
    code, status, message = 0, 404, "404: Not Found"


class MethodNotAllowed(APIError):
    code, status, message = 0, 405, "405: Method Not Allowed"


class PayloadTooLarge(APIError):
    code, status, message = 40005, 413, "Request entity too large"


class ServiceUnavailable(APIError):
    code, status, message = 0, 503, "The service is unavailable, try again"


# Unknown things


class UnknownAccount(APIError):
    code, status, message = 10001, 404, "Unknown account"


class UnknownApplication(APIError):
    code, status, message = 10002, 404, "Unknown application"


class UnknownChannel(APIError):
    code, status, message = 10003, 404, "Unknown Channel"


class UnknownGuild(APIError):
    code, status, message = 10004, 404, "Unknown Guild"


class UnknownInvite(APIError):
    code, status, message = 10006, 404, "Unknown Invite"


class UnknownMember(APIError):
    code, status, message = 10007, 404, "Unknown Member"


class UnknownMessage(APIError):
    code, status, message = 10008, 404, "Unknown Message"


class UnknownOverwrite(APIError):
    code, status, message = 10009, 404, "Unknown permission overwrite"


class UnknownRole(APIError):
    code, status, message = 10011, 404, "Unknown Role"


class UnknownConnection(APIError):
    code, status, message = 10017, 404, "Unknown Connection"


class UnknownToken(APIError):
    code, status, message = 10012, 404, "Unknown token"


class UnknownUser(APIError):
    code, status, message = 10013, 404, "Unknown User"


class UnknownEmoji(APIError):
    code, status, message = 10014, 404, "Unknown Emoji"


class UnknownReactionEmoji(UnknownEmoji):
    status = 400


class UnknownWebhook(APIError):
    code, status, message = 10015, 404, "Unknown Webhook"


class UnknownSession(APIError):
    code, status, message = 10020, 404, "Unknown session"


class UnknownBan(APIError):
    code, status, message = 10026, 404, "Unknown Ban"


class UnknownSKU(APIError):
    code, status, message = 10027, 404, "Unknown SKU"


class UnknownEntitlement(APIError):
    code, status, message = 10029, 404, "Unknown entitlement"


class UnknownSticker(APIError):
    code, status, message = 10060, 404, "Unknown sticker"


class UnknownStickerPack(APIError):
    code, status, message = 10061, 404, "Unknown sticker pack"


class UnknownInteraction(APIError):
    code, status, message = 10062, 404, "Unknown interaction"


class UnknownCommand(APIError):
    code, status, message = 10063, 404, "Unknown application command"


class UnknownRule(NotFound):
    """Of auto moderation; Discord documents no code for it."""


class UnknownNotification(NotFound):
    """Of one's inbox; ours."""


class UnknownVoiceState(APIError):
    code, status, message = 10065, 404, "Unknown Voice State"


class UnknownRecording(NotFound):
    """There is none, or it is not for who asks; Discord knows no recordings."""


class RecordingIsOff(Forbidden):
    message = "This instance does not record voice channels"


class AlreadyRecorded(BadRequest):
    message = "This channel is being recorded already"


class TooManyRecordings(ServiceUnavailable):
    message = "As many recordings are being made as this instance allows, try again later"


class UnknownStageInstance(APIError):
    code, status, message = 10067, 404, "Unknown Stage Instance"


class UnknownSound(APIError):
    code, status, message = 10097, 404, "Unknown sound"


class UnknownScheduledEvent(APIError):
    code, status, message = 10070, 404, "Unknown Guild Scheduled Event"


class UnknownScheduledEventUser(APIError):
    code, status, message = 10071, 404, "Unknown Guild Scheduled Event User"


class UnknownCommandPermissions(APIError):
    code, status, message = 10066, 404, "Unknown application command permissions"


# Who may


class OnlyUsers(APIError):
    code, status, message = 20001, 403, "Bots cannot use this endpoint"


class OnlyBots(APIError):
    code, status, message = 20002, 403, "Only bots can use this endpoint"


class NotAuthorizedForApplication(APIError):
    code, status, message = (
        20012,
        403,
        "You are not authorized to perform this action on this application",
    )


class OnlyOwner(APIError):
    code, status, message = 20018, 403, "Only the owner of this account can perform this action"


class SlowmodeLimited(RateLimited):
    code, message = 20016, "This action cannot be performed due to slowmode rate limit"


class AnnouncementEditsLimited(RateLimited):
    code, message = 20022, "This message cannot be edited due to announcement rate limits"


class OldEditsLimited(RateLimited):
    code, message = (
        30046,
        "Maximum number of edits to messages older than 1 hour reached. Try again later",
    )


# Limits reached


class MaximumGuilds(APIError):
    code, status, message = 30001, 400, "Maximum number of guilds reached (100)"


class MaximumFriends(APIError):
    code, status, message = 30002, 400, "Maximum number of friends reached (1000)"


class MaximumRecipients(APIError):
    code, status, message = 30004, 400, "Maximum number of recipients reached (10)"


class MaximumPins(APIError):
    code, status, message = 30003, 400, "Maximum number of pins reached for the channel (250)"


class MaximumGuildWebhooks(APIError):
    code, status, message = 30058, 400, "Maximum number of webhooks per guild reached (1000)"


class MaximumWebhooks(APIError):
    code, status, message = 30007, 400, "Maximum number of webhooks reached (15)"


class MaximumRoles(APIError):
    code, status, message = 30005, 400, "Maximum number of guild roles reached (250)"


class MaximumReactions(APIError):
    code, status, message = 30010, 400, "Maximum number of reactions reached (20)"


class MaximumGroupChannels(APIError):
    code, status, message = 30011, 400, "Maximum number of group DMs reached (10)"


class MaximumChannels(APIError):
    code, status, message = 30013, 400, "Maximum number of guild channels reached (500)"


class MaximumAttachments(APIError):
    code, status, message = 30015, 400, "Maximum number of attachments in a message reached (10)"


class MaximumInvites(APIError):
    code, status, message = 30016, 400, "Maximum number of invites reached (1000)"


class MaximumEmojis(APIError):
    code, status, message = 30008, 400, "Maximum number of emojis reached"


class MaximumAnimatedEmojis(APIError):
    code, status, message = 30018, 400, "Maximum number of animated emojis reached"


class MaximumStickers(APIError):
    code, status, message = 30039, 400, "Maximum number of stickers reached"


class MaximumDailyCommands(APIError):
    code, status, message = (
        30034,
        400,
        "Max number of daily application command creates has been reached (200)",
    )


class MaximumCommands(APIError):
    code, status, message = 30032, 400, "Maximum number of application commands reached"


class MaximumSounds(APIError):
    code, status, message = 30045, 400, "Maximum number of soundboard sounds reached"


class MaximumScheduledEvents(APIError):
    code, status, message = (
        30038,
        400,
        "Maximum number of uncompleted guild scheduled events reached (100)",
    )


class MaximumOverwrites(APIError):
    code, status, message = (
        30060,
        400,
        "Maximum number of channel permission overwrites reached (1000)",
    )


# State


class EmailNotVerified(APIError):
    code, status, message = (
        40002,
        403,
        "You need to verify your account in order to perform this action",
    )


class OpeningChannelsTooFast(APIError):
    code, status, message = 40003, 403, "You are opening direct messages too fast"


class TargetNotInVoice(APIError):
    code, status, message = 40032, 400, "Target user is not connected to voice."


class BannedFromGuild(APIError):
    code, status, message = 40007, 403, "The user is banned from this guild"


class MaximumBotsPerUser(APIError):
    code, status, message = 30040, 400, "Maximum number of applications reached"


# Requests


class MissingAccess(APIError):
    code, status, message = 50001, 403, "Missing Access"


class InvalidAccountType(APIError):
    code, status, message = 50002, 400, "Invalid account type"


class CannotExecuteOnDM(APIError):
    code, status, message = 50003, 403, "Cannot execute action on a DM channel"


class CannotEditOthersMessage(APIError):
    code, status, message = 50005, 403, "Cannot edit a message authored by another user"


class EmptyMessage(APIError):
    code, status, message = 50006, 400, "Cannot send an empty message"


class CannotMessageUser(APIError):
    code, status, message = 50007, 403, "Cannot send messages to this user"


class CannotSendInNonTextChannel(APIError):
    code, status, message = 50008, 400, "Cannot send messages in a non-text channel"


class MissingPermissions(APIError):
    code, status, message = 50013, 403, "Missing Permissions"


class InvalidToken(APIError):
    code, status, message = 50014, 401, "Invalid authentication token provided"


class BulkDeleteCount(APIError):
    code, status, message = (
        50016,
        400,
        "Provided too few or too many messages to delete. Must provide at least 2 and fewer than 100 messages to delete",
    )


class PinInWrongChannel(APIError):
    code, status, message = 50019, 400, "A message can only be pinned to the channel it was sent in"


class InvalidInvite(APIError):
    code, status, message = 50020, 400, "Invite code was either invalid or taken"


class CannotActOnSystemMessage(APIError):
    code, status, message = 50021, 403, "Cannot execute action on a system message"


class CannotExecuteOnChannelType(APIError):
    code, status, message = 50024, 400, "Cannot execute action on this channel type"


class InvalidOAuth2Token(APIError):
    code, status, message = 50025, 401, "Invalid OAuth2 access token provided"


class MissingOAuth2Scope(APIError):
    code, status, message = 50026, 401, "Missing required OAuth2 scope"


class InvalidWebhookToken(APIError):
    code, status, message = 50027, 401, "Invalid webhook token provided"


class InvalidWebhookSignature(Unauthorized):
    message = "Invalid webhook signature"


class InvalidRole(APIError):
    code, status, message = 50028, 400, "Invalid role"


class InvalidRecipients(APIError):
    code, status, message = 50033, 400, "Invalid Recipient(s)"


class MessageTooOld(APIError):
    code, status, message = 50034, 400, "A message provided was too old to bulk delete"


class InviteToGuildWithoutBot(APIError):
    code, status, message = (
        50036,
        400,
        "An invite was accepted to a guild the application's bot is not in",
    )


class CannotEditStickers(APIError):
    code, status, message = 50080, 400, "Cannot edit stickers within a message"


class CannotSendSticker(APIError):
    code, status, message = 50600, 403, "You do not have permission to send this sticker."


class StickerTooManyFrames(APIError):
    code, status, message = 170004, 400, "Sticker frame count exceeds maximum of 1000 frames"


class StickerTooLong(APIError):
    code, status, message = 170007, 400, "Sticker animation duration exceeds maximum of 5 seconds"


class FileIsInvalid(APIError):
    code, status, message = 50110, 400, "The provided file is invalid."


class FileTooLong(APIError):
    code, status, message = 50124, 400, "The provided file duration exceeds maximum of 5.2 seconds."


class FileHasNoDuration(APIError):
    code, status, message = 50192, 400, "The provided file does not have a valid duration."


class CannotSendVoiceEffect(APIError):
    code, status, message = (
        50167,
        400,
        "Cannot send voice effect when user is server muted, deafened, or suppressed",
    )


class InvalidFileType(APIError):
    code, status, message = 50123, 400, "The provided file type is invalid."


class InvalidSticker(APIError):
    code, status, message = 50081, 400, "Invalid Sticker Sent"


class CannotReplyWithoutHistory(APIError):
    code, status, message = (
        160002,
        400,
        "You cannot reply to a message without permission to read message history",
    )


class FileTooLarge(APIError):
    code, status, message = 50045, 400, "Request entity too large"


class InvalidFile(APIError):
    code, status, message = 50046, 400, "Invalid file uploaded"


class InvalidGuild(APIError):
    code, status, message = 50055, 400, "Invalid Guild"


class InvalidMessageType(APIError):
    code, status, message = 50068, 400, "Invalid message type"


class OwnsGuilds(APIError):
    """For whoever wants their account deleted."""

    code, status, message = (
        40011,
        400,
        "You must transfer ownership of any owned guilds before deleting your account",
    )


class InvalidJSON(APIError):
    code, status, message = 50109, 400, "The request body contains invalid JSON."


class OwnershipCannotBeTransferredToBot(APIError):
    code, status, message = 50132, 400, "Ownership cannot be transferred to a bot user"


class FailedToResizeAsset(APIError):
    code, status, message = 50138, 400, "Failed to resize asset below the maximum size"


class ReactionBlocked(APIError):
    code, status, message = 90001, 403, "Reaction was blocked"


class WebhookNeedsThread(APIError):
    code, status, message = (
        220001,
        400,
        "Webhooks posted to forum channels must have a thread_name or thread_id",
    )


class WebhookNamesTwoThreads(APIError):
    code, status, message = (
        220002,
        400,
        "Webhooks posted to forum channels cannot have both a thread_name and thread_id",
    )


class WebhookCannotCreateThread(APIError):
    code, status, message = 220003, 400, "Webhooks can only create threads in forum channels"


class TagRequired(APIError):
    code, status, message = 40067, 400, "A tag is required to create a forum post in this channel"


class IncorrectPassword(FormError):
    """The password that must confirm an act is wrong; says so at its field."""

    def __init__(self) -> None:
        super().__init__({"password": [("PASSWORD_DOES_NOT_MATCH", "Password does not match.")]})


# Relationships


class FriendRequestBlocked(APIError):
    code, status, message = 80001, 400, "Friend request blocked"


class BotsCannotHaveFriends(APIError):
    code, status, message = 80002, 400, "Bots cannot have friends"


class CannotBefriendSelf(APIError):
    code, status, message = 80003, 400, "Cannot send friend request to self"


class UnknownUsername(APIError):
    code, status, message = 80004, 400, "No users with that username exist"


class InvalidAPIVersion(APIError):
    code, status, message = 50041, 400, "Invalid API version provided"


class AlreadyFriends(APIError):
    code, status, message = 80007, 400, "You are already friends with that user"


class MessageBlocked(APIError):
    """A rule of auto moderation; ``explanation`` is what the guild wants its members told."""

    code, status, message = 200000, 400, "Message was blocked by automatic moderation"
    field: ClassVar[str] = "content"

    def __init__(self, explanation: str | None = None) -> None:
        super().__init__(self.message)
        self.explanation = explanation

    def body(self) -> dict[str, Any]:
        body = super().body()
        if self.explanation:
            error = {"code": "AUTO_MODERATION_BLOCKED", "message": self.explanation}
            body["errors"] = {self.field: {"_errors": [error]}}
        return body


class TitleBlocked(MessageBlocked):
    code, message = 200001, "Title was blocked by automatic moderation"
    field = "name"


class FailedToBanUsers(APIError):
    code, status, message = 500000, 400, "Failed to ban users"


# Threads


class UnknownTag(APIError):
    code, status, message = 10087, 404, "Unknown tag"


class MaximumThreadMembers(APIError):
    code, status, message = (
        30033,
        400,
        "Maximum number of thread participants has been reached (1000)",
    )


class MaximumPinnedThreads(APIError):
    code, status, message = (
        30047,
        400,
        "Maximum number of pinned threads in a forum channel has been reached",
    )


class NoTagForMembers(APIError):
    code, status, message = (
        40066,
        400,
        "There are no tags available that can be set by non-moderators",
    )


class ArchivedThread(APIError):
    code, status, message = 50083, 400, "Thread is archived"


class BeforeThreadBegan(APIError):
    code, status, message = (
        50085,
        400,
        "`before` value is earlier than the thread creation date",
    )


class ThreadAlreadyCreated(APIError):
    code, status, message = 160004, 400, "A thread has already been created for this message"


class ThreadLocked(APIError):
    code, status, message = 160005, 403, "This thread is locked"


class MaximumActiveThreads(APIError):
    code, status, message = 160006, 400, "Maximum number of active threads reached"


class MaximumActiveAnnouncementThreads(APIError):
    code, status, message = 160007, 400, "Maximum number of active announcement threads reached"


# Polls


class PollVotingBlocked(APIError):
    code, status, message = 520000, 403, "Poll voting blocked"


class PollExpired(APIError):
    code, status, message = 520001, 400, "Poll expired"


class InvalidPollChannel(APIError):
    code, status, message = 520002, 400, "Invalid channel type for poll creation"


class CannotEditPoll(APIError):
    code, status, message = 520003, 400, "Cannot edit a poll message"


class CannotUsePollEmoji(APIError):
    code, status, message = 520004, 400, "Cannot use an emoji included with the poll"


class NotAPoll(APIError):
    code, status, message = 520006, 400, "Cannot expire a non-poll message"


class CannotForwardUnreadable(APIError):
    code, status, message = (
        160014,
        403,
        "You cannot forward a message whose content you cannot read",
    )


# Settings of guilds


class UnknownIntegration(APIError):
    code, status, message = 10005, 404, "Unknown Integration"


class UnknownGuildTemplate(APIError):
    code, status, message = 10057, 404, "Unknown Guild Template"


class UnknownMemberVerification(APIError):
    code, status, message = 10068, 404, "Unknown Guild Member Verification Form"


class UnknownJoinRequest(NotFound):
    """There is none, or none that waits for a decision; the API has no code of its own for it."""


class UnknownWelcomeScreen(APIError):
    code, status, message = 10069, 404, "Unknown Guild Welcome Screen"


class UnknownTargetUsersJob(APIError):
    code, status, message = 10124, 404, "Unknown invite target users job"


class UnknownTargetUsers(APIError):
    code, status, message = 10129, 404, "Unknown invite target users"


class GuildHasTemplate(APIError):
    code, status, message = 30031, 400, "Guild already has a template"


class MaximumTags(APIError):
    code, status, message = 30048, 400, "Maximum number of tags in a forum channel has been reached"


class BitrateTooHigh(APIError):
    code, status, message = 30052, 400, "Bitrate is too high for channel of this type"


class InvitesPaused(APIError):
    code, status, message = (
        40006,
        403,
        "Invites are currently paused for this server. Please try again later.",
    )


class OneParentAtATime(APIError):
    code, status, message = (
        40009,
        400,
        "Only one channel can have a parent_id modified at a time",
    )


class TagNamesMustBeUnique(APIError):
    code, status, message = 40061, 400, "Tag names must be unique"


class WidgetDisabled(APIError):
    code, status, message = 50004, 403, "Widget Disabled"


class VerificationLevelTooHigh(APIError):
    code, status, message = (
        50009,
        403,
        "Channel verification level is too high for you to gain access",
    )


class InvalidMFALevel(APIError):
    code, status, message = 50017, 400, "Invalid MFA Level"


class RequiredForCommunity(APIError):
    code, status, message = 50074, 400, "Cannot delete a channel required for Community guilds"


class CommunityChannelMustBeText(APIError):
    code, status, message = 50086, 400, "Community server channels must be text channels"


class TwoFactorRequired(APIError):
    code, status, message = 60003, 403, "Two factor is required for this operation"


class InvalidTwoFactorCode(APIError):
    code, status, message = 60008, 400, "Invalid two-factor code"


class OnboardingRequirementsNotMet(APIError):
    code, status, message = 350000, 400, "Cannot enable onboarding, requirements are not met"


class OnboardingBelowRequirements(APIError):
    code, status, message = 350001, 400, "Cannot update onboarding while below requirements"


class AlreadyCrossposted(APIError):
    code, status, message = 40033, 400, "This message has already been crossposted"


class UploadNotFound(APIError):
    code, status, message = 50146, 400, "Uploaded file not found."


class VoiceMessageHasContent(APIError):
    code, status, message = 50159, 400, "Voice messages do not support additional content."


class VoiceMessageNeedsAudio(APIError):
    code, status, message = 50160, 400, "Voice messages must have a single audio attachment."


class VoiceMessageNeedsMetadata(APIError):
    code, status, message = 50161, 400, "Voice messages must have supporting metadata."


class CannotEditVoiceMessage(APIError):
    code, status, message = 50162, 403, "Voice messages cannot be edited."


class CannotSendVoiceMessages(APIError):
    code, status, message = 50173, 403, "You cannot send voice messages in this channel."


class CannotUseBurstReactions(APIError):
    code, status, message = 90002, 403, "User cannot use burst reactions"


# Scheduled events


class WrongEventEntityType(APIError):
    code, status, message = (
        50091,
        400,
        "The entity type of the event is different from the entity you are trying to start the event for",
    )


class StageAlreadyOpen(APIError):
    code, status, message = 150006, 400, "The Stage is already open"


class CannotUpdateFinishedEvent(APIError):
    code, status, message = 180000, 400, "Cannot update a finished event"
