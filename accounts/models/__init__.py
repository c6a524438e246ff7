from accounts.models.applications import Application
from accounts.models.relationships import Relationship, RelationshipType, UserNote
from accounts.models.settings import UserSettings
from accounts.models.users import User, UserFlags

__all__ = [
    "Application",
    "Relationship",
    "RelationshipType",
    "User",
    "UserFlags",
    "UserNote",
    "UserSettings",
]
