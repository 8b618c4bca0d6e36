"""Who asks: everything that visibility rests on, read once per request and then only compared."""

from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Look:
    """How an agent wants his pages drawn: in his theme and density, with keys or without."""

    theme: str = ""
    density: str = ""
    has_shortcuts: bool = True


CHARGING_ROLES = frozenset({"account_manager", "administrator"})


@dataclass(frozen=True, slots=True)
class Reader:
    """The one who reads or acts; a stranger has neither person nor agent.

    `only_organizations` is None for an agent without limits. `managed` holds pairs of
    organization and site (site None: the whole organization); `contracts` and `invoices` the
    organizations whose contracts or invoices he was given to read, `approves` those for which he
    may approve what costs money, `software` those whose software he gets.
    """

    person_id: int | None = None
    agent_id: int | None = None
    role: str = ""
    name: str = ""
    teams: frozenset[int] = frozenset()
    only_organizations: frozenset[int] | None = None
    only_own_teams: bool = False
    sees_costs: bool = False
    charges: bool = False
    organizations: frozenset[int] = frozenset()
    managed: frozenset[tuple[int, int | None]] = frozenset()
    contracts: frozenset[int] = frozenset()
    approves: frozenset[int] = frozenset()
    invoices: frozenset[int] = frozenset()
    software: frozenset[int] = frozenset()
    time_zone: str = "UTC"
    language: str = ""
    look: Look = field(default=Look(), compare=False)

    @property
    def is_agent(self) -> bool:
        return self.agent_id is not None

    @property
    def has_limits(self) -> bool:
        """Whether an agent sees but the tickets of his teams, or of some organizations."""
        return self.only_own_teams or self.only_organizations is not None

    @property
    def is_administrator(self) -> bool:
        return self.role == "administrator"

    @property
    def may_work(self) -> bool:
        """Light agents read and write notes; they do not answer requesters."""
        return self.is_agent and self.role != "light"

    @property
    def may_charge(self) -> bool:
        """Whether somebody decides what clients pay: by his role, or as it was given to him."""
        return self.is_agent and (self.charges or self.role in CHARGING_ROLES)

    def as_requester(self) -> "Reader":
        """The same person as the portal sees him: without the rights of an agent."""
        return replace(
            self,
            agent_id=None,
            role="",
            teams=frozenset(),
            only_organizations=None,
            only_own_teams=False,
            sees_costs=False,
            charges=False,
        )


STRANGER = Reader()
