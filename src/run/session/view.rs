//! Views of a run.

use std::collections::BTreeSet;
use std::iter;
use std::rc::Rc;

use super::Session;
use super::obstacle::Situation;
use crate::api::{self, PacketLocation, ReplicaContext};
use crate::api::{
    ClientView, InvariantState, InvariantView, LinkView, MessageView, PacketView, PartitionView, ProofBrief,
    ProofView, RecordOptions, ReplicaView, TimelineRow, TraceRecord, ValueView, View, ViewOptions, Violation,
};
use crate::byzantine::node::Node;
use crate::checks::certificates::{self, Archive, Certificate};
use crate::checks::faults::{self, Faults, Verdict};
use crate::checks::invariants::{AppliesFrom, INVARIANTS, REPEATABLE};
use crate::error::codes;
use crate::error::{ErrorKind, LabError};
use crate::pbft::{Client, Config, Message, Quorums, Replica, ReplicaId, Seq};
use crate::process::NodeId;
use crate::scenario::Latency;
use crate::scenario::goal::Facts;
use crate::scenario::goal::Phase;
use crate::sim::{self, Health, PacketId, PacketState, RecordId, RecordKind};
use crate::units::Ms;

/// The maximum number of records of one call.
pub const RECORDS_MAX: u32 = 10_000;

/// Cache of the view, so that frequent views are cheap.
#[derive(Clone, Debug)]
pub(super) struct ViewCache {
    /// The number of executed commands that the cache includes.
    commands: usize,
    /// Links that a command has changed since the network was last healed.
    links: BTreeSet<(u32, u32)>,
    partition: Option<PartitionView>,
    /// For each replica the digest of its state at a sequence number and a count of installed states: a diverged replica installs
    /// another state for the same sequence number. Each state is hashed once, not once for each view.
    digests: Vec<Option<((Seq, u64), String)>>,
}

/// The context of a violation, collected when it is found.
#[derive(Clone, Debug)]
pub(super) struct ViolationContext {
    /// The certificates behind it.
    certificates: Rc<[Certificate]>,
    /// The number of Byzantine replicas then. Later ones do not count.
    byzantine: u32,
}

impl ViewCache {
    pub(super) fn new(replicas: u32) -> ViewCache {
        let digests = vec![None; replicas as usize];
        ViewCache { commands: 0, links: BTreeSet::new(), partition: None, digests }
    }

    fn catch_up(&mut self, applied: &[Rc<sim::Applied<Node>>]) {
        for applied in applied.iter().skip(self.commands).filter(|applied| applied.refusal.is_none()) {
            match &applied.command {
                sim::Command::Link { from, to, .. } => {
                    self.links.insert((from.0, to.0));
                }
                sim::Command::Partition { groups, one_way } => {
                    let numbers = |group: &Vec<NodeId>| group.iter().map(|node| node.0).collect();
                    let groups = groups.iter().map(numbers).collect();
                    self.partition = Some(PartitionView { groups, one_way: *one_way });
                }
                sim::Command::Heal => {
                    self.links.clear();
                    self.partition = None;
                }
                // A restarted replica may have another state at the same sequence number.
                sim::Command::Restart { .. } => self.digests.fill(None),
                _ => {}
            }
        }
        self.commands = applied.len();
    }
}

impl Session {
    /// The state that the panels show.
    pub fn view(&mut self, options: ViewOptions) -> View {
        self.view_cache.catch_up(self.world.applied());
        let quorums = self.quorums;
        let digest = self.digest();
        let slots = options.slots as usize;
        let replicas: Vec<_> = (0..quorums.n).filter_map(|id| self.replica_view(id, slots)).collect();
        let faults = self.faults();
        let verdict = faults.verdict(self.proven());
        let clients: Vec<_> =
            (0..self.params.clients).filter_map(|id| self.client_view(id, &faults, verdict)).collect();
        let violations = self.violations();
        View {
            now_ms: self.now(),
            step_count: self.step_count(),
            digest,
            idle: self.idle(),
            next_ms: self.next(),
            seed: self.scenario.cluster.seed.clone(),
            n: quorums.n,
            f: quorums.f,
            quorum: quorums.quorum,
            weak: quorums.weak,
            faulty: faults.count(),
            verdict,
            faults: faults.replicas().to_vec(),
            in_flight: self.world.packet_count().into(),
            invariants: invariants_of(self.step_count(), &replicas, &clients, &violations),
            replicas,
            clients,
            packets: self.packet_views(options.packets as usize),
            latency_ms: Latency::of(self.network.every_link.latency),
            links: self.link_views(),
            partition: self.view_cache.partition.clone(),
            violations,
            proofs: self.proofs(),
            lesson: self.lesson(),
            script_errors: self.script_errors().to_vec(),
        }
    }

    /// The violated invariants, in the order in which they were found.
    pub fn violations(&self) -> Vec<Violation> {
        let proofs = self.proofs();
        let now = ViolationContext { certificates: Rc::default(), byzantine: self.faults().byzantine() };
        let weakened = self.params.rules.is_weakened();
        let paper = Quorums::of(self.params.replicas);
        let violation_contexts = self.violation_contexts.iter().chain(iter::repeat(&now));
        let violation = |(found, context): (&sim::Found, &ViolationContext)| {
            let beyond_f = faults::is_beyond(found.violation.property, context.byzantine, paper);
            api::violation_of(found, &context.certificates, &proofs, beyond_f, weakened)
        };
        self.world.violations().iter().zip(violation_contexts).map(violation).collect()
    }

    /// Collects the certificates behind new violations while the trace still holds the votes.
    pub(super) fn keep_violation_contexts(&mut self) {
        let found = self.world.violations();
        if self.violation_contexts.len() >= found.len().min(certificates::VIOLATIONS_MAX) {
            return;
        }
        let (trace, roster) = (self.world.trace(), self.roster.as_ref());
        let Ok(config) = Config::new(self.params.clone()) else { return };
        let archive = Archive { trace, roster, config: &config };
        let fresh = found.iter().take(certificates::VIOLATIONS_MAX).skip(self.violation_contexts.len());
        let byzantine = self.faults().byzantine();
        let context = |found: &sim::Found| {
            let certificates = certificates::behind(&found.violation, archive).into();
            ViolationContext { certificates, byzantine }
        };
        let fresh: Vec<_> = fresh.map(context).collect();
        self.violation_contexts.extend(fresh);
    }

    /// The replicas that are faulty now.
    pub(super) fn faults(&self) -> Faults {
        Faults::of(&self.world, self.quorums)
    }

    /// The proofs of guilt, in the order in which they were found.
    pub fn proofs(&self) -> Vec<ProofBrief> {
        let proofs = (0..).zip(self.world.oracle().collector().proofs());
        proofs.map(|(id, proof)| api::proof_brief_of(id, proof, &self.params)).collect()
    }

    /// A complete proof of guilt.
    ///
    /// # Errors
    /// When the proof does not exist.
    pub fn proof(&self, id: u32) -> Result<ProofView, LabError> {
        let proofs = self.world.oracle().collector().proofs();
        let proof = proofs
            .get(id as usize)
            .ok_or_else(|| ErrorKind::ArgumentError.at("proof", codes::proof_not_found(id, proofs.len())))?;
        Ok(api::proof_of(id, proof, &self.roster, &self.params))
    }

    /// The nodes that are proven faulty.
    fn guilty(&self) -> BTreeSet<u32> {
        self.proofs().into_iter().map(|proof| proof.culprit).collect()
    }

    /// How many replicas are proven faulty.
    pub(super) fn proven(&self) -> u32 {
        let guilty = self.guilty().into_iter().filter(|node| *node < self.quorums.n);
        u32::try_from(guilty.count()).unwrap_or(u32::MAX)
    }

    /// How many records were made so far.
    pub fn record_count(&self) -> u64 {
        self.world.trace().end().0
    }

    /// Up to `count` records from a number on, at most 10,000. Discarded records are omitted. Records that the options exclude do not
    /// count.
    pub fn records(&self, from: u64, count: u32, options: RecordOptions) -> Vec<TraceRecord> {
        let trace = self.world.trace();
        let is_fact = |what: &RecordKind<_>| {
            matches!(
                what,
                RecordKind::Reported { .. }
                    | RecordKind::Commanded { .. }
                    | RecordKind::TakenUp { .. }
                    | RecordKind::Fired { .. }
                    | RecordKind::Crashed { .. }
            )
        };
        let records = trace.records(RecordId(from), usize::MAX);
        let wanted = records.filter(|record| !options.facts || is_fact(&record.kind));
        let views = wanted.filter_map(|record| api::record_of(&record, trace, &self.params));
        views.take(count.min(RECORDS_MAX) as usize).collect()
    }

    /// How many of the oldest records are no longer kept.
    pub fn discarded_count(&self) -> u64 {
        self.world.trace().discarded()
    }

    /// Records as rows of numbers, without gaps, from a number on or from the oldest record that is kept.
    pub fn timeline(&self, from: u64, count: usize) -> impl Iterator<Item = TimelineRow> {
        let trace = self.world.trace();
        trace.records(RecordId(from), count).map(move |record| api::row_of(&record, trace))
    }

    /// The values that messages sent in these records carry, in the order in which they first appear.
    pub fn values(&self, from: u64, count: u64) -> Vec<ValueView> {
        let trace = self.world.trace();
        let records = trace.records(RecordId(from), usize::try_from(count).unwrap_or(usize::MAX));
        api::values_in(records.map(|record| record.kind), trace, &self.params)
    }

    /// The number of the value of a message, as in [`ValueView`]; 0 if it has none.
    pub fn value_of(message: &Message) -> u32 {
        api::value_of(message)
    }

    /// The packets on the network, in the order of their numbers.
    pub fn packets(&self) -> impl Iterator<Item = sim::PacketView<'_, Message>> {
        self.world.packets()
    }

    /// How many packets were sent so far, lost ones included. All packet numbers are lower.
    pub fn packets_sent(&self) -> u64 {
        self.world.packets_sent()
    }

    /// The complete message of a packet, in flight or not.
    ///
    /// # Errors
    /// When the packet does not exist or is no longer recorded.
    pub fn message(&self, packet: u64) -> Result<MessageView, LabError> {
        let view =
            |message: &Message, location| api::message_of(message, location, &self.roster, &self.params);
        if let Some(flying) = self.world.packet(PacketId(packet)) {
            let state = match flying.state {
                PacketState::Flying => "flying",
                PacketState::Held => "held",
                PacketState::Waiting => "waiting",
            };
            let (sent_ms, due_ms) = (Some(flying.sent_at.into()), Some(flying.due.into()));
            let (from, to) = (flying.from.0, flying.to.0);
            return Ok(view(flying.message, PacketLocation { packet, from, to, sent_ms, due_ms, state }));
        }
        let (message, location) = self
            .past_packet(packet)
            .ok_or_else(|| ErrorKind::ArgumentError.at("packet", codes::packet_not_found(packet)))?;
        Ok(view(message, location))
    }

    /// A packet that is no longer in flight: searches the newest records first.
    fn past_packet(&self, wanted: u64) -> Option<(&Message, PacketLocation)> {
        let trace = self.world.trace();
        let ids = (trace.discarded()..trace.end().0).rev();
        ids.filter_map(|id| trace.record(RecordId(id))).find_map(|record| {
            let (packet, from, to, message, state) = match record.kind {
                RecordKind::Delivered { packet, from, to, message } => {
                    (packet, from, to, message, "delivered")
                }
                RecordKind::Dropped { packet, from, to, message, .. } => {
                    (packet, from, to, message, "dropped")
                }
                _ => return None,
            };
            if packet.0 != wanted {
                return None;
            }
            let sent = record.cause.and_then(|cause| trace.record(cause));
            let sent_ms = sent.map(|sent| sent.at.into());
            let location =
                PacketLocation { packet: packet.0, from: from.0, to: to.0, sent_ms, due_ms: None, state };
            Some((trace.message(message)?, location))
        })
    }

    fn replica(&self, id: u32) -> Option<&Replica> {
        self.world.node(NodeId(id))?.replica()
    }

    fn client(&self, id: u32) -> Option<&Client> {
        self.world.node(NodeId(self.quorums.n.checked_add(id)?))?.client()
    }

    fn replica_view(&mut self, id: u32, slots: usize) -> Option<ReplicaView> {
        let node = NodeId(id);
        let health = self.world.health(node);
        let process = self.world.node(node)?;
        let replica = process.replica()?;
        let at = (replica.last_executed(), replica.counters().transferred);
        let known = self.view_cache.digests.get_mut(id as usize)?;
        let state_digest = match known {
            Some((known, digest)) if *known == at => digest.clone(),
            _ => known.insert((at, replica.state_digest().to_string())).1.clone(),
        };
        let running = health == Some(Health::Up);
        let context = ReplicaContext {
            health,
            trusted: self.world.trust().is_correct(node),
            timers: api::timers_of(self.world.timers(node), running),
            sent: self.world.oracle().sent(node),
            state_digest,
        };
        Some(api::replica_of(process, replica, self.quorums, slots, context))
    }

    fn client_view(&self, id: u32, faults: &Faults, verdict: Verdict) -> Option<ClientView> {
        let client = self.client(id)?;
        let node = client.id().node(self.quorums.n);
        let process = self.world.node(node)?;
        let health = self.world.health(node);
        let running = health == Some(Health::Up);
        let timers = api::timers_of(self.world.timers(node), running);
        let accepted_at = |timestamp| self.world.oracle().accepted_at(id, timestamp);
        let obstacle = client.pending().and_then(|request| {
            let situation = Situation {
                quorums: self.quorums,
                replicas: self.replicas().collect(),
                faults: faults.replicas(),
                verdict,
                partition: self.view_cache.partition.as_ref(),
                world: &self.world,
            };
            situation.obstacle_of(client, request.timestamp)
        });
        let view = api::client_of(process, client, self.quorums, health, timers, accepted_at);
        Some(ClientView { obstacle, ..view })
    }

    /// The packets that are due first.
    fn packet_views(&self, count: usize) -> Vec<PacketView> {
        let mut packets: Vec<_> = self.world.packets().collect();
        packets.sort_by_key(|packet| (packet.due, packet.id));
        packets.iter().take(count).map(|packet| api::packet_of(packet, &self.params)).collect()
    }

    fn link_views(&self) -> Vec<LinkView> {
        let links = self.view_cache.links.iter().map(|(from, to)| (NodeId(*from), NodeId(*to)));
        let settings = links.map(|(from, to)| (from, to, self.world.link(from, to)));
        let changed = settings.filter(|(_, _, settings)| *settings != self.network.every_link);
        changed.map(|(from, to, settings)| api::link_of(from, to, &settings)).collect()
    }

    fn replicas(&self) -> impl Iterator<Item = &Replica> {
        (0..self.quorums.n).filter_map(|id| self.replica(id))
    }
}

/// The state of each invariant, from the views of replicas and clients and the violations.
fn invariants_of(
    steps: u64,
    replicas: &[ReplicaView],
    clients: &[ClientView],
    violations: &[Violation],
) -> Vec<InvariantView> {
    let executed = replicas.iter().any(|replica| replica.last_executed > 0);
    let ordered = || replicas.iter().flat_map(|replica| &replica.log).any(|run| run.phase != Phase::Empty);
    let certified = |replica: &ReplicaView| replica.low_water_mark > 0 || !replica.checkpoints.is_empty();
    let applies = |from: AppliesFrom| match from {
        AppliesFrom::Begun => steps > 0,
        AppliesFrom::Ordered => executed || ordered(),
        AppliesFrom::Executed => executed,
        AppliesFrom::Answered => clients.iter().any(|client| client.answered > 0),
        AppliesFrom::Checkpoint => replicas.iter().any(certified),
        AppliesFrom::ViewChange => replicas.iter().any(|replica| replica.view > 0 || !replica.active),
        AppliesFrom::AfterFaults => false,
    };
    let state = |id: &str, from| match from {
        _ if violations.iter().any(|violation| violation.id == id) => InvariantState::Broken,
        from if applies(from) => InvariantState::Held,
        _ => InvariantState::Unjudged,
    };
    let (id, property) = REPEATABLE;
    let watched = INVARIANTS.map(|(id, property, from)| InvariantView {
        id,
        property,
        watched: true,
        state: state(id, from),
    });
    let repeatable = InvariantView { id, property, watched: false, state: InvariantState::Unjudged };
    watched.into_iter().chain([repeatable]).collect()
}

impl Facts for Session {
    fn answered(&self, client: u32) -> u64 {
        self.client(client).map_or(0, Client::answered)
    }

    fn last_executed(&self) -> u64 {
        self.replicas().map(|replica| replica.last_executed().0).max().unwrap_or(0)
    }

    fn last_stable(&self) -> u64 {
        self.replicas().map(|replica| replica.low_water_mark().0).max().unwrap_or(0)
    }

    fn last_view(&self) -> u64 {
        let active = self.replicas().filter(|replica| replica.active());
        active.map(|replica| replica.view().0).max().unwrap_or(0)
    }

    fn phase(&self, replica: u32, seq: u64) -> Phase {
        let Some(replica) = self.replica(ReplicaId(replica).0) else { return Phase::Empty };
        if seq <= replica.last_executed().0 {
            return Phase::Executed;
        }
        let slot = replica.slots().find(|slot| slot.seq.0 == seq);
        slot.map_or(Phase::Empty, |slot| slot.phase.into())
    }

    fn stored(&self, replica: u32, key: &str, value: &str) -> bool {
        let replica = self.replica(ReplicaId(replica).0);
        replica.is_some_and(|replica| replica.snapshot().service.get(key) == Some(value))
    }

    fn now(&self) -> Ms {
        Session::now(self)
    }

    fn violated(&self, property: &str) -> bool {
        self.world.violations().iter().any(|found| found.violation.property == property)
    }

    fn any_violated(&self) -> bool {
        self.world.violation_count() > 0
    }

    fn proven(&self, node: u32) -> bool {
        let proofs = self.world.oracle().collector().proofs();
        proofs.iter().any(|proof| api::node_of(proof.culprit, &self.params).0 == node)
    }
}
