//! Search back through the messages of one node, until the votes for a claim suffice.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Archive, Certificate, Claim, Vote, WALK_MAX};
use crate::pbft::codec::Limits;
use crate::pbft::envelope::{Body, Signed};
use crate::pbft::ids::Author;
use crate::pbft::message::{Checkpoint, Commit, NewView, PrePrepare, Prepare, Reply};
use crate::pbft::{Message, View};
use crate::process::NodeId;
use crate::sim::{RecordId, RecordKind};

/// The votes that a node had for a claim before a record.
pub(super) fn certificate(
    claim: Claim,
    holder: NodeId,
    until: RecordId,
    archive: Archive<'_>,
) -> Option<Certificate> {
    let trace = archive.trace;
    let oldest = trace.discarded().max(until.0.saturating_sub(WALK_MAX));
    let mut ballot = Ballot { claim, archive, votes: BTreeMap::new() };
    for id in (oldest..until.0).rev() {
        let Some(record) = trace.record(RecordId(id)) else { continue };
        let (message, sent) = match record.kind {
            RecordKind::Delivered { to, message, .. } if to == holder => {
                (message, record.cause.unwrap_or(record.id))
            }
            RecordKind::Sent { from, message, .. } if from == holder => (message, record.id),
            _ => continue,
        };
        let Some(message) = trace.message(message) else { continue };
        if let Some(view) = ballot.read(message, sent) {
            return Some(ballot.close(view, holder));
        }
    }
    None
}

/// The votes found so far.
struct Ballot<'a> {
    claim: Claim,
    archive: Archive<'a>,
    /// By view, because only votes of one view form a certificate. Votes without a view count as votes of view 0.
    votes: BTreeMap<View, BTreeMap<Author, RecordId>>,
}

impl Ballot<'_> {
    /// Collects the votes of a message. Returns the view in which they now suffice.
    fn read(&mut self, message: &Message, record: RecordId) -> Option<View> {
        match message {
            Message::PrePrepare { header, .. } => self.proposal(header, record),
            Message::Prepare(vote) => self.prepare(vote, record),
            Message::Commit(vote) => self.commit(vote, record),
            Message::CommitCertificate(proof) => {
                proof.commits.iter().filter_map(|vote| self.commit(vote, record)).last()
            }
            Message::Checkpoint(vote) => self.checkpoint(vote, record),
            Message::State(state) => {
                state.proof.iter().filter_map(|vote| self.checkpoint(vote, record)).last()
            }
            Message::NewView(new_view) => self.new_view(new_view, record),
            Message::Reply(reply) => self.reply(reply, record),
            Message::Bytes(bytes) => {
                // The result of decoding is never `Bytes`, so this ends.
                let message = Message::decode(bytes, Limits::of(self.archive.config)).ok()?;
                self.read(&message, record)
            }
            _ => None,
        }
    }

    /// The primary's proposal is its vote to prepare.
    fn proposal(&mut self, header: &Rc<Signed<PrePrepare>>, record: RecordId) -> Option<View> {
        let Claim::Prepared { view, seq, digest } = self.claim else { return None };
        let primary = self.archive.config.quorums().primary(view);
        let counts = (header.view, header.seq, header.digest, header.replica) == (view, seq, digest, primary);
        if counts { self.count(view, header, record) } else { None }
    }

    fn prepare(&mut self, vote: &Rc<Signed<Prepare>>, record: RecordId) -> Option<View> {
        let Claim::Prepared { view, seq, digest } = self.claim else { return None };
        let primary = self.archive.config.quorums().primary(view);
        let counts = (vote.view, vote.seq, vote.digest) == (view, seq, digest) && vote.replica != primary;
        if counts { self.count(view, vote, record) } else { None }
    }

    fn commit(&mut self, vote: &Rc<Signed<Commit>>, record: RecordId) -> Option<View> {
        let Claim::Committed { seq, digest } = self.claim else { return None };
        if (vote.seq, vote.digest) == (seq, digest) { self.count(vote.view, vote, record) } else { None }
    }

    fn checkpoint(&mut self, vote: &Rc<Signed<Checkpoint>>, record: RecordId) -> Option<View> {
        let Claim::Stable { seq, digest } = self.claim else { return None };
        if (vote.seq, vote.digest) == (seq, digest) { self.count(View(0), vote, record) } else { None }
    }

    /// A new view also repeats proposals that had prepared.
    fn new_view(&mut self, new_view: &Rc<Signed<NewView>>, record: RecordId) -> Option<View> {
        match self.claim {
            Claim::NewView { view } if new_view.view == view => {
                let changes = new_view.view_changes.iter();
                changes.filter_map(|change| self.count(view, change, record)).last()
            }
            _ => new_view.pre_prepares.iter().filter_map(|header| self.proposal(header, record)).last(),
        }
    }

    fn reply(&mut self, reply: &Rc<Signed<Reply>>, record: RecordId) -> Option<View> {
        let Claim::Answered { timestamp, result } = &self.claim else { return None };
        let counts = reply.timestamp == *timestamp && reply.result == *result;
        if counts { self.count(View(0), reply, record) } else { None }
    }

    fn count<T: Body>(&mut self, view: View, vote: &Rc<Signed<T>>, record: RecordId) -> Option<View> {
        self.archive.roster.verify(vote).ok()?;
        let quorums = self.archive.config.quorums();
        let votes = self.votes.entry(view).or_default();
        let need = match self.claim {
            Claim::Answered { .. } => quorums.replies(),
            Claim::Prepared { .. } => quorums.prepare_votes(),
            Claim::Committed { .. } => quorums.commits(),
            Claim::Stable { .. } => quorums.checkpoints(),
            Claim::NewView { .. } => quorums.view_changes(),
        };
        // One vote fewer suffices from the backups, and none of them replaces the proposal.
        let primary = Author::Replica(quorums.primary(view));
        let waits = matches!(self.claim, Claim::Prepared { .. }) && !votes.contains_key(&primary);
        if vote.author() != primary && waits && votes.len() + 1 >= need as usize {
            return None;
        }
        votes.insert(vote.author(), record);
        (votes.len() >= need as usize).then_some(view)
    }

    fn close(mut self, view: View, holder: NodeId) -> Certificate {
        let replicas = self.archive.config.params().replicas;
        let votes = self.votes.remove(&view).unwrap_or_default().into_iter();
        let votes = votes.map(|(author, record)| Vote { signer: author.node(replicas), record }).collect();
        let has_view = !matches!(self.claim, Claim::Stable { .. } | Claim::Answered { .. });
        Certificate { claim: self.claim, view: has_view.then_some(view), holder, votes }
    }
}
