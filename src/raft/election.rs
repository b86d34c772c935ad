//! Leader election: terms, votes, candidates (sections 5.1, 5.2 and 5.4.1; dissertation, 6.2 and 9.6).

use std::collections::BTreeMap;

use super::Out;
use super::event::{Event, RejectReason, VoteRefusal};
use super::ids::{Index, ServerId, ServerSet, Term};
use super::message::{Entry, Message, RequestVote, Vote};
use super::rules::Rule;
use super::server::{Follower, Leadership, Role, Server, refusal};
use super::timers::Timer;

impl Server {
    /// Starts to wait for a leader. The host adds a random duration.
    pub(super) fn set_election_timer(&self, out: &mut Out) {
        if !self.learner {
            out.set_timer(Timer::Election, self.config.params().election_timeout_min);
        }
    }

    /// R2 (section 5.1): a higher term makes any server a follower that has not voted.
    pub(super) fn advance_term(&mut self, term: Term, out: &mut Out) {
        self.term = term;
        self.voted_for = None;
        self.leader = None;
        out.report(Event::TermAdvanced { term });
        self.become_follower(out);
    }

    /// A candidate or leader follows again. The election timer of a follower goes on.
    pub(super) fn become_follower(&mut self, out: &mut Out) {
        if self.role == Role::Follower {
            return;
        }
        if self.is_leader() {
            out.cancel_timer(Timer::Heartbeat);
            out.cancel_timer(Timer::Quorum);
            self.leader = None;
            self.set_election_timer(out);
        }
        self.role = Role::Follower;
        out.report(Event::SteppedDown { term: self.term });
    }

    /// R4, R21: no leader was heard for a whole election timeout.
    pub(super) fn on_election_timeout(&mut self, out: &mut Out) {
        if self.is_leader() || self.learner {
            return;
        }
        if self.config.params().pre_vote { self.ask_for_pre_votes(out) } else { self.campaign(out) }
    }

    /// R21 (dissertation, 9.6): would a majority vote for this server? The term stays.
    fn ask_for_pre_votes(&mut self, out: &mut Out) {
        let term = self.term.next();
        self.leader = None;
        self.hears_leader = false;
        self.role = Role::PreCandidate { votes: ServerSet::from_iter([self.id]) };
        out.report(Event::PreVoteStarted { term });
        self.set_election_timer(out);
        self.ask_for_votes(term, true, out);
        self.count_votes(out);
    }

    /// R4 (section 5.2): a new term, with a vote for itself.
    fn campaign(&mut self, out: &mut Out) {
        self.term = self.term.next();
        self.voted_for = Some(self.id);
        self.leader = None;
        self.role = Role::Candidate { votes: ServerSet::from_iter([self.id]) };
        out.report(Event::ElectionStarted { term: self.term });
        self.set_election_timer(out);
        self.ask_for_votes(self.term, false, out);
        self.count_votes(out);
    }

    fn ask_for_votes(&self, term: Term, pre: bool, out: &mut Out) {
        let (last_index, last_term) = (self.log.last(), self.log.last_term());
        let request = RequestVote { term, candidate: self.id, last_index, last_term, pre };
        out.multicast(self.config.servers(), Message::RequestVote(request));
    }

    /// R3, R5, R21: at most one vote a term, and only for a log that is at least as up-to-date.
    pub(super) fn on_request_vote(&mut self, request: &RequestVote, out: &mut Out) {
        let RequestVote { term, candidate, pre, .. } = *request;
        let decision = if pre { self.judge_pre_vote(request) } else { self.judge_vote(request) };
        if let Err(reason) = decision {
            out.report(Event::VoteRefused { term, candidate, reason });
            out.send(candidate.node(), refusal(self, pre));
            return;
        }
        if !pre {
            self.voted_for = Some(candidate);
            self.set_election_timer(out);
        }
        out.report(Event::VoteGranted { term, candidate, pre });
        out.send(candidate.node(), Message::Vote(Vote { term, voter: self.id, granted: true, pre }));
    }

    fn judge_vote(&self, request: &RequestVote) -> Result<(), VoteRefusal> {
        if request.term < self.term {
            return Err(VoteRefusal::OlderTerm);
        }
        if self.learner {
            return Err(VoteRefusal::Learner);
        }
        if self.voted_for.is_some_and(|candidate| candidate != request.candidate) {
            return Err(VoteRefusal::AlreadyVoted);
        }
        self.judge_log(request)
    }

    fn judge_pre_vote(&self, request: &RequestVote) -> Result<(), VoteRefusal> {
        if request.term <= self.term {
            return Err(VoteRefusal::OlderTerm);
        }
        if self.learner {
            return Err(VoteRefusal::Learner);
        }
        if self.hears_leader || self.is_leader() {
            return Err(VoteRefusal::LeaderHeard);
        }
        self.judge_log(request)
    }

    /// Section 5.4.1: the log with the later last term is more up-to-date, then the longer one.
    fn judge_log(&self, request: &RequestVote) -> Result<(), VoteRefusal> {
        let candidate = (request.last_term, request.last_index);
        let own = (self.log.last_term(), self.log.last());
        let up_to_date = if !self.keeps(Rule::VoteChecksLog) {
            true
        } else if self.keeps(Rule::LastTermFirst) {
            candidate >= own
        } else {
            request.last_index >= self.log.last()
        };
        if up_to_date { Ok(()) } else { Err(VoteRefusal::OlderLog) }
    }

    /// R6, R21: the vote of each server counts once.
    pub(super) fn on_vote(&mut self, vote: &Vote, out: &mut Out) {
        let next_term = self.term.next();
        let current = self.term;
        let any_term = !self.keeps(Rule::VotesOfThisTerm);
        let counted = match &mut self.role {
            Role::PreCandidate { votes } if vote.pre && vote.granted && vote.term == next_term => {
                votes.insert(vote.voter)
            }
            Role::Candidate { votes } if !vote.pre && vote.granted && (vote.term == current || any_term) => {
                votes.insert(vote.voter)
            }
            _ => false,
        };
        if counted {
            self.count_votes(out);
        } else if vote.granted {
            let reason = if vote.term < current { RejectReason::OlderTerm } else { RejectReason::NotAsked };
            self.refuse(&Message::Vote(*vote), reason, out);
        }
    }

    fn count_votes(&mut self, out: &mut Out) {
        let majority = self.config.majority();
        match &self.role {
            Role::PreCandidate { votes } if votes.len() >= majority => self.campaign(out),
            Role::Candidate { votes } if votes.len() >= majority => self.become_leader(out),
            _ => {}
        }
    }

    /// R6 (section 5.2): the leader of the term, with what figure 2 says of its followers.
    fn become_leader(&mut self, out: &mut Out) {
        let next = self.log.last().next();
        let follower = Follower { next, matched: Index(0), awaiting: false, learner: false };
        let others = (0..self.config.params().servers).map(ServerId).filter(|server| *server != self.id);
        let followers: BTreeMap<_, _> = others.map(|server| (server, follower.clone())).collect();
        self.role = Role::Leader(Leadership { followers, heard: ServerSet::default() });
        self.leader = Some(self.id);
        out.report(Event::LeaderElected { term: self.term });
        out.cancel_timer(Timer::Election);
        if self.config.params().check_quorum {
            out.set_timer(Timer::Quorum, self.config.params().election_timeout_max);
        }
        if self.config.params().no_op {
            self.append_entry(Entry { term: self.term, request: None }, out);
        }
        self.on_heartbeat(out);
        self.advance_commit(out);
    }

    /// R22 (dissertation, 6.2): a leader that cannot reach a majority no longer serves clients.
    pub(super) fn on_quorum_check(&mut self, out: &mut Out) {
        let majority = self.config.majority();
        let Role::Leader(leadership) = &mut self.role else { return };
        let reached = leadership.heard.len() + 1 >= majority;
        leadership.heard = ServerSet::default();
        if reached {
            out.set_timer(Timer::Quorum, self.config.params().election_timeout_max);
        } else {
            self.become_follower(out);
        }
    }

    /// R7, R12: a leader of this term was heard.
    pub(super) fn follow(&mut self, leader: ServerId, out: &mut Out) {
        self.become_follower(out);
        self.leader = Some(leader);
        self.set_election_timer(out);
        if self.config.params().pre_vote {
            self.hears_leader = true;
            out.set_timer(Timer::Lease, self.config.params().election_timeout_min);
        }
    }
}
