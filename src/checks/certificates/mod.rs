//! The certificates behind a violation: which signed votes made a correct node do what it did.
//!
//! An oracle sees that two correct replicas went different ways. What led each of them there is what it had received until then, and
//! the trace still holds that: from the record that an oracle names as evidence one walks back through what the node
//! received and sent itself, and takes the votes with valid signatures until they are enough. Two such quorums share at
//! least `f + 1` members. A node in both within one view has contradicted itself; across views those have that hid what they knew
//! when the later view began.

#[cfg(test)]
mod tests;
mod votes;

use std::rc::Rc;

use crate::byzantine::node::Node;
use crate::pbft::envelope::Roster;
use crate::pbft::{Config, Digest, Event, Seq, Timestamp, View};
use crate::process::NodeId;
use crate::sim::{Reader, RecordId, RecordKind, Violation};

/// How many of the first violations of a run have their certificates looked up: later ones follow from the first.
pub const VIOLATIONS_MAX: usize = 100;
/// How many records one walk looks at.
const WALK_MAX: u64 = 200_000;

/// Enough votes for one thing, as one node held them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// What the votes say.
    pub claim: Claim,
    /// The view in which they were cast, where one is part of them.
    pub view: Option<View>,
    /// Who held them.
    pub holder: NodeId,
    /// The votes, one of each signer, in the order of the signers.
    pub votes: Vec<Vote>,
}

/// The statement that a certificate proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// A PRE-PREPARE and `Q - 1` PREPAREs: nothing else prepares in this view at this number.
    Prepared {
        /// The view.
        view: View,
        /// The number.
        seq: Seq,
        /// The digest of the batch.
        digest: Digest,
    },
    /// `Q` COMMITs: nothing else is ever executed at this number.
    Committed {
        /// The number.
        seq: Seq,
        /// The digest of the batch.
        digest: Digest,
    },
    /// `Q` CHECKPOINTs: this is the state after this number.
    Stable {
        /// The number.
        seq: Seq,
        /// The digest of the state.
        digest: Digest,
    },
    /// `Q` VIEW-CHANGEs in a NEW-VIEW: nothing else has prepared in an earlier view.
    NewView {
        /// The view that begins.
        view: View,
    },
    /// `W` REPLYs: this is the result.
    Answered {
        /// The timestamp of the request.
        timestamp: Timestamp,
        /// The result.
        result: Rc<[u8]>,
    },
}

/// One signed vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vote {
    /// Who signed.
    pub signer: NodeId,
    /// The record in which it was sent.
    pub record: RecordId,
}

/// What it takes to look certificates up.
#[derive(Clone, Copy)]
pub struct Archive<'a> {
    /// What happened.
    pub trace: Reader<'a, Node>,
    /// Who signs with which key.
    pub roster: &'a Roster,
    /// How many votes are enough.
    pub config: &'a Config,
}

/// The certificates behind a violation, in the order of its evidence; none for those that are not about certificates, and
/// none whose votes the trace holds no longer.
pub fn behind(violation: &Violation, archive: Archive<'_>) -> Vec<Certificate> {
    let claims = violation.evidence.iter().filter_map(|record| claim_of(violation, *record, archive));
    claims.filter_map(|(claim, holder, record)| votes::certificate(claim, holder, record, archive)).collect()
}

/// Whose certificate stands behind a record of the evidence, and for what.
fn claim_of(
    violation: &Violation,
    record: RecordId,
    archive: Archive<'_>,
) -> Option<(Claim, NodeId, RecordId)> {
    let RecordKind::Reported { node, event } = archive.trace.record(record)?.kind else { return None };
    let claim = match (violation.property, archive.trace.event(event)?.protocol()?) {
        ("agreement", Event::Executed(execution)) => {
            Claim::Committed { seq: execution.seq, digest: execution.batch.digest() }
        }
        ("commit implies prepared", Event::CommittedLocal(slot)) => {
            Claim::Committed { seq: slot.seq, digest: slot.digest }
        }
        ("no conflicting prepared" | "preserved across views", Event::Prepared(slot)) => {
            Claim::Prepared { view: slot.view, seq: slot.seq, digest: slot.digest }
        }
        ("preserved across views", Event::PrePrepared(slot)) => Claim::NewView { view: slot.view },
        (
            "checkpoint agreement" | "order",
            Event::StateTransferred { seq, digest } | Event::Stable { seq, digest },
        ) => Claim::Stable { seq: *seq, digest: *digest },
        ("client", Event::ResultAccepted { timestamp, result }) => {
            Claim::Answered { timestamp: *timestamp, result: Rc::clone(result) }
        }
        _ => return None,
    };
    Some((claim, node, record))
}
