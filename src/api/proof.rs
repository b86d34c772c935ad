//! Proofs of guilt: brief, and complete with all statements.

use serde::Serialize;

use super::event::offence_code;
use super::fields::{MessageField, fields_of, shown};
use super::message::{MessageBrief, Seal, brief_of, seal_of};
use super::text::node_of;
use crate::checks::evidence::Proof;
use crate::pbft::envelope::Roster;
use crate::pbft::event::Offence;
use crate::pbft::{Message, ProtocolParams};
use crate::units::Ms;

/// The summary of a proof of guilt. `Simulation.proof(id)` returns its whole statements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ProofBrief {
    /// The number of the proof: how many were found before it.
    pub id: u32,
    /// The guilty node.
    pub culprit: u32,
    /// The offence, such as `conflicting-prepares`.
    pub offence: String,
    /// The offence as an English sentence, for readers without a translation.
    pub sentence: String,
    /// When the last of the statements was sent.
    pub at_ms: Ms,
    /// The records in which the statements were sent.
    pub records: Vec<u64>,
    /// The signed statements, which no correct node makes or combines.
    pub statements: Vec<MessageBrief>,
}

/// A whole proof of guilt. It can be checked with the public key alone, without trusting this engine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ProofView {
    /// The summary of the proof.
    pub brief: ProofBrief,
    /// The Ed25519 public key of the guilty node, 64 hexadecimal digits. Absent with symbolic signatures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_key: Option<String>,
    /// The statements.
    pub statements: Vec<StatementView>,
}

/// A signed statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct StatementView {
    /// The summary of the statement.
    pub brief: MessageBrief,
    /// The signed fields, in the order in which they are signed, with the limits of a message.
    pub fields: Vec<MessageField>,
    /// The signed bytes, as hexadecimal digits.
    pub signed_bytes: String,
    /// The signature, 128 hexadecimal digits.
    pub signature: String,
    /// The signer.
    pub signer: u32,
    /// Whether the signature is that node's signature of these bytes.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"valid\" | \"invalid\""))]
    pub verdict: &'static str,
}

/// The summary of a proof.
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

/// A whole proof.
pub(crate) fn proof_of(id: u32, proof: &Proof, roster: &Roster, params: &ProtocolParams) -> ProofView {
    let statements = proof.statements.iter();
    ProofView {
        brief: proof_brief_of(id, proof, params),
        public_key: roster.public_key(proof.culprit).map(|key| hex_of(&key)),
        statements: statements.filter_map(|statement| statement_of(statement, roster, params)).collect(),
    }
}

/// A statement is only what is signed: the batch of a PRE-PREPARE is not part of it.
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

/// The offence, as the rest of a sentence that begins with the guilty node.
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
