//! View of a proof of guilt.

use serde::Serialize;

use super::{MessageBrief, MessageField};
use crate::units::Ms;

/// A proof of guilt in a few words; `Simulation.proof(id)` gives its statements whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ProofBrief {
    /// Its number: how many proofs were found before it.
    pub id: u32,
    /// The guilty node.
    pub culprit: u32,
    /// What it did, such as `conflicting-prepares`.
    pub offence: String,
    /// The same as an English sentence, if there is no translation of the offence.
    pub sentence: String,
    /// When the last of the statements was sent.
    pub at_ms: Ms,
    /// The trace records of the messages in which the statements were sent.
    pub records: Vec<u64>,
    /// The signed statements that no correct node makes, or makes together.
    pub statements: Vec<MessageBrief>,
}

/// A whole proof of guilt: it can be checked with the public key alone, without trusting this engine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ProofView {
    /// The proof in a few words.
    pub brief: ProofBrief,
    /// The culprit's Ed25519 public key, 64 hexadecimal digits; absent with symbolic signatures.
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
    /// The statement in a few words.
    pub brief: MessageBrief,
    /// Its signed fields, in the order in which they are signed, as many as of a message.
    pub fields: Vec<MessageField>,
    /// The bytes that the signature covers, as hexadecimal digits.
    pub signed_bytes: String,
    /// The signature, 128 hexadecimal digits.
    pub signature: String,
    /// The node that signed.
    pub signer: u32,
    /// Whether the signature is that node's over these bytes.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"valid\" | \"invalid\""))]
    pub verdict: &'static str,
}
