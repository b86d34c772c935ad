//! Plain data types of the script interface.
//!
//! A message is its fields and its signature, nothing else: if a script changes a field and does not sign again, the signature is
//! invalid. Digests and signatures are hexadecimal.

use serde::Serialize;

use crate::units::Ms;

/// The input of a script, in addition to its memory and the functions that it may call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ScriptInput {
    /// Virtual time in milliseconds.
    pub now: Ms,
    /// The replica that follows the script.
    pub replica: u32,
    /// How many replicas there are; client `c` is node `n + c`.
    pub n: u32,
    /// The number of faults tolerated.
    pub f: u32,
    /// The view that the honest part of the replica is in.
    pub view: u64,
    /// The nodes whose keys the replica holds: itself first, then its colluders.
    pub keys: Vec<u32>,
    /// A random integer below 2^32, drawn for this step from the seed of the run. Use it instead of `Math.random`, which would make
    /// replays diverge.
    pub random: u32,
    /// The message received in this step; empty when a timer expired.
    pub inbox: Vec<ScriptIncoming>,
    /// The messages that an honest replica would send now. The messages that are in it when the script returns are sent.
    pub outbox: Vec<ScriptOutgoing>,
}

/// A received message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ScriptIncoming {
    /// The sender; the message may be signed by another node.
    pub from: u32,
    /// The message.
    pub message: ScriptMessage,
}

/// A message to send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ScriptOutgoing {
    /// The recipients.
    pub to: Vec<u32>,
    /// The message.
    pub message: ScriptMessage,
    /// The delay in milliseconds, at most one hour; by default none. A delayed message is lost when the replica crashes or becomes
    /// honest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_ms: Option<Ms>,
}

/// A message; `kind` is its type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum ScriptMessage {
    /// A request of a client.
    #[serde(rename = "REQUEST")]
    Request(ScriptRequest),
    /// The primary assigns a sequence number.
    #[serde(rename = "PRE-PREPARE")]
    PrePrepare(ScriptProposal),
    /// A backup agrees with the assignment.
    #[serde(rename = "PREPARE")]
    Prepare(ScriptVote),
    /// A replica has prepared.
    #[serde(rename = "COMMIT")]
    Commit(ScriptVote),
    /// The result for the client.
    #[serde(rename = "REPLY")]
    Reply(ScriptReply),
    /// A replica's state at a checkpoint.
    #[serde(rename = "CHECKPOINT")]
    Checkpoint(ScriptCheckpoint),
    /// A replica starts a view change.
    #[serde(rename = "VIEW-CHANGE")]
    ViewChange(ScriptViewChange),
    /// The new primary starts a view.
    #[serde(rename = "NEW-VIEW")]
    NewView(ScriptNewView),
    /// The progress of a replica.
    #[serde(rename = "STATUS")]
    Status(ScriptStatus),
    /// Asks for a batch.
    #[serde(rename = "FETCH-BATCH")]
    FetchBatch(ScriptFetchBatch),
    /// A batch, proven by its digest.
    #[serde(rename = "BATCH")]
    Batch(ScriptBatch),
    /// Asks for a stable checkpoint.
    #[serde(rename = "FETCH-STATE")]
    FetchState(ScriptFetchState),
    /// A stable checkpoint with proof.
    #[serde(rename = "STATE")]
    State(ScriptState),
    /// A batch with the proof that it committed.
    #[serde(rename = "COMMIT-CERT")]
    CommitCertificate(ScriptCommitCertificate),
    /// Raw bytes, which the recipient decodes.
    #[serde(rename = "BYTES")]
    Bytes(ScriptBytes),
}

/// The plain form of one structure of the protocol: all of them have the same attributes.
macro_rules! plain {
    ($($(#[$about:meta])* $name:ident { $($(#[$says:meta])* $field:ident: $kind:ty,)* })*) => {$(
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        #[serde(rename_all = "camelCase")]
        #[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
        pub struct $name {
            $($(#[$says])* pub $field: $kind,)*
        }
    )*};
}

plain! {
    /// A REQUEST.
    ScriptRequest {
        /// The client's number, which is not its number as a node.
        client: u32,
        /// The client's counter.
        timestamp: u64,
        /// Whether it asks for the read-only path, which replicas reject.
        read_only: bool,
        /// The operation.
        operation: String,
        /// The client's signature.
        signature: String,
    }
    /// A PRE-PREPARE and its batch.
    ScriptProposal {
        /// The view.
        view: u64,
        /// The sequence number.
        seq: u64,
        /// The claimed digest of the batch.
        digest: String,
        /// The signer.
        replica: u32,
        /// The requests.
        batch: Vec<ScriptRequest>,
        /// The signature, which covers the digest and not the batch.
        signature: String,
    }
    /// A PREPARE, a COMMIT, or a PRE-PREPARE without its batch inside another message.
    ScriptVote {
        /// The view.
        view: u64,
        /// The sequence number.
        seq: u64,
        /// The digest of the batch.
        digest: String,
        /// The signer.
        replica: u32,
        /// The signature.
        signature: String,
    }
    /// A REPLY.
    ScriptReply {
        /// The replica's view.
        view: u64,
        /// The request's timestamp.
        timestamp: u64,
        /// The client's number.
        client: u32,
        /// The signer.
        replica: u32,
        /// The basis of the result: `committed`, `tentative` or `read-only`.
        basis: String,
        /// The result.
        result: String,
        /// The signature.
        signature: String,
    }
    /// A CHECKPOINT.
    ScriptCheckpoint {
        /// The sequence number.
        seq: u64,
        /// The digest of the state.
        digest: String,
        /// The signer.
        replica: u32,
        /// The signature.
        signature: String,
    }
    /// A prepared certificate.
    ScriptCertificate {
        /// The PRE-PREPARE.
        pre_prepare: ScriptVote,
        /// The PREPAREs.
        prepares: Vec<ScriptVote>,
    }
    /// A VIEW-CHANGE.
    ScriptViewChange {
        /// The view that the replica moves to.
        view: u64,
        /// Its last stable checkpoint.
        low_water_mark: u64,
        /// The proof of that checkpoint.
        checkpoints: Vec<ScriptCheckpoint>,
        /// The prepared certificates.
        prepared: Vec<ScriptCertificate>,
        /// The signer.
        replica: u32,
        /// The signature.
        signature: String,
    }
    /// A NEW-VIEW.
    ScriptNewView {
        /// The view.
        view: u64,
        /// The VIEW-CHANGEs that it is computed from.
        view_changes: Vec<ScriptViewChange>,
        /// The assignments that follow from them.
        pre_prepares: Vec<ScriptVote>,
        /// The signer.
        replica: u32,
        /// The signature.
        signature: String,
    }
    /// A STATUS.
    ScriptStatus {
        /// The view that the replica is in, or moves to.
        view: u64,
        /// Whether it is active in that view.
        active: bool,
        /// Its last stable checkpoint.
        low_water_mark: u64,
        /// The last sequence number that it executed.
        last_executed: u64,
        /// Whether it holds the NEW-VIEW of its view.
        has_new_view: bool,
        /// The sequence numbers above the low water mark that it has prepared.
        prepared: Vec<u64>,
        /// The sequence numbers above the low water mark that it has committed.
        committed: Vec<u64>,
        /// The replicas whose VIEW-CHANGEs for its view it has.
        view_changes: Vec<u32>,
        /// The digests of batches that it lacks.
        missing: Vec<String>,
        /// The highest sequence number that its log assigns or decides, or that it has executed.
        assigned: u64,
        /// The requests that it has accepted and not executed, oldest first.
        waiting: Vec<ScriptWaitingRequest>,
        /// A counter that increases with each STATUS.
        counter: u64,
        /// The question of a replica that lost its disk: the signer asks it, or answers it. Absent in all other STATUS messages.
        #[serde(skip_serializing_if = "Option::is_none")]
        question: Option<ScriptQuestion>,
        /// The signer.
        replica: u32,
        /// The signature.
        signature: String,
    }
    /// The question of a replica that lost its disk.
    ScriptQuestion {
        /// The replica that asks.
        replica: u32,
        /// The number of the question.
        counter: u64,
    }
    /// A request that a replica has accepted and not executed.
    ScriptWaitingRequest {
        /// The client's number.
        client: u32,
        /// The client's counter.
        timestamp: u64,
    }
    /// A FETCH-BATCH.
    ScriptFetchBatch {
        /// The digest of the batch.
        digest: String,
        /// The signer.
        replica: u32,
        /// The signature.
        signature: String,
    }
    /// A BATCH.
    ScriptBatch {
        /// The requests.
        batch: Vec<ScriptRequest>,
    }
    /// A FETCH-STATE.
    ScriptFetchState {
        /// The oldest useful checkpoint.
        min_seq: u64,
        /// A counter that increases with each FETCH-STATE.
        counter: u64,
        /// The signer.
        replica: u32,
        /// The signature.
        signature: String,
    }
    /// A STATE.
    ScriptState {
        /// The sequence number of the checkpoint.
        seq: u64,
        /// The claimed digest of the state.
        digest: String,
        /// The CHECKPOINTs that certify the digest.
        proof: Vec<ScriptCheckpoint>,
        /// The canonical bytes of the state.
        snapshot: String,
    }
    /// A COMMIT-CERT.
    ScriptCommitCertificate {
        /// The view.
        view: u64,
        /// The sequence number.
        seq: u64,
        /// The digest of the batch.
        digest: String,
        /// The COMMITs.
        commits: Vec<ScriptVote>,
        /// The requests.
        batch: Vec<ScriptRequest>,
    }
    /// Bytes that may be the canonical encoding of a message.
    ScriptBytes {
        /// The bytes.
        bytes: String,
    }
}
