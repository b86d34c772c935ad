//! Violations and the certificates behind them, as plain data.

use std::collections::BTreeSet;

use super::brief_text_of;
use crate::api::{CertificateView, ProofBrief, Violation};
use crate::checks::certificates::{Certificate, Claim};
use crate::checks::invariants::number_of;
use crate::sim::Found;

/// A violation; `proofs` are all that were found so far.
pub(crate) fn violation_of(
    found: &Found,
    certificates: &[Certificate],
    proofs: &[ProofBrief],
    beyond_f: bool,
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
        numbers: violation.numbers.iter().map(|(name, number)| ((*name).to_owned(), *number)).collect(),
        at_ms: found.at.into(),
        step: found.step,
        records: violation.evidence.iter().map(|record| record.0).collect(),
        beyond_f,
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

/// Who voted in all of them.
fn intersection_of(certificates: &[CertificateView]) -> Vec<u32> {
    let [first, others @ ..] = certificates else { return Vec::new() };
    let in_all = |signer: &&u32| others.iter().all(|other| other.signers.contains(signer));
    if others.is_empty() { Vec::new() } else { first.signers.iter().filter(in_all).copied().collect() }
}
