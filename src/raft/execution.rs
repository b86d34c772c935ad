//! Execution of committed entries, and snapshots (sections 5.3, 7 and 8).

use std::rc::Rc;

use super::Out;
use super::event::{Alarm, Event, Execution, RejectReason};
use super::ids::Index;
use super::log::{Log, Snapshot, State};
use super::message::{Entry, InstallSnapshot, Installed, Message, Reply, Request};
use super::rules::Rule;
use super::server::Server;
use crate::common::client_table::ClientTable;

impl Server {
    /// The commit index rises, and what is committed executes in order (rule R17).
    pub(super) fn commit_upto(&mut self, index: Index, out: &mut Out) {
        if index <= self.commit {
            return;
        }
        self.commit = index;
        out.report(Event::Committed { index, term: self.term });
        while self.applied < self.commit {
            let next = self.applied.next();
            let Some(entry) = self.log.get(next).map(Rc::clone) else { break };
            self.applied = next;
            self.execute(next, &entry, out);
        }
        self.take_snapshot(out);
    }

    /// R17: a request executes once. The leader replies.
    fn execute(&mut self, index: Index, entry: &Entry, out: &mut Out) {
        let fresh = |request: &&Rc<Request>| self.state.clients.timestamp(request.client) < request.timestamp;
        let result = entry.request.as_ref().filter(fresh).map(|request| {
            let result = self.state.service.execute(&request.operation);
            self.state.clients.set(request.client, request.timestamp, Rc::clone(&result));
            result
        });
        out.report(Event::Executed(Rc::new(Execution {
            index,
            term: entry.term,
            digest: entry.digest(),
            request: entry.request.as_ref().map(|request| (request.client, request.timestamp)),
            result: result.clone(),
        })));
        let (Some(request), Some(result)) = (&entry.request, result) else { return };
        if self.is_leader() && self.keeps(Rule::ReplyAfterCommit) {
            let (client, timestamp) = (request.client, request.timestamp);
            let reply = Reply { client, timestamp, result, term: self.term };
            out.send(self.config.client_node(client), Message::Reply(Rc::new(reply)));
        }
    }

    /// R18 (section 7): at the interval the state replaces the log, except for some trailing entries.
    fn take_snapshot(&mut self, out: &mut Out) {
        let params = self.config.params();
        if self.applied.0 - self.snapshot.index.0 < params.snapshot_interval {
            return;
        }
        let Some(term) = self.log.term_at(self.applied) else { return };
        let snapshot = Snapshot { index: self.applied, term, state: self.state.clone() };
        out.report(Event::SnapshotTaken { index: self.applied, digest: snapshot.state.digest() });
        self.snapshot = Rc::new(snapshot);
        self.log.compact(Index(self.applied.0.saturating_sub(params.trailing)).max(self.log.base()));
    }

    /// R3, R7, R19 (section 7, figure 13): a follower that lags takes over the leader's state.
    pub(super) fn on_install_snapshot(&mut self, install: &Rc<InstallSnapshot>, out: &mut Out) {
        let message = Message::InstallSnapshot(Rc::clone(install));
        if install.term < self.term {
            self.refuse(&message, RejectReason::OlderTerm, out);
        } else if self.is_leader() {
            out.report(Event::Alarm(Alarm::TwoLeaders));
            self.refuse(&message, RejectReason::OtherLeader, out);
            return;
        } else {
            self.follow(install.leader, out);
            let news = install.snapshot.index > self.commit;
            if news || !self.keeps(Rule::OldSnapshotIgnored) {
                self.install(&install.snapshot, out);
            }
        }
        let (term, follower, learner) = (self.term, self.id, self.learner);
        let index = install.snapshot.index.min(self.commit);
        let installed = Installed { term, follower, index, learner };
        out.send(install.leader.node(), Message::Installed(installed));
    }

    fn install(&mut self, snapshot: &Rc<Snapshot>, out: &mut Out) {
        if self.log.term_at(snapshot.index) == Some(snapshot.term) {
            self.log.compact(snapshot.index);
        } else {
            self.log = Log::after(snapshot.index, snapshot.term);
        }
        let clients = if self.keeps(Rule::SessionsInSnapshot) {
            snapshot.state.clients.clone()
        } else {
            ClientTable::default()
        };
        self.state = State { service: snapshot.state.service.clone(), clients };
        self.snapshot = Rc::new(Snapshot { state: self.state.clone(), ..Snapshot::clone(snapshot) });
        (self.commit, self.applied) = (snapshot.index, snapshot.index);
        let digest = self.state.digest();
        out.report(Event::SnapshotInstalled { index: snapshot.index, digest });
    }
}
