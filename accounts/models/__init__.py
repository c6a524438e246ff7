from accounts.models.applications import PRIVILEGED_INTENTS, Application, ApplicationFlags
from accounts.models.connections import Connection, ConnectionVisibility
from accounts.models.instance import InstanceSettings, RegistrationMode
from accounts.models.privacy import PrivacyRequest, RequestKind, RequestStatus
from accounts.models.relationships import Relationship, RelationshipType, UserNote
from accounts.models.role_connections import RoleConnection, RoleConnectionMetadataType
from accounts.models.security import SecurityEvent, SecurityEventKind
from accounts.models.sessions import Session, TokenFamily
from accounts.models.settings import UserSettings
from accounts.models.sync import SyncDelivery, SyncedIdentity
from accounts.models.users import User, UserFlags

__all__ = [
    "PRIVILEGED_INTENTS",
    "Application",
    "ApplicationFlags",
    "Connection",
    "ConnectionVisibility",
    "InstanceSettings",
    "PrivacyRequest",
    "RegistrationMode",
    "Relationship",
    "RelationshipType",
    "RequestKind",
    "RequestStatus",
    "RoleConnection",
    "RoleConnectionMetadataType",
    "SecurityEvent",
    "SecurityEventKind",
    "Session",
    "SyncDelivery",
    "SyncedIdentity",
    "TokenFamily",
    "User",
    "UserFlags",
    "UserNote",
    "UserSettings",
]
