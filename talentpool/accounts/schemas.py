"""Forms of this slice, and what its reads and verbs give."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from talentpool.accounts.states import SessionStage
from talentpool.actor import Actor, Role
from talentpool.kit.fields import Email, Kind, Secret, Text
from talentpool.kit.forms import Form
from talentpool.kit.readers import Refused

LoginName = Annotated[str, Meta(max_length=40)]
ShortText = Annotated[str, Meta(max_length=60)]

MunicipalRole = Annotated[Literal["officer", "municipal_manager"], Meta(extra={"labels": "role"})]
MemberRole = Annotated[
    Literal[
        "officer",
        "municipal_manager",
        "coordinator",
        "expert",
        "planner",
        "administrator",
        "auditor",
    ],
    Meta(extra={"labels": "role"}),
]


def _read_id(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError:
        raise Refused("bad_choice") from None


Id = Annotated[UUID, Kind(_read_id, missing="required_choice")]


class SignInForm(Form, frozen=True):
    """ログイン."""

    labels: ClassVar[str] = "account"

    login_name: LoginName
    password: Secret


class SecondFactorForm(Form, frozen=True):
    """A printed code or a clock's code."""

    labels: ClassVar[str] = "account"

    code: Annotated[str, Meta(max_length=40)]


class AddressForm(Form, frozen=True):
    """A mail address to send a link to."""

    labels: ClassVar[str] = "account"

    email: Email


class JoinForm(Form, frozen=True):
    """What a candidate chooses on the page that the link leads to."""

    labels: ClassVar[str] = "account"

    login_name: LoginName
    password: Secret


class AcceptForm(Form, frozen=True):
    """What an officer or somebody of the staff chooses there."""

    labels: ClassVar[str] = "account"

    display_name: ShortText
    login_name: LoginName
    password: Secret


class PasswordForm(Form, frozen=True):
    """A new password, with the old one as proof."""

    labels: ClassVar[str] = "account"

    current_password: Secret
    new_password: Secret


class NewPasswordForm(Form, frozen=True):
    """A new password, proven by a mailed link."""

    labels: ClassVar[str] = "account"

    new_password: Secret


class ProofForm(Form, frozen=True):
    """The password again, before a factor is changed."""

    labels: ClassVar[str] = "account"

    current_password: Secret


class ClockForm(Form, frozen=True):
    """The first code of a new clock."""

    labels: ClassVar[str] = "account"

    code: Annotated[str, Meta(max_length=40)]


class OwnForm(Form, frozen=True):
    """What officers and staff say about themselves."""

    labels: ClassVar[str] = "account"

    display_name: ShortText
    email: Email


class MemberForm(Form, frozen=True):
    """Inviting somebody of a public body."""

    labels: ClassVar[str] = "account"

    role: MunicipalRole
    display_name: ShortText
    email: Email
    section_name: ShortText


class StaffForm(Form, frozen=True):
    """Inviting anybody but candidates, as the administrator does."""

    labels: ClassVar[str] = "account"

    role: MemberRole
    display_name: ShortText
    email: Email
    municipality: Annotated[str | None, Meta(max_length=6)] = None
    section_name: ShortText | None = None


class CandidateInvitationForm(Form, frozen=True):
    """Inviting somebody to register."""

    labels: ClassVar[str] = "account"

    email: Email
    tier: Annotated[Literal["special", "practical"], Meta(extra={"labels": "invited_tier"})]
    introduction: Annotated[Text, Meta(max_length=1000)]


class HandOverForm(Form, frozen=True):
    """Whose work goes to whom."""

    labels: ClassVar[str] = "account"

    successor: Id


class ReassignForm(Form, frozen=True):
    """Another role or section of the same body."""

    labels: ClassVar[str] = "account"

    role: MunicipalRole
    section_name: ShortText
    version: int


class ApiTokenForm(Form, frozen=True):
    """A token for a machine."""

    labels: ClassVar[str] = "account"

    name: ShortText
    days: Annotated[int, Meta(ge=1, le=366)] = 90


class Begun(msgspec.Struct, frozen=True):
    """A session that has begun; the token goes to the browser and is kept nowhere."""

    account: UUID
    token: str
    stage: SessionStage


class OpenInvitation(msgspec.Struct, frozen=True):
    """A link that still serves."""

    id: UUID
    kind: str
    account: UUID | None
    person: UUID | None
    email: str
    tier: str | None
    introduction: str
    expires_at: datetime


class FoundSession(msgspec.Struct, frozen=True):
    """Who a browser's token belongs to, and how far it has come."""

    session: UUID | None
    stage: SessionStage
    account: UUID
    role: Role
    municipality: str | None
    section: UUID | None
    person: UUID | None
    display_name: str

    def actor(self) -> Actor | None:
        """Who acts; nobody yet while a factor is missing."""
        if self.stage is not SessionStage.FULL:
            return None
        return Actor(
            role=self.role,
            account=self.account,
            municipality=self.municipality,
            section=self.section,
            person=self.person,
            session=self.session,
            name=self.display_name,
        )
