"""What an SME asks for: the eleven needs that the RISMEP network really referred, and the six other kinds."""

from enum import StrEnum


class Need(StrEnum):
    """What the owner wants help with; the order is that of the programme's own list."""

    BRANDING = "branding"
    IP = "ip"
    ONLINE_MARKETING = "online_marketing"
    FDA_GMP = "fda_gmp"
    ORGANIC = "organic"
    PRODUCT_DEVELOPMENT = "product_development"
    SHELF_LIFE = "shelf_life"
    PACKAGING = "packaging"
    PRODUCTION = "production"
    CREDIT = "credit"
    CREDIT_GUARANTEE = "credit_guarantee"


class OtherKind(StrEnum):
    """What a message is when it carries no need."""

    GREETING = "greeting"
    STATUS = "status"
    HUMAN = "human"
    PRIVACY = "privacy"
    PROGRAMME = "programme"
    OTHER = "other"


LABELS: tuple[Need | OtherKind, ...] = (*Need, *OtherKind)
