//! Execution (section 4.2): strictly in order, each request at most once, the reply to the client.

use std::rc::Rc;

use super::Out;
use super::envelope::Signed;
use super::event::{Event, Execution};
use super::ids::{ClientId, Seq, Timestamp};
use super::message::{Message, Reply, ReplyKind, Request};
use super::replica::Replica;
use super::rules::Rule;

impl Replica {
    /// Protocol section 3.8: while the next number is decided and its batch known, execute it.
    pub(super) fn execute_ready(&mut self, out: &mut Out) {
        while !self.has_diverged() && self.execute_number(self.next_to_execute(), out) {}
    }

    /// The number after the last executed one. Without `EarlierNumbersOpen` a number that was closed undecided is skipped.
    fn next_to_execute(&self) -> Seq {
        let next = self.last_executed.next();
        let is_decided = |seq| self.log.get(seq).is_some_and(|entry| entry.decision.is_some());
        if self.is_closed(next) && !is_decided(next) && is_decided(next.next()) { next.next() } else { next }
    }

    /// Executes a number if it is decided and its batch known; says whether it did.
    pub(super) fn execute_number(&mut self, seq: Seq, out: &mut Out) -> bool {
        let Some(entry) = self.log.get(seq) else { return false };
        let Some(digest) = entry.decision.as_ref().map(|decision| decision.digest) else { return false };
        let Some(batch) = entry.batch(digest, self.quorums) else { return false };
        let results: Vec<_> = batch.requests().iter().map(|request| self.execute(request)).collect();
        self.last_executed = self.last_executed.max(seq);
        let executed_anything = results.iter().any(Option::is_some);
        let view = self.view;
        let executed = Execution { seq, view, batch: Rc::clone(&batch), results };
        out.report(Event::Executed(Rc::new(executed)));
        for request in batch.requests() {
            self.settle_executed(request, out);
        }
        // Null requests and repetitions are not progress: only a new request ends the doubling of the timeout.
        if executed_anything && self.is_active() {
            self.attempts = 0;
        }
        if !self.keeps(Rule::TimerWatchesOne) {
            self.stop_request_timer(out);
        }
        let arrived = self.settle_awaited();
        if self.config.is_checkpoint(seq) && self.keeps(Rule::Checkpoints) {
            self.take_checkpoint(seq, out);
        }
        if arrived {
            self.settle_later_checkpoints(out);
        }
        true
    }

    /// Executes a request unless its client's table row says that it was executed before.
    fn execute(&mut self, request: &Signed<Request>) -> Option<Rc<[u8]>> {
        let (client, timestamp) = (request.client, request.timestamp);
        let last = self.state.clients.timestamp(client);
        let is_old = timestamp < last || (timestamp == last && self.keeps(Rule::EqualTimestampIsOld));
        if is_old && self.keeps(Rule::ExactlyOnce) {
            return None;
        }
        let result = self.state.service.execute(&request.operation);
        self.state.clients.set(client, timestamp, Rc::clone(&result));
        Some(result)
    }

    /// Answers the client and removes its pending request. A request older than the table's row gets no answer.
    fn settle_executed(&mut self, request: &Signed<Request>, out: &mut Out) {
        let executed = self.state.clients.timestamp(request.client);
        if request.timestamp == executed {
            self.reply_again(request.client, out);
        }
        // By timestamp, not by digest: a faulty client may have sent other operations to other replicas.
        self.pending.remove_executed_of(request.client, executed);
    }

    /// Sends the stored result of the client's last executed request, with the current view as a hint.
    pub(super) fn reply_again(&mut self, client: ClientId, out: &mut Out) {
        let Some(last) = self.state.clients.last(client).cloned() else { return };
        if self.amnesia.is_some() || last.timestamp == Timestamp(0) {
            return;
        }
        let reply = self.sign(Reply {
            view: self.view,
            timestamp: last.timestamp,
            client,
            replica: self.id,
            kind: ReplyKind::Committed,
            result: last.result,
        });
        out.send(client.node(self.quorums.n), Message::Reply(reply.into_signed()));
    }
}
