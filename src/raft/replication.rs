//! Log replication: requests, APPEND, the commit rule (sections 5.3, 5.4.2 and 8).

use std::rc::Rc;

use super::Out;
use super::config::LOG_MAX;
use super::event::{Alarm, Event, RejectReason};
use super::ids::{Index, ServerId};
use super::message::{
    Append, Appended, Entry, InstallSnapshot, Installed, Message, Redirect, Reply, Request,
};
use super::rules::Rule;
use super::server::{Role, Server};
use super::timers::Timer;

impl Server {
    /// R8, R9 (section 8): the leader appends a request once; any other server redirects the client.
    pub(super) fn on_request(&mut self, request: &Rc<Request>, out: &mut Out) {
        if !self.is_leader() {
            self.redirect(request, out);
            return;
        }
        let (client, timestamp) = (request.client, request.timestamp);
        if let Some(last) = self.state.clients.last(client).filter(|last| last.timestamp >= timestamp) {
            if last.timestamp == timestamp {
                let reply = Reply { client, timestamp, result: Rc::clone(&last.result), term: self.term };
                out.report(Event::ReplyResent { client, timestamp });
                out.send(self.config.client_node(client), Message::Reply(Rc::new(reply)));
            } else {
                self.refuse(&Message::Request(Rc::clone(request)), RejectReason::OldRequest, out);
            }
            return;
        }
        let uncommitted = self.log.last().0.saturating_sub(self.commit.0);
        let waiting = self.log.from(self.commit.next(), usize::MAX);
        if waiting.into_iter().any(|entry| entry.has(client, timestamp)) {
            self.refuse(&Message::Request(Rc::clone(request)), RejectReason::Duplicate, out);
        } else if uncommitted >= self.config.params().uncommitted_max {
            self.refuse(&Message::Request(Rc::clone(request)), RejectReason::TooManyUncommitted, out);
        } else {
            self.append_entry(Entry { term: self.term, request: Some(Rc::clone(request)) }, out);
            if !self.keeps(Rule::ReplyAfterCommit) {
                self.reply_early(request, out);
            }
            self.replicate(out);
            self.advance_commit(out);
        }
    }

    fn redirect(&mut self, request: &Request, out: &mut Out) {
        let (client, timestamp, term, leader) = (request.client, request.timestamp, self.term, self.leader);
        out.report(Event::Redirected { client, leader });
        let redirect = Redirect { client, timestamp, term, leader };
        out.send(self.config.client_node(client), Message::Redirect(redirect));
    }

    /// A leader without the rule [`Rule::ReplyAfterCommit`] answers from what it has executed so far.
    fn reply_early(&self, request: &Request, out: &mut Out) {
        let result = self.state.service.clone().execute(&request.operation);
        let (client, timestamp) = (request.client, request.timestamp);
        let reply = Reply { client, timestamp, result, term: self.term };
        out.send(self.config.client_node(client), Message::Reply(Rc::new(reply)));
    }

    /// Adds an entry to the own log.
    pub(super) fn append_entry(&mut self, entry: Entry, out: &mut Out) {
        let (term, digest) = (entry.term, entry.digest());
        let index = self.log.append(Rc::new(entry));
        out.report(Event::Appended { index, term, digest });
    }

    /// R10 (section 5.3): every heartbeat sends again what is not acknowledged, or nothing.
    pub(super) fn on_heartbeat(&mut self, out: &mut Out) {
        if !self.is_leader() {
            return;
        }
        out.set_timer(Timer::Heartbeat, self.config.params().heartbeat);
        for follower in self.followers() {
            self.send_next(follower, out);
        }
    }

    /// R10: entries to every follower that waits for none.
    fn replicate(&mut self, out: &mut Out) {
        for follower in self.followers() {
            self.send_more(follower, out);
        }
    }

    fn followers(&self) -> Vec<ServerId> {
        let Role::Leader(leadership) = &self.role else { return Vec::new() };
        leadership.followers.keys().copied().collect()
    }

    fn send_more(&mut self, follower: ServerId, out: &mut Out) {
        let last = self.log.last();
        let Role::Leader(leadership) = &self.role else { return };
        let wants = |progress: &super::server::Follower| !progress.awaiting && progress.next <= last;
        if leadership.followers.get(&follower).is_some_and(wants) {
            self.send_next(follower, out);
        }
    }

    /// R10, R11: the entries from `next` on, or the snapshot where the log no longer has them.
    fn send_next(&mut self, follower: ServerId, out: &mut Out) {
        let (term, leader, base, last) = (self.term, self.id, self.log.base(), self.log.last());
        let Role::Leader(leadership) = &mut self.role else { return };
        let Some(progress) = leadership.followers.get_mut(&follower) else { return };
        progress.awaiting = progress.next <= last;
        if progress.next <= base {
            let install = InstallSnapshot { term, leader, snapshot: Rc::clone(&self.snapshot) };
            out.send(follower.node(), Message::InstallSnapshot(Rc::new(install)));
            return;
        }
        let prev_index = progress.next.previous();
        let Some(prev_term) = self.log.term_at(prev_index) else { return };
        let entries = self.log.from(progress.next, self.config.params().batch_max as usize);
        let entries = entries.map(|entry| Entry::clone(entry)).collect();
        let append = Append { term, leader, prev_index, prev_term, entries, commit: self.commit };
        out.send(follower.node(), Message::Append(Rc::new(append)));
    }

    /// R3, R7, R12 to R14: a follower makes its log equal to the leader's.
    pub(super) fn on_append(&mut self, append: &Rc<Append>, out: &mut Out) {
        let message = Message::Append(Rc::clone(append));
        if append.term < self.term {
            self.refuse(&message, RejectReason::OlderTerm, out);
            self.answer_append(append, Err(self.log.last().next()), out);
            return;
        }
        if self.is_leader() {
            out.report(Event::Alarm(Alarm::TwoLeaders));
            self.refuse(&message, RejectReason::OtherLeader, out);
            return;
        }
        let end = append.prev_index.0.saturating_add(append.entries.len() as u64);
        let too_many = append.entries.len() > self.config.params().batch_max as usize;
        if too_many || end.saturating_sub(self.log.base().0) > LOG_MAX {
            self.refuse(&message, RejectReason::TooLong, out);
            return;
        }
        self.follow(append.leader, out);
        match self.find_conflict(append) {
            Ok(conflict) => self.store(append, conflict, out),
            Err(hint) => self.answer_append(append, Err(hint), out),
        }
    }

    /// R12: where the first entry that the follower lacks or contradicts is, if the previous entry matches. Else the hint: where the
    /// leader may try next.
    fn find_conflict(&self, append: &Append) -> Result<Option<Index>, Index> {
        let (base, last, prev) = (self.log.base(), self.log.last(), append.prev_index);
        if prev > last {
            return Err(last.next());
        }
        // At or below the base entries are committed, hence equal.
        if prev >= base && self.log.term_at(prev) != Some(append.prev_term) {
            return Err(self.log.first_of_term(prev).max(self.commit.next()));
        }
        let indexed = (1..).map(|offset| prev.plus(offset)).zip(&append.entries);
        let mut new = indexed.filter(|(index, _)| *index > base);
        Ok(new.find(|(index, entry)| self.log.term_at(*index) != Some(entry.term)).map(|(index, _)| index))
    }

    /// R13, R14: replaces what conflicts, adds what is missing, follows the leader's commit index.
    fn store(&mut self, append: &Rc<Append>, conflict: Option<Index>, out: &mut Out) {
        let matched = append.prev_index.plus(append.entries.len() as u64);
        if let Some(conflict) = conflict {
            if conflict <= self.commit {
                out.report(Event::Alarm(Alarm::ConflictBelowCommit));
                self.refuse(&Message::Append(Rc::clone(append)), RejectReason::ConflictBelowCommit, out);
                self.answer_append(append, Err(self.commit.next()), out);
                return;
            }
            self.truncate(conflict, out);
            let known = usize::try_from(conflict.0 - append.prev_index.0 - 1).unwrap_or(usize::MAX);
            for entry in append.entries.iter().skip(known) {
                self.append_entry(entry.clone(), out);
            }
        } else if !self.keeps(Rule::MatchingEntriesKept) {
            self.truncate(matched.next().max(self.commit.next()), out);
        }
        let bound = if self.keeps(Rule::CommitBounded) { matched } else { self.log.last() };
        self.commit_upto(append.commit.min(bound), out);
        let surplus = u64::from(!self.keeps(Rule::MatchAsStored));
        self.answer_append(append, Ok(matched.plus(surplus)), out);
    }

    fn truncate(&mut self, from: Index, out: &mut Out) {
        if from <= self.log.last() {
            self.log.truncate(from);
            out.report(Event::Truncated { from });
        }
    }

    fn answer_append(&self, append: &Append, outcome: Result<Index, Index>, out: &mut Out) {
        let appended = Appended {
            term: self.term,
            follower: self.id,
            success: outcome.is_ok(),
            prev_index: append.prev_index,
            matched: outcome.unwrap_or_default(),
            hint: outcome.err().unwrap_or_default(),
            learner: self.learner,
        };
        out.send(append.leader.node(), Message::Appended(appended));
    }

    /// R3, R15 (section 5.3): on success the follower's log agrees up to an index, on failure the leader tries an earlier one.
    pub(super) fn on_appended(&mut self, appended: &Appended, out: &mut Out) {
        if appended.term < self.term || !self.is_leader() {
            self.refuse(&Message::Appended(*appended), RejectReason::NotAsked, out);
            return;
        }
        let last = self.log.last();
        let Role::Leader(leadership) = &mut self.role else { return };
        let Some(progress) = leadership.followers.get_mut(&appended.follower) else { return };
        leadership.heard.insert(appended.follower);
        progress.learner |= appended.learner;
        if appended.success {
            // A correct follower never acknowledges more than the leader has.
            progress.matched = progress.matched.max(appended.matched.min(last));
            progress.next = progress.matched.next().max(progress.next.min(last.next()));
        } else if appended.prev_index == progress.next.previous() {
            let earlier = progress.matched.next().max(appended.hint.min(progress.next.previous()));
            let goes_back = earlier < progress.next;
            progress.next = earlier;
            if !goes_back {
                // It cannot go further back: only the next heartbeat tries again, or the two would never pause.
                return;
            }
        } else {
            self.refuse(&Message::Appended(*appended), RejectReason::NotAsked, out);
            return;
        }
        progress.awaiting = false;
        let (upto, follower) = (progress.matched, appended.follower);
        if appended.success {
            out.report(Event::Replicated { follower, upto });
            self.advance_commit(out);
        }
        self.send_more(follower, out);
    }

    /// R11: the follower has the snapshot.
    pub(super) fn on_installed(&mut self, installed: &Installed, out: &mut Out) {
        if installed.term < self.term || !self.is_leader() {
            self.refuse(&Message::Installed(*installed), RejectReason::NotAsked, out);
            return;
        }
        let last = self.log.last();
        let Role::Leader(leadership) = &mut self.role else { return };
        let Some(progress) = leadership.followers.get_mut(&installed.follower) else { return };
        leadership.heard.insert(installed.follower);
        progress.learner |= installed.learner;
        progress.matched = progress.matched.max(installed.index.min(last));
        progress.next = progress.next.max(progress.matched.next());
        progress.awaiting = false;
        let (follower, upto) = (installed.follower, progress.matched);
        out.report(Event::Replicated { follower, upto });
        self.advance_commit(out);
        self.send_more(follower, out);
    }

    /// R16 (sections 5.3 and 5.4.2): an entry of the leader's term that a majority stores is committed, with all before it.
    pub(super) fn advance_commit(&mut self, out: &mut Out) {
        let Role::Leader(leadership) = &self.role else { return };
        let counted = leadership.followers.values().filter(|follower| !follower.learner);
        let mut matched: Vec<Index> = counted.map(|follower| follower.matched).collect();
        matched.push(self.log.last());
        matched.sort_unstable_by(|a, b| b.cmp(a));
        let Some(index) = matched.get(self.config.majority() as usize - 1).copied() else { return };
        let of_own_term = self.log.term_at(index) == Some(self.term);
        if index > self.commit && (of_own_term || !self.keeps(Rule::CommitsOwnTerm)) {
            self.commit_upto(index, out);
        }
    }
}
