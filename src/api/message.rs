//! View of one message.

use serde::Serialize;

use crate::units::Ms;

/// A message in a few words: enough for a sentence and for its colour and shape. Which fields are there depends on the kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct MessageBrief {
    /// The kind, as the paper writes it: `REQUEST`, `PRE-PREPARE`, `PREPARE`, `COMMIT`, `REPLY`, `CHECKPOINT`,
    /// `VIEW-CHANGE`, `NEW-VIEW`, `STATUS`, `FETCH-BATCH`, `BATCH`, `FETCH-STATE`, `STATE`, `COMMIT-CERT`, `BYTES`.
    pub kind: String,
    /// The node whose signature it carries; it may differ from the node that sent the packet, since others may relay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signer: Option<u32>,
    /// The view it speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view: Option<u64>,
    /// The sequence number it speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    /// The digest it speaks of: of a batch or of a state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// The number of the client whose request it carries or answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<u32>,
    /// That request's timestamp.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<u64>,
    /// That request's operation, at most 200 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The result, at most 200 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// How many requests the batch in it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests: Option<u32>,
}

/// A request in a few words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RequestBrief {
    /// The client's number.
    pub client: u32,
    /// The client's counter.
    pub timestamp: u64,
    /// The operation, at most 200 characters.
    pub operation: String,
    /// The result, at most 200 characters; absent where the request was executed before and is skipped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
}

/// A packet and the whole of the message in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct MessageView {
    /// The packet's number.
    pub packet: u64,
    /// The node that sent it.
    pub from: u32,
    /// The node that it goes to.
    pub to: u32,
    /// When it was sent; absent when that is no longer recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_ms: Option<Ms>,
    /// When it arrives, or would if nothing held it up; absent once it has arrived or is lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_ms: Option<Ms>,
    /// Where it is.
    #[cfg_attr(
        target_arch = "wasm32",
        tsify(type = "\"flying\" | \"held\" | \"waiting\" | \"delivered\" | \"dropped\"")
    )]
    pub state: &'static str,
    /// The message in a few words.
    pub brief: MessageBrief,
    /// Every field, in the order in which they are signed; of lists the first 200 elements, and 20,000 fields in all.
    pub fields: Vec<MessageField>,
    /// The SHA-256 of the message's canonical bytes, signature included.
    pub digest: String,
    /// How many canonical bytes the message has.
    pub bytes: u64,
    /// The signature, 128 hexadecimal digits; absent where the message proves itself without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// The node that the message claims to be signed by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signer: Option<u32>,
    /// Whether the signature is that node's over these bytes.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"valid\" | \"invalid\" | \"not-signed\""))]
    pub verdict: &'static str,
}

/// One field of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct MessageField {
    /// The field's name as the paper and the code write it.
    pub name: String,
    /// Its value as text, at most 10,000 characters.
    pub value: String,
    /// Fields inside it, for a list or a structure.
    pub fields: Vec<MessageField>,
}
