//! I15: a result that a correct client accepts is that of the global history, and completed operations are linearizable: a
//! request sent after another result was accepted is later in the history.

use std::collections::VecDeque;
use std::rc::Rc;

use super::{OracleInput, Violations, violation_kinds};
use crate::node::NodeEvent;
use crate::pbft::event::Execution;
use crate::pbft::{ClientId, Event, Seq, Timestamp};
use crate::sim::{Observation, RecordId};

/// The number of results that are remembered for each client. A client has one outstanding request.
const RESULTS_KEPT: usize = 32;

/// The position of a request in the global history.
#[derive(Clone, Debug)]
struct Position {
    timestamp: Timestamp,
    result: Rc<[u8]>,
    seq: Seq,
    /// Its index in the batch.
    index: usize,
    record: RecordId,
}

/// A result that is known before it is in the history.
#[derive(Clone, Debug)]
struct Early {
    timestamp: Timestamp,
    result: Rc<[u8]>,
    record: RecordId,
}

#[derive(Clone, Debug, Default)]
struct OneClient {
    executed: VecDeque<Position>,
    /// Executions of faulty replicas that follow the rules, in the order of their reports.
    executed_faulty: VecDeque<Early>,
    /// The result that the client accepted from such replicas before any correct one had executed the request.
    accepted_early: Option<Early>,
    /// The latest position of the history with an accepted result when this client sent its request.
    asked_after: (Seq, usize),
}

/// The requests of each client and their results.
#[derive(Clone, Debug)]
pub(super) struct ClientRules {
    clients: Vec<OneClient>,
    /// The latest position of the history with a result that a correct client accepted.
    answered: (Seq, usize),
    /// The last number of the history.
    end: Seq,
}

impl ClientRules {
    pub(super) fn new(clients: usize) -> ClientRules {
        ClientRules { clients: vec![OneClient::default(); clients], answered: (Seq(0), 0), end: Seq(0) }
    }

    /// The approximate number of bytes that a clone has on its own.
    pub(super) fn weight(&self) -> usize {
        let positions: usize = self.clients.iter().map(|client| client.executed.len()).sum();
        let early: usize = self.clients.iter().map(|client| client.executed_faulty.len()).sum();
        self.clients.len() * size_of::<OneClient>()
            + positions * size_of::<Position>()
            + early * size_of::<Early>()
    }

    pub(super) fn observe(&mut self, input: OracleInput<'_>, violations: &mut Violations<'_>) {
        let Observation::Reported { node, event: NodeEvent::Protocol(event) } = input.observed.observation
        else {
            return;
        };
        if !input.trust.is_correct(node) {
            if let Event::Executed(execution) = event
                && input.surplus() > 0
            {
                self.hear(execution, input.observed.id);
            }
            return;
        }
        match (event, input.cluster.client(node)) {
            (Event::Executed(execution), None) if execution.seq == self.end.next() => {
                self.extend(execution, input.observed.id, violations);
            }
            (Event::RequestSent { to_all: false, .. }, Some(client)) => {
                let answered = self.answered;
                if let Some(client) = self.clients.get_mut(client.0 as usize) {
                    client.asked_after = answered;
                }
            }
            (Event::ResultAccepted { timestamp, result }, Some(client)) => {
                self.accepted(client, *timestamp, result, input.observed.id, violations);
            }
            _ => {}
        }
    }

    /// With more than f faulty replicas, those that follow the rules may be the first to execute a request and to reply.
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

    fn extend(&mut self, execution: &Execution, record: RecordId, violations: &mut Violations<'_>) {
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
                violations.add(violation_kinds::RESULT_NOT_GIVEN, numbers, vec![record, early.record]);
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
        violations: &mut Violations<'_>,
    ) {
        let Some(client) = self.clients.get_mut(id.0 as usize) else { return };
        let numbers = || [("client", id.into()), ("timestamp", timestamp.into())];
        let Some(position) = client.executed.iter().find(|position| position.timestamp == timestamp) else {
            let given = |early: &Early| early.timestamp == timestamp && early.result == *result;
            if client.executed_faulty.iter().any(given) {
                client.accepted_early = Some(Early { timestamp, result: Rc::clone(result), record });
                return;
            }
            violations.add(violation_kinds::RESULT_NEVER_EXECUTED, numbers(), vec![record]);
            return;
        };
        if position.result != *result {
            violations.add(violation_kinds::RESULT_NOT_GIVEN, numbers(), vec![position.record, record]);
        }
        let place = (position.seq, position.index + 1);
        if place <= client.asked_after {
            violations.add(violation_kinds::ANSWERED_BEFORE_ASKED, numbers(), vec![position.record, record]);
        }
        self.answered = self.answered.max(place);
    }
}
