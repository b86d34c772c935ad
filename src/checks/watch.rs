//! Observers of a world: the oracles, and a recorder of data that nodes do not know.

use std::collections::VecDeque;
use std::rc::Rc;

use crate::byzantine::node::Node;
use crate::checks::evidence::Collector;
use crate::checks::invariants::Oracles;
use crate::node::NodeEvent;
use crate::pbft::envelope::Roster;
use crate::pbft::{Config, Event};
use crate::process::{NodeId, Time};
use crate::sim::{Observation, ObservedRecord, Oracle, TrustTable, Violation, Watches, Weight};

/// The number of results that are remembered for each client: as many as a client remembers.
const ANSWERS_MAX: usize = 100;

/// The oracles, the proofs of guilt, the times of answers and the numbers of packets.
#[derive(Clone, Debug)]
pub struct Watch {
    oracles: Oracles,
    collector: Collector,
    replicas: u32,
    /// The timestamps and times of each client's last results.
    answers: Vec<VecDeque<(u64, Time)>>,
    /// The number of packets that each node sent.
    sent: Vec<u64>,
}

impl Watch {
    pub(crate) fn new(config: &Rc<Config>, roster: &Rc<Roster>) -> Watch {
        let params = config.params();
        // The oracles judge by the paper, whatever rules a scenario removes.
        let paper = Rc::new(config.unweakened());
        Watch {
            oracles: Oracles::new(&paper),
            collector: Collector::new(paper, Rc::clone(roster)),
            replicas: params.replicas,
            answers: vec![VecDeque::new(); params.clients as usize],
            sent: vec![0; (params.replicas + params.clients) as usize],
        }
    }

    /// Proofs of guilt.
    pub(crate) fn collector(&self) -> &Collector {
        &self.collector
    }

    /// The approximate size of a clone in bytes: its own data, and data that it shares.
    pub(crate) fn weight(&self) -> Weight {
        let answers: usize = self.answers.iter().map(VecDeque::len).sum();
        let evidence = self.collector.weight();
        let own =
            self.oracles.weight() + answers * size_of::<(u64, Time)>() + self.sent.len() * size_of::<u64>();
        Weight { own: evidence.own + own as u64, ..evidence }
    }

    /// When a client accepted the result of the request with this timestamp.
    pub(crate) fn accepted_at(&self, client: u32, timestamp: u64) -> Option<Time> {
        let answers = self.answers.get(client as usize)?;
        answers.iter().rev().find(|(answered, _)| *answered == timestamp).map(|(_, at)| *at)
    }

    /// The number of packets that a node sent, including lost ones.
    pub(crate) fn sent(&self, node: NodeId) -> u64 {
        self.sent.get(node.0 as usize).copied().unwrap_or(0)
    }

    fn keep_answer(&mut self, node: NodeId, timestamp: u64, at: Time) {
        let Some(client) = node.0.checked_sub(self.replicas) else { return };
        let Some(answers) = self.answers.get_mut(client as usize) else { return };
        if answers.len() == ANSWERS_MAX {
            answers.pop_front();
        }
        answers.push_back((timestamp, at));
    }
}

impl Oracle<Node> for Watch {
    const WATCHES: Watches = Watches { sent: true, reports: true, ..Oracles::WATCHES };

    fn observe(
        &mut self,
        observed: ObservedRecord<'_, Node>,
        trust: &TrustTable,
        found: &mut Vec<Violation>,
    ) {
        match observed.observation {
            Observation::Sent { from, to, message } => {
                self.collector.see(message, observed.id, observed.at);
                if let Some(sent) = self.sent.get_mut(from.0 as usize) {
                    *sent = sent.saturating_add(u64::from(to.count_others(from)));
                }
            }
            Observation::Reported {
                node,
                event: NodeEvent::Protocol(Event::ResultAccepted { timestamp, .. }),
            } => {
                self.keep_answer(node, timestamp.0, observed.at);
            }
            _ => {}
        }
        self.oracles.observe(observed, trust, found);
    }
}
