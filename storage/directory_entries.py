"""What a file of the directory says, line by line, before any of it is remembered."""

from dataclasses import dataclass, field

from network.wording import Meant, say
from texts.catalogue import Catalogue


@dataclass(frozen=True)
class ServiceEntry:
    """One need that is served in one way; `areas` are province codes or TH."""

    need: str
    kind: str
    areas: frozenset[str]


@dataclass(frozen=True)
class OrganisationEntry:
    """One member: its own columns stand on `line`, its services and provinces come from all its lines."""

    line: int
    code: str
    name_th: str
    name_en: str
    network: str
    kind: str
    province: str
    phone: str | None
    address: str | None
    url: str | None
    languages: tuple[str, ...]
    capacity: int | None
    services: tuple[ServiceEntry, ...]
    centre_of: frozenset[str]


@dataclass(frozen=True)
class ProviderEntry:
    """One person who serves; `organisation` is the code of theirs."""

    line: int
    code: str
    organisation: str
    name: str
    phone: str | None


@dataclass(frozen=True)
class Directory:
    """A whole file that could be read without an error."""

    organisations: tuple[OrganisationEntry, ...] = ()
    providers: tuple[ProviderEntry, ...] = ()


@dataclass(frozen=True)
class LineError:
    """What is wrong in one line (1 is the header) and column; None: in the line or file as a whole.

    `key` and `parameters` name a text of the catalogue.
    """

    line: int
    column: str | None
    key: str
    parameters: dict[str, Meant] = field(default_factory=dict)

    def in_words(self, language: str, catalogue: Catalogue) -> str:
        """The error as an officer reads it, with its place."""
        what = say(self.key, self.parameters, language, catalogue)
        if self.column is None:
            return catalogue.say("directory.at_line", language, line=self.line, what=what)
        column = catalogue.say(f"directory.column.{self.column}", language)
        return catalogue.say("directory.at_column", language, line=self.line, column=column, what=what)


@dataclass(frozen=True)
class Difference:
    """One column that the file has otherwise, `about` one service or province where it holds several."""

    column: str
    was: tuple[Meant, ...]
    now: tuple[Meant, ...]
    about: tuple[Meant, ...] = ()


@dataclass(frozen=True)
class Change:
    """An organisation or provider that is not as the file has it: what differs, nothing of who is new."""

    code: str
    name: str
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Counts:
    """What an import did, in organisations and providers, and with each of those that were not as it has them."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    each: tuple[Change, ...] = field(default=(), compare=False)

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.each + other.each,
        )
