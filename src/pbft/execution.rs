//! Execution (section 4.2): strictly in order, each request at most once, the reply to the client.

use std::rc::Rc;

use super::Out;
use super::envelope::Signed;
use super::event::{Event, Execution};
use super::ids::{ClientId, Timestamp};
use super::message::{Message, Reply, ReplyKind, Request};
use super::replica::Replica;

impl Replica {
    /// Protocol section 3.8: while the next number is decided and its batch known, execute it.
    pub(super) fn execute_ready(&mut self, out: &mut Out) {
        while !self.has_diverged() {
            let next = self.last_executed.next();
            let Some(entry) = self.log.get(next) else { return };
            let Some(digest) = entry.decision.as_ref().map(|decision| decision.digest) else { return };
            let Some(batch) = entry.body(digest) else { return };
            let results: Vec<_> = batch.requests().iter().map(|request| self.execute(request)).collect();
            self.last_executed = next;
            let requests = batch.requests().to_vec();
            let executed_anything = results.iter().any(Option::is_some);
            let view = self.view;
            out.report(Event::Executed(Rc::new(Execution { seq: next, view, batch, results })));
            for request in &requests {
                self.settle_executed(request, out);
            }
            // Null requests and repetitions are not progress: only a new request ends the doubling of the timeout.
            if executed_anything && self.is_active() {
                self.attempts = 0;
            }
            let arrived = self.settle_awaited();
            if self.config.is_checkpoint(next) {
                self.take_checkpoint(next, out);
            }
            if arrived {
                self.settle_later_checkpoints(out);
            }
        }
    }

    /// Executes a request unless its client's table row says that it was executed before.
    fn execute(&mut self, request: &Signed<Request>) -> Option<Rc<[u8]>> {
        let (client, timestamp) = (request.client, request.timestamp);
        if timestamp <= self.state.clients.timestamp(client) {
            return None;
        }
        let result = self.state.service.execute(&request.operation);
        self.state.clients.set(client, timestamp, Rc::clone(&result));
        Some(result)
    }

    /// Answers the client and forgets what need not wait any more. A request older than the table's row gets no answer.
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
