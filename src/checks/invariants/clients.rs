//! I15: a result that a correct client accepts is the one of the global history, and completed operations are
//! linearizable: what was asked after another answer was accepted stands after it in the history.

use std::collections::VecDeque;
use std::rc::Rc;

use super::{OracleInput, Violations, violation_kinds};
use crate::node::NodeEvent;
use crate::pbft::event::Execution;
use crate::pbft::{ClientId, Event, Seq, Timestamp};
use crate::sim::{Observation, RecordId};

/// How many results of each client are remembered; it has one request outstanding.
const RESULTS_KEPT: usize = 32;

/// Where one request of a client stands in the global history.
#[derive(Clone, Debug)]
struct Position {
    timestamp: Timestamp,
    result: Rc<[u8]>,
    seq: Seq,
    /// Its place in the batch.
    index: usize,
    record: RecordId,
}

/// A result that is known before the history has it.
#[derive(Clone, Debug)]
struct Early {
    timestamp: Timestamp,
    result: Rc<[u8]>,
    record: RecordId,
}

#[derive(Clone, Debug, Default)]
struct OneClient {
    executed: VecDeque<Position>,
    /// What faulty replicas executed by the rules, in the order in which it was heard.
    executed_faulty: VecDeque<Early>,
    /// The result that it accepted from such replicas before any correct one had executed the request.
    accepted_early: Option<Early>,
    /// The latest place of the history that anybody had an answer for when this client asked.
    asked_after: (Seq, usize),
}

/// What each client asked and got.
#[derive(Clone, Debug)]
pub(super) struct ClientRules {
    clients: Vec<OneClient>,
    /// The latest place of the history that a correct client has an answer for.
    answered: (Seq, usize),
    /// The last number of the history.
    end: Seq,
}

impl ClientRules {
    pub(super) fn new(clients: usize) -> ClientRules {
        ClientRules { clients: vec![OneClient::default(); clients], answered: (Seq(0), 0), end: Seq(0) }
    }

    /// About how many bytes a clone has of its own.
    pub(super) fn weight(&self) -> usize {
        let positions: usize = self.clients.iter().map(|client| client.executed.len()).sum();
        let early: usize = self.clients.iter().map(|client| client.executed_faulty.len()).sum();
        self.clients.len() * size_of::<OneClient>()
            + positions * size_of::<Position>()
            + early * size_of::<Early>()
    }

    pub(super) fn observe(&mut self, input: OracleInput<'_>, findings: &mut Violations<'_>) {
        let Observation::Reported { node, event: NodeEvent::Protocol(event) } = input.fact.seen else {
            return;
        };
        if !input.trust.is_correct(node) {
            if let Event::Executed(execution) = event
                && input.surplus() > 0
            {
                self.hear(execution, input.fact.id);
            }
            return;
        }
        match (event, input.cluster.client(node)) {
            (Event::Executed(execution), None) if execution.seq == self.end.next() => {
                self.extend(execution, input.fact.id, findings);
            }
            (Event::RequestSent { to_all: false, .. }, Some(client)) => {
                let answered = self.answered;
                if let Some(client) = self.clients.get_mut(client.0 as usize) {
                    client.asked_after = answered;
                }
            }
            (Event::ResultAccepted { timestamp, result }, Some(client)) => {
                self.accepted(client, *timestamp, result, input.fact.id, findings);
            }
            _ => {}
        }
    }

    /// With more than f faulty replicas those that act by the rules may be the first to execute a request and to reply.
    fn hear(&mut self, execution: &Execution, record: RecordId) {
        for (request, result) in execution.batch.requests().iter().zip(&execution.results) {
            let Some(result) = result else { continue };
            let Some(client) = self.clients.get_mut(request.client.0 as usize) else { continue };
            if client.executed_faulty.len() == RESULTS_KEPT {
                client.executed_faulty.pop_front();
            }
            let (timestamp, result) = (request.timestamp, Rc::clone(result));
            client.executed_faulty.push_back(Early { timestamp, result, record });
        }
    }

    fn extend(&mut self, execution: &Execution, record: RecordId, findings: &mut Violations<'_>) {
        self.end = execution.seq;
        let results = execution.batch.requests().iter().zip(&execution.results).enumerate();
        for (index, (request, result)) in results {
            let Some(result) = result else { continue };
            let Some(client) = self.clients.get_mut(request.client.0 as usize) else { continue };
            if client.executed.len() == RESULTS_KEPT {
                client.executed.pop_front();
            }
            let (timestamp, result) = (request.timestamp, Rc::clone(result));
            let early = client.accepted_early.take_if(|early| early.timestamp == timestamp);
            if let Some(early) = early.filter(|early| early.result != result) {
                let numbers = [("client", request.client.into()), ("timestamp", timestamp.into())];
                findings.add(violation_kinds::RESULT_NOT_GIVEN, numbers, vec![record, early.record]);
            }
            client.executed.push_back(Position { timestamp, result, seq: execution.seq, index, record });
        }
    }

    fn accepted(
        &mut self,
        id: ClientId,
        timestamp: Timestamp,
        result: &Rc<[u8]>,
        record: RecordId,
        findings: &mut Violations<'_>,
    ) {
        let Some(client) = self.clients.get_mut(id.0 as usize) else { return };
        let numbers = || [("client", id.into()), ("timestamp", timestamp.into())];
        let Some(position) = client.executed.iter().find(|position| position.timestamp == timestamp) else {
            let given = |early: &Early| early.timestamp == timestamp && early.result == *result;
            if client.executed_faulty.iter().any(given) {
                client.accepted_early = Some(Early { timestamp, result: Rc::clone(result), record });
                return;
            }
            findings.add(violation_kinds::RESULT_NEVER_EXECUTED, numbers(), vec![record]);
            return;
        };
        if position.result != *result {
            findings.add(violation_kinds::RESULT_NOT_GIVEN, numbers(), vec![position.record, record]);
        }
        let place = (position.seq, position.index + 1);
        if place <= client.asked_after {
            findings.add(violation_kinds::ANSWERED_BEFORE_ASKED, numbers(), vec![position.record, record]);
        }
        self.answered = self.answered.max(place);
    }
}
