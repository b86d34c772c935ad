//! Violations of invariants, and the certificates behind them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::proof::ProofBrief;
use super::reason::by_name;
use super::text::brief_text_of;
use crate::checks::certificates::{Certificate, Claim};
use crate::checks::invariants::number_of;
use crate::sim::Found;
use crate::units::Ms;

/// A violated invariant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Violation {
    /// The number of the invariant, such as `I1`.
    pub id: String,
    /// The name of the invariant, such as `agreement`.
    pub property: String,
    /// The stable name of the kind of violation, such as `other-batch`.
    pub code: String,
    /// An English sentence about what happened, for readers without a translation.
    pub sentence: String,
    /// The numbers in the sentence, by name. Those named `replica`, `other` and `client` are numbers of replicas and clients.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub numbers: BTreeMap<String, u64>,
    /// When it was found.
    pub at_ms: Ms,
    /// The step at which it was found.
    pub step: u64,
    /// The records that prove it.
    pub records: Vec<u64>,
    /// The certificates behind it, in the order of the records: two if statements contradict each other. Empty if there is
    /// none, if the trace no longer contains the votes, and after the first hundred violations of a run.
    pub certificates: Vec<CertificateView>,
    /// The nodes in order whose votes are in all of its certificates. Empty if there is only one certificate. Two quorums share
    /// at least 2Q - n replicas.
    pub intersection: Vec<u32>,
    /// Whether more replicas were Byzantine, when it was found, than this invariant tolerates: 2Q - n of them may break
    /// agreement, and f + 1 all others. Then PBFT predicts the violation.
    pub beyond_f: bool,
    /// Whether the protocol of this run lacks rules. Then the violation shows what a missing rule prevents, even if `beyondF` is false.
    pub weakened: bool,
    /// The nodes in order whose guilt is proven so far.
    pub guilty: Vec<u32>,
    /// The numbers of the proofs against nodes of the intersection.
    pub proofs: Vec<u32>,
}

/// A certificate: signed votes that made a correct node act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct CertificateView {
    /// The kind of votes: a PRE-PREPARE with PREPAREs, COMMITs, CHECKPOINTs, the VIEW-CHANGEs of a NEW-VIEW, or REPLYs.
    #[cfg_attr(
        target_arch = "wasm32",
        tsify(type = "\"prepared\" | \"commit\" | \"checkpoint\" | \"new-view\" | \"replies\"")
    )]
    pub kind: &'static str,
    /// The node that held it.
    pub holder: u32,
    /// The view of the votes. Absent for CHECKPOINTs and REPLYs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view: Option<u64>,
    /// The sequence number. Absent for VIEW-CHANGEs and REPLYs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    /// The digest of the batch, or of the state at a checkpoint. Absent for VIEW-CHANGEs and REPLYs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// The timestamp of the request in REPLYs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<u64>,
    /// The result in REPLYs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// The signers in order.
    pub signers: Vec<u32>,
    /// For each signer, the record in which its vote was sent.
    pub records: Vec<u64>,
}

/// An invariant of PBFT and its state in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct InvariantView {
    /// The number of the invariant in the specification, such as `I6`.
    pub id: &'static str,
    /// The name of the invariant, as in `Violation.property` and in goals.
    pub property: &'static str,
    /// Whether the engine checks it in every run, so that goals can name it. The others are checked by comparing runs.
    pub watched: bool,
    /// Its state.
    pub state: InvariantState,
}

/// The state of an invariant in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum InvariantState {
    /// It holds so far.
    Held,
    /// It was violated.
    Broken,
    /// It does not apply yet, or is judged only after all faults have ended.
    Unjudged,
}

/// A violation. `proofs` are all that were found so far.
pub(crate) fn violation_of(
    found: &Found,
    certificates: &[Certificate],
    proofs: &[ProofBrief],
    beyond_f: bool,
    weakened: bool,
) -> Violation {
    let violation = &found.violation;
    let certificates: Vec<_> = certificates.iter().map(certificate_of).collect();
    let intersection = intersection_of(&certificates);
    let guilty: BTreeSet<u32> = proofs.iter().map(|proof| proof.culprit).collect();
    let against = proofs.iter().filter(|proof| intersection.contains(&proof.culprit));
    Violation {
        id: number_of(violation.property).to_owned(),
        property: violation.property.to_owned(),
        code: violation.code.to_owned(),
        sentence: violation.statement.clone(),
        numbers: by_name(&mut violation.numbers.iter().copied()),
        at_ms: found.at.into(),
        step: found.step,
        records: violation.evidence.iter().map(|record| record.0).collect(),
        beyond_f,
        weakened,
        guilty: guilty.into_iter().collect(),
        proofs: against.map(|proof| proof.id).collect(),
        certificates,
        intersection,
    }
}

fn certificate_of(certificate: &Certificate) -> CertificateView {
    let view = CertificateView {
        kind: "",
        holder: certificate.holder.0,
        view: certificate.view.map(|view| view.0),
        seq: None,
        digest: None,
        timestamp: None,
        result: None,
        signers: certificate.votes.iter().map(|vote| vote.signer.0).collect(),
        records: certificate.votes.iter().map(|vote| vote.record.0).collect(),
    };
    let numbered = |kind, seq: u64, digest: String| (kind, Some(seq), Some(digest));
    let (kind, seq, digest) = match &certificate.claim {
        Claim::Prepared { seq, digest, .. } => numbered("prepared", seq.0, digest.to_string()),
        Claim::Committed { seq, digest } => numbered("commit", seq.0, digest.to_string()),
        Claim::Stable { seq, digest } => numbered("checkpoint", seq.0, digest.to_string()),
        Claim::NewView { .. } => ("new-view", None, None),
        Claim::Answered { timestamp, result } => {
            let (timestamp, result) = (Some(timestamp.0), Some(brief_text_of(result)));
            return CertificateView { kind: "replies", timestamp, result, ..view };
        }
    };
    CertificateView { kind, seq, digest, ..view }
}

/// The nodes whose votes are in all of them.
fn intersection_of(certificates: &[CertificateView]) -> Vec<u32> {
    let [first, others @ ..] = certificates else { return Vec::new() };
    let in_all = |signer: &&u32| others.iter().all(|other| other.signers.contains(signer));
    if others.is_empty() { Vec::new() } else { first.signers.iter().filter(in_all).copied().collect() }
}
