//! Proofs of guilt, as plain data.

use super::event::offence_code;
use super::fields::{fields_of, shown};
use super::message::{Seal, brief_of, seal_of};
use super::node_of;
use crate::api::{MessageBrief, ProofBrief, ProofView, StatementView};
use crate::checks::evidence::Proof;
use crate::pbft::envelope::Roster;
use crate::pbft::event::Offence;
use crate::pbft::{Message, ProtocolParams};

/// A proof in a few words.
pub(crate) fn proof_brief_of(id: u32, proof: &Proof, params: &ProtocolParams) -> ProofBrief {
    ProofBrief {
        id,
        culprit: node_of(proof.culprit, params).0,
        offence: offence_code(proof.offence).to_owned(),
        sentence: format!("{} {}.", proof.culprit, deed_of(proof.offence)),
        at_ms: proof.at.into(),
        records: proof.records.iter().map(|record| record.0).collect(),
        statements: proof.statements.iter().map(|statement| statement_brief_of(statement, params)).collect(),
    }
}

/// A proof, whole.
pub(crate) fn proof_of(id: u32, proof: &Proof, roster: &Roster, params: &ProtocolParams) -> ProofView {
    let statements = proof.statements.iter();
    ProofView {
        brief: proof_brief_of(id, proof, params),
        public_key: roster.public_key(proof.culprit).map(|key| hex_of(&key)),
        statements: statements.filter_map(|statement| statement_of(statement, roster, params)).collect(),
    }
}

/// A statement is what is signed: the batch beside a PRE-PREPARE is not.
pub(super) fn statement_brief_of(statement: &Message, params: &ProtocolParams) -> MessageBrief {
    let brief = brief_of(statement, params);
    match statement {
        Message::PrePrepare { .. } => MessageBrief { requests: None, ..brief },
        _ => brief,
    }
}

fn statement_of(statement: &Message, roster: &Roster, params: &ProtocolParams) -> Option<StatementView> {
    let Seal { signature, signer, valid, signed_bytes } = seal_of(statement, roster, params)?;
    let signed = fields_of(statement).into_iter().filter(|field| field.name() != "batch");
    Some(StatementView {
        brief: statement_brief_of(statement, params),
        fields: shown(signed.collect()),
        signed_bytes: hex_of(&signed_bytes),
        signature,
        signer,
        verdict: if valid { "valid" } else { "invalid" },
    })
}

fn hex_of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What was done, as the rest of a sentence that begins with who did it.
fn deed_of(offence: Offence) -> &'static str {
    match offence {
        Offence::ConflictingPrePrepares => {
            "signed two different PRE-PREPAREs for one view and sequence number"
        }
        Offence::ConflictingPrepares => "signed two different PREPAREs for one view and sequence number",
        Offence::ConflictingCommits => "signed two different COMMITs for one view and sequence number",
        Offence::ConflictingCheckpoints => "signed two different CHECKPOINTs for one sequence number",
        Offence::ConflictingNewViews => "signed two different NEW-VIEWs for one view",
        Offence::PrepareByPrimary => "signed a PREPARE in a view whose primary it is",
        Offence::HiddenCertificate => {
            "signed a COMMIT, and later a VIEW-CHANGE that is silent about what it had prepared"
        }
        Offence::InvalidViewChange => "signed a VIEW-CHANGE whose certificates do not hold",
        Offence::InvalidNewView => "signed a NEW-VIEW that does not follow from the VIEW-CHANGEs in it",
        Offence::ConflictingRequests => "signed two different requests with one timestamp",
    }
}
