"""Alerts to incidents: what shares a session, a process line, a file or a peer belongs together, and why is written down.

Alerts that share something form a cluster. A cluster is an incident from its first alert of severity 1 on, or once two of its
alerts are of different phases and not of severity 3 both. State is bounded, and forgets the cluster that was silent for longest.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from redshank.analysis.incidents.facts import facts_of
from redshank.analysis.incidents.keys import Key, is_outside, keys_of
from redshank.analysis.incidents.phases import phases_of
from redshank.analysis.incidents.visits import Visits
from redshank.findings.alert import Alert
from redshank.findings.incident import Incident, Member, Reason

NS = 1_000_000_000
HELD_NS = 24 * 3600 * NS
"""How long after its last alert a cluster still takes in others."""
MOMENT_NS = 30 * 60 * NS
"""How near in time an alert without anything in common has to be to join the only incident of its host."""
MAX_EVENTS = 8
"""Of an alert, whose keys are taken."""
MAX_CLUSTERS, MAX_MEMBERS, MAX_KEYS = 2_000, 2_000, 200_000


@dataclass(slots=True)
class Cluster:
    """Alerts that share something. touched_ns: when the last of them was known. told: whether it is an incident already."""

    incident: Incident
    touched_ns: int = 0
    is_open: bool = False
    keys: dict[Key, str] = field(default_factory=dict)
    """Each key, and the alert that brought it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of some alerts. incidents: those that they opened or changed, each once, in the order of their change."""

    incidents: tuple[Incident, ...] = ()
    members: tuple[Member, ...] = ()


class Joiner:
    """Takes alerts in, gives the incidents that changed. Used by one thread; the same alerts in the same order give the same."""

    def __init__(self, apart: Iterable[tuple[str, str]] = ()) -> None:
        """apart: pairs (alert, incident) that a person took apart; they are not joined again."""
        self.clusters: OrderedDict[str, Cluster] = OrderedDict()
        self.apart = set(apart)
        self.counts = {"alerts": 0, "left_out": 0, "forgotten": 0, "merged": 0}
        self.visits = Visits()
        self._by_key: dict[Key, str] = {}

    def take(self, alerts: Iterable[Alert]) -> Taken:
        """The incidents that these alerts opened or changed, and the alerts as they are remembered."""
        shown = [alert for alert in alerts if not alert.hidden]
        self.counts["alerts"] += len(shown)
        return self.place([member_of(alert, self.visits) for alert in shown])

    def place(self, members: Sequence[Member]) -> Taken:
        """The same for alerts that are known already, as after a restart; in the order in which they came."""
        changed: OrderedDict[str, Incident] = OrderedDict()
        for member in members:
            cluster = self._place(member)
            if cluster is not None and cluster.is_open:
                changed[cluster.incident.id] = cluster.incident
                changed.move_to_end(cluster.incident.id)
        return Taken(tuple(one for one in changed.values() if one.id in self.clusters), tuple(members))

    def _place(self, member: Member) -> Cluster | None:
        found = list(self._sharing(member))
        cluster = found[0][0] if found else self._fresh(member)
        for other in {id(one): one for one, _ in found[1:] if one is not cluster}.values():
            self._merge(cluster, other)
        if member.alert_id not in cluster.incident.members and len(cluster.incident.members) >= MAX_MEMBERS:
            self.counts["left_out"] += 1
            return cluster
        for _, reason in found[:1]:
            cluster.incident.reasons.append(reason)
        self._add(cluster, member)
        self._gather(member.host)
        return self.clusters.get(self._by_alert(member, cluster))

    def _by_alert(self, member: Member, cluster: Cluster) -> str:
        """The incident that an alert is in by now: it may have been gathered into another."""
        if member.alert_id in cluster.incident.members and cluster.incident.id in self.clusters:
            return cluster.incident.id
        return next((one.incident.id for one in self.clusters.values() if member.alert_id in one.incident.members), "")

    def _sharing(self, member: Member) -> Iterator[tuple[Cluster, Reason]]:
        """Clusters that share a key, by the strength of the link; each once."""
        seen = set()
        for link, value in member.keys:
            cluster = self.clusters.get(self._by_key.get((link, value), ""))
            if cluster is None or cluster.incident.id in seen or abs(member.created_ns - cluster.touched_ns) > HELD_NS:
                continue
            if (member.alert_id, cluster.incident.id) in self.apart:
                continue
            seen.add(cluster.incident.id)
            yield cluster, Reason(member.alert_id, link, value, cluster.keys[link, value])

    def _gather(self, host: str) -> None:
        """What a sweep found without any tie joins the only incident of its host around its time: with two nobody could say which."""
        here = [one for one in self.clusters.values() if host in one.incident.hosts]
        tied = [one for one in here if one.is_open and not is_loose(one)]
        if len(tied) != 1:
            return
        for other in here:
            if other is not tied[0] and is_loose(other) and (near := self._near(tied[0], other)) is not None:
                self._merge(tied[0], other)
                tied[0].incident.reasons.append(near)

    def _near(self, cluster: Cluster, other: Cluster) -> Reason | None:
        for member in other.incident.members.values():
            if member.severity == 3 or (member.alert_id, cluster.incident.id) in self.apart:
                continue
            for known in cluster.incident.in_order():
                if abs(member.at_ns - known.at_ns) <= MOMENT_NS:
                    return Reason(member.alert_id, "moment", member.host, known.alert_id)
        return None

    def _fresh(self, member: Member) -> Cluster:
        cluster = Cluster(Incident(member.alert_id))
        self.clusters[member.alert_id] = cluster
        while len(self.clusters) > MAX_CLUSTERS or len(self._by_key) > MAX_KEYS:
            self._forget(next(iter(self.clusters)))
        return cluster

    def _add(self, cluster: Cluster, member: Member) -> None:
        cluster.incident.members[member.alert_id] = member
        cluster.touched_ns = max(cluster.touched_ns, member.created_ns)
        for key in member.keys:
            cluster.keys.setdefault(key, member.alert_id)
            self._by_key.setdefault(key, cluster.incident.id)
        if not cluster.is_open and deserves_attention(cluster.incident.members.values()):
            cluster.is_open, cluster.incident.opened_ns = True, member.created_ns
        self.clusters.move_to_end(cluster.incident.id)

    def _merge(self, into: Cluster, other: Cluster) -> None:
        """Both are one. An open one keeps its name before one that nobody has seen."""
        if other.is_open and not into.is_open:
            into.incident.id, other.incident.id = other.incident.id, into.incident.id
            self.clusters[into.incident.id], self.clusters[other.incident.id] = into, other
            self._rename(into)
        self.counts["merged"] += 1
        into.is_open = into.is_open or other.is_open
        into.incident.opened_ns = min(filter(None, (into.incident.opened_ns, other.incident.opened_ns)), default=0)
        into.incident.members.update(other.incident.members)
        into.incident.reasons += other.incident.reasons
        if other.is_open:
            into.incident.merged += [*other.incident.merged, other.incident.id]
        into.touched_ns = max(into.touched_ns, other.touched_ns)
        for key, alert_id in other.keys.items():
            into.keys.setdefault(key, alert_id)
            self._by_key[key] = into.incident.id
        self.clusters.pop(other.incident.id, None)

    def _rename(self, cluster: Cluster) -> None:
        for key in cluster.keys:
            self._by_key[key] = cluster.incident.id

    def _forget(self, incident_id: str) -> None:
        cluster = self.clusters.pop(incident_id)
        self.counts["forgotten"] += 1
        for key in cluster.keys:
            if self._by_key.get(key) == incident_id:
                del self._by_key[key]


def is_loose(cluster: Cluster) -> bool:
    """Whether all of a cluster was found by looking back, with no session and no process to tie it to anything."""
    members = cluster.incident.members.values()
    return all(member.swept and not any(link in ("session", "process") for link, _ in member.keys) for member in members)


def deserves_attention(members: Iterable[Member]) -> bool:
    """Whether alerts that belong together are an incident."""
    known = list(members)
    if any(member.severity == 1 for member in known):
        return True
    loud = [member for member in known if member.severity == 2]
    phases = {phase for member in known for phase in member.phases[:1]}
    return len(loud) >= 2 and len(phases) >= 2


def member_of(alert: Alert, visits: Visits) -> Member:
    """An alert as an incident remembers it. visits: who was connected to what at the time."""
    keys: dict[Key, None] = {}
    for event in (alert.event, *alert.events[:MAX_EVENTS]):
        keys.update(dict.fromkeys(keys_of(event)))
        keys.update(dict.fromkeys(("peer", address) for address in visits.peers(event) if is_outside(address)))
    event = alert.event
    events = alert.events or (event,)
    return Member(
        alert_id=alert.id,
        rule_id=alert.rule_id,
        severity=alert.severity,
        title=alert.title,
        host=event.host_id or event.host_name or "",
        at_ns=min(one.timestamp for one in events),
        done_ns=event.timestamp,
        created_ns=alert.created,
        phases=phases_of(alert.tactic_ids, alert.technique_ids),
        techniques=alert.technique_ids,
        evidence=tuple(one.event_id for one in events if one.event_id),
        keys=tuple(keys),
        facts=tuple(dict.fromkeys(fact for one in events[-MAX_EVENTS:] for fact in facts_of(one))),
        swept=bool(event.swept),
        simulated=bool(event.simulated),
    )
