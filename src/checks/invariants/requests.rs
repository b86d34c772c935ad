//! I3 validity and I4 exactly-once: executed requests were sent by their clients, and take effect once.

use std::collections::VecDeque;
use std::rc::Rc;

use super::agreement::Agreement;
use super::{OracleInput, Violations, violation_kinds};
use crate::node::NodeEvent;
use crate::pbft::envelope::Signed;
use crate::pbft::event::Execution;
use crate::pbft::message::{Message, Request};
use crate::pbft::{Event, Timestamp};
use crate::sim::{Observation, RecordId};

/// The number of requests that are remembered for each client. A client has one outstanding request, so older ones are
/// executed.
const ISSUED_KEPT: usize = 32;

/// The requests of each client, and which of them took effect.
#[derive(Clone, Debug)]
pub(super) struct RequestRules {
    issued: Vec<VecDeque<Rc<Signed<Request>>>>,
    effective: Vec<(Timestamp, Option<RecordId>)>,
}

impl RequestRules {
    pub(super) fn new(clients: usize) -> RequestRules {
        RequestRules {
            issued: vec![VecDeque::new(); clients],
            effective: vec![(Timestamp(0), None); clients],
        }
    }

    /// The approximate number of bytes that a clone has on its own.
    pub(super) fn weight(&self) -> usize {
        self.issued.iter().map(|issued| issued.len() * size_of::<Rc<Signed<Request>>>()).sum()
    }

    pub(super) fn observe(
        &mut self,
        input: OracleInput<'_>,
        map: &Agreement,
        violations: &mut Violations<'_>,
    ) {
        match input.observed.observation {
            // Replicas forward requests. Only the client itself issues them.
            Observation::Sent { from, message: Message::Request(request), .. }
                if input.cluster.client(from) == Some(request.client) =>
            {
                self.issue(request);
            }
            // The first execution of a number is the global history. Agreement judges repetitions.
            Observation::Reported { node, event: NodeEvent::Protocol(Event::Executed(execution)) }
                if input.trust.is_correct(node)
                    && input.cluster.replica(node).is_some()
                    && execution.seq == map.end().next() =>
            {
                self.judge(execution, input, violations);
            }
            _ => {}
        }
    }

    fn issue(&mut self, request: &Rc<Signed<Request>>) {
        let Some(issued) = self.issued.get_mut(request.client.0 as usize) else { return };
        if issued.back().is_some_and(|last| last == request) {
            return;
        }
        if issued.len() == ISSUED_KEPT {
            issued.pop_front();
        }
        issued.push_back(Rc::clone(request));
    }

    fn judge(&mut self, execution: &Execution, input: OracleInput<'_>, violations: &mut Violations<'_>) {
        let record = input.observed.id;
        for (request, result) in execution.batch.requests().iter().zip(&execution.results) {
            if result.is_none() {
                continue;
            }
            let (client, timestamp) = (request.client, request.timestamp);
            let issued = self.issued.get(client.0 as usize);
            let asked = issued.is_some_and(|issued| issued.iter().any(|known| known == request));
            if input.trust.is_correct(client.node(input.cluster.quorums.n)) && !asked {
                let numbers = [
                    ("seq", execution.seq.into()),
                    ("client", client.into()),
                    ("timestamp", timestamp.into()),
                ];
                violations.add(violation_kinds::NEVER_ASKED, numbers, vec![record]);
            }
            let Some(effective) = self.effective.get_mut(client.0 as usize) else { continue };
            if timestamp <= effective.0 {
                let numbers = [
                    ("client", client.into()),
                    ("timestamp", timestamp.into()),
                    ("seq", execution.seq.into()),
                    ("before", effective.0.into()),
                ];
                violations.add(
                    violation_kinds::TWICE,
                    numbers,
                    effective.1.into_iter().chain([record]).collect(),
                );
            }
            *effective = (timestamp.max(effective.0), Some(record));
        }
    }
}
