//! Certificates behind a violation: the signed votes that made a correct node act.
//!
//! An oracle sees that two correct replicas diverged. Each acted on what it had received, and the trace still contains that:
//! starting at the record that an oracle names as evidence, the search goes back through what the node received and sent, and
//! collects votes with valid signatures until they suffice. Two such quorums share at least `f + 1` members. A node in both
//! within one view has contradicted itself. Across views, the guilty nodes are those that hid what they had prepared when the
//! later view began.

#[cfg(test)]
mod tests;
mod votes;

use std::rc::Rc;

use crate::byzantine::node::Node;
use crate::pbft::envelope::Roster;
use crate::pbft::{Config, Digest, Event, Seq, Timestamp, View};
use crate::process::NodeId;
use crate::sim::{Reader, RecordId, RecordKind, Violation};

/// The maximum number of violations of a run whose certificates are collected. Later violations follow from the first.
pub const VIOLATIONS_MAX: usize = 100;
/// The maximum number of records that one search visits.
const WALK_MAX: u64 = 200_000;

/// Votes that suffice for a claim, as one node held them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The claim of the votes.
    pub claim: Claim,
    /// Their view, if the claim has one.
    pub view: Option<View>,
    /// The node that held them.
    pub holder: NodeId,
    /// The votes, one for each signer, ordered by signer.
    pub votes: Vec<Vote>,
}

/// The claim that a certificate proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// A PRE-PREPARE and `Q - 1` PREPAREs: no other batch prepares in this view at this number.
    Prepared {
        /// The view.
        view: View,
        /// The number.
        seq: Seq,
        /// The digest of the batch.
        digest: Digest,
    },
    /// `Q` COMMITs: no other batch is executed at this number.
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
    /// `Q` VIEW-CHANGEs in a NEW-VIEW: no other batch prepared in an earlier view.
    NewView {
        /// The new view.
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
    /// The signer.
    pub signer: NodeId,
    /// The record in which it was sent.
    pub record: RecordId,
}

/// The data in which certificates are found.
#[derive(Clone, Copy)]
pub struct Archive<'a> {
    /// The trace.
    pub trace: Reader<'a, Node>,
    /// The public keys of the nodes.
    pub roster: &'a Roster,
    /// The configuration with the thresholds.
    pub config: &'a Config,
}

/// The certificates behind a violation, in the order of its evidence. Empty for a violation that is not about certificates.
/// Certificates whose votes the trace no longer contains are left out.
pub fn behind(violation: &Violation, archive: Archive<'_>) -> Vec<Certificate> {
    let claims = violation.evidence.iter().filter_map(|record| claim_of(violation, *record, archive));
    claims.filter_map(|(claim, holder, record)| votes::certificate(claim, holder, record, archive)).collect()
}

/// The holder and the claim of the certificate behind a record of the evidence.
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
