//! The invariants RI1 to RI10, judged from what nodes send and report. They share no code with the servers.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use pbft_lab::raft::event::Execution;
use pbft_lab::raft::{ClientId, Digest, Event, Message, Timestamp};

/// The term and digest of an entry.
type Place = (u64, Digest);

/// What one server has reported.
#[derive(Clone, Debug, Default)]
struct Server {
    term: u64,
    leads: bool,
    commit: u64,
    log: BTreeMap<u64, Place>,
    votes: BTreeMap<u64, u32>,
    executed: BTreeSet<(ClientId, Timestamp)>,
    /// The highest index that it acknowledged, for each term.
    acknowledged: BTreeMap<u64, u64>,
}

/// Judges a run of Raft. Violations are the names of the invariants, in the order in which they broke.
#[derive(Clone, Debug, Default)]
pub struct Invariants {
    majority: usize,
    servers: Vec<Server>,
    leaders: BTreeMap<u64, u32>,
    /// For each index and term, the entry and the one before it.
    entries: BTreeMap<(u64, u64), (Digest, Option<Place>)>,
    /// The committed entry at each index, and the term in which it was committed.
    committed: BTreeMap<u64, (Place, u64)>,
    executed: BTreeMap<u64, Rc<Execution>>,
    results: BTreeMap<(ClientId, Timestamp), Rc<[u8]>>,
    pub violations: Vec<&'static str>,
}

impl Invariants {
    pub fn new(servers: u32) -> Invariants {
        let majority = servers as usize / 2 + 1;
        Invariants { majority, servers: vec![Server::default(); servers as usize], ..Invariants::default() }
    }

    fn demand(&mut self, holds: bool, name: &'static str) {
        if !holds && !self.violations.contains(&name) {
            self.violations.push(name);
        }
    }

    pub fn on_sent(&mut self, node: u32, message: &Message) {
        if let (Message::Appended(answer), Some(server)) = (message, self.servers.get_mut(node as usize))
            && answer.success
            && !answer.learner
        {
            let known = server.acknowledged.entry(answer.term.0).or_default();
            *known = (*known).max(answer.matched.0);
        }
    }

    pub fn on_event(&mut self, node: u32, event: &Event) {
        if node as usize >= self.servers.len() {
            self.on_client_event(ClientId(node - self.servers.len() as u32), event);
            return;
        }
        match event {
            Event::TermAdvanced { term } => self.on_term(node, term.0),
            Event::ElectionStarted { term } => {
                self.on_term(node, term.0);
                self.on_vote(node, term.0, node);
            }
            Event::VoteGranted { term, candidate, pre: false } => self.on_vote(node, term.0, candidate.0),
            Event::LeaderElected { term } => self.on_leader(node, term.0),
            Event::SteppedDown { .. } => self.server(node).leads = false,
            Event::Appended { index, term, digest } => self.on_appended(node, index.0, (term.0, *digest)),
            Event::Truncated { from } => {
                let leads = self.server(node).leads;
                self.demand(!leads, "RI2");
                self.server(node).log.split_off(&from.0);
            }
            Event::Committed { index, term } => self.on_committed(node, index.0, term.0),
            Event::Executed(execution) => self.on_executed(node, execution),
            Event::SnapshotInstalled { index, .. } => self.on_snapshot(node, index.0),
            Event::Restarted { term, learner } => {
                let server = self.server(node);
                (server.leads, server.commit) = (false, 0);
                server.executed.clear();
                if !learner {
                    self.on_term(node, term.0);
                }
            }
            _ => {}
        }
    }

    fn server(&mut self, node: u32) -> &mut Server {
        &mut self.servers[node as usize]
    }

    fn on_term(&mut self, node: u32, term: u64) {
        let known = self.server(node).term;
        self.demand(term >= known, "RI6");
        self.server(node).term = term;
    }

    fn on_vote(&mut self, node: u32, term: u64, candidate: u32) {
        let first = *self.server(node).votes.entry(term).or_insert(candidate);
        self.demand(first == candidate, "RI9");
    }

    fn on_leader(&mut self, node: u32, term: u64) {
        let first = *self.leaders.entry(term).or_insert(node);
        self.demand(first == node, "RI1");
        self.server(node).leads = true;
        let log = self.server(node).log.clone();
        let complete = self.committed.iter().all(|(index, (place, committed_in))| {
            *committed_in >= term || log.get(index).is_none_or(|own| own == place)
        });
        let last = log.keys().next_back().copied().unwrap_or_default();
        let earlier = self.committed.iter().filter(|(_, (_, committed_in))| *committed_in < term);
        let long = earlier.map(|(index, _)| *index).max().is_none_or(|index| index <= last);
        self.demand(complete && long, "RI4");
    }

    fn on_appended(&mut self, node: u32, index: u64, place: Place) {
        let previous = self.server(node).log.get(&(index - 1)).copied();
        let known = *self.entries.entry((index, place.0)).or_insert((place.1, previous));
        let same_previous = previous.is_none() || known.1.is_none() || previous == known.1;
        self.demand(known.0 == place.1 && same_previous, "RI3");
        self.server(node).log.insert(index, place);
    }

    fn on_committed(&mut self, node: u32, index: u64, term: u64) {
        let known = self.server(node).commit;
        self.demand(index >= known, "RI6");
        self.server(node).commit = index;
        let log = self.server(node).log.clone();
        if self.server(node).leads {
            let others = (0..).zip(&self.servers).filter(|(other, _)| *other != node);
            let acknowledged = others
                .filter(|(_, server)| server.acknowledged.get(&term).is_some_and(|upto| *upto >= index));
            let counted = acknowledged.count() + 1 >= self.majority;
            let own_term = log.get(&index).is_some_and(|(of, _)| *of == term);
            self.demand(counted && own_term, "RI10");
        }
        for (at, place) in log.range(known + 1..=index) {
            self.committed.entry(*at).or_insert((*place, term));
        }
    }

    fn on_executed(&mut self, node: u32, execution: &Rc<Execution>) {
        let first = Rc::clone(self.executed.entry(execution.index.0).or_insert_with(|| Rc::clone(execution)));
        self.demand(first.digest == execution.digest && first.result == execution.result, "RI5");
        if let (Some(request), Some(result)) = (execution.request, &execution.result) {
            let new = self.server(node).executed.insert(request);
            self.demand(new, "RI7");
            let stored = Rc::clone(self.results.entry(request).or_insert_with(|| Rc::clone(result)));
            self.demand(stored == *result, "RI7");
        }
    }

    fn on_snapshot(&mut self, node: u32, index: u64) {
        let known = self.server(node).commit;
        self.demand(index >= known, "RI6");
        self.server(node).commit = index;
        let covered: Vec<_> = self.committed.range(..=index).map(|(at, (place, _))| (*at, *place)).collect();
        // What follows the snapshot stays where the log agrees with it.
        let agrees =
            covered.last().is_some_and(|(at, place)| self.servers[node as usize].log.get(at) == Some(place));
        let server = self.server(node);
        if !agrees {
            server.log.clear();
        }
        server.log.extend(covered);
    }

    fn on_client_event(&mut self, client: ClientId, event: &Event) {
        if let Event::ResultAccepted { timestamp, result } = event {
            let executed = self.results.get(&(client, *timestamp)).cloned();
            self.demand(executed.as_ref() == Some(result), "RI8");
        }
    }
}
