//! Plain data types of the script interface.
//!
//! A message is its fields and its signature, nothing else: a script that changes a field without signing again sends a message whose
//! signature does not fit. Digests and signatures are hexadecimal digits.

use serde::Serialize;

use crate::units::Ms;

/// What a script is called with, beside its memory and what it may call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ScriptScene {
    /// Virtual time in milliseconds.
    pub now: Ms,
    /// The replica that follows the script.
    pub replica: u32,
    /// How many replicas there are; client `c` is node `n + c`.
    pub n: u32,
    /// How many of them may be faulty.
    pub f: u32,
    /// The view that the honest part of the replica is in.
    pub view: u64,
    /// The nodes whose keys it holds: its own number first, then its colluders'.
    pub keys: Vec<u32>,
    /// A whole number below 2^32, drawn for this step from the seed of the run: what `Math.random` would be if runs did not have to
    /// repeat.
    pub random: u32,
    /// What came in: one message, or nothing when a timer ran out.
    pub inbox: Vec<ScriptMail>,
    /// What an honest replica would send now. What stands here when the script returns is sent.
    pub outbox: Vec<ScriptLetter>,
}

/// A message that came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ScriptMail {
    /// The node that sent it; the message may be signed by another one.
    pub from: u32,
    /// The message.
    pub message: ScriptMessage,
}

/// A message that goes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ScriptLetter {
    /// The nodes that it goes to.
    pub to: Vec<u32>,
    /// The message.
    pub message: ScriptMessage,
    /// How many milliseconds it is held back, at most an hour; not at all unless said. What is held back is lost when the replica
    /// crashes or becomes honest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_ms: Option<Ms>,
}

/// A message, told apart by `kind`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum ScriptMessage {
    /// A client asks.
    #[serde(rename = "REQUEST")]
    Request(ScriptRequest),
    /// The primary assigns a number.
    #[serde(rename = "PRE-PREPARE")]
    PrePrepare(ScriptProposal),
    /// A backup agrees.
    #[serde(rename = "PREPARE")]
    Prepare(ScriptVote),
    /// A replica has prepared.
    #[serde(rename = "COMMIT")]
    Commit(ScriptVote),
    /// The result, for the client.
    #[serde(rename = "REPLY")]
    Reply(ScriptReply),
    /// A replica's state at a checkpoint.
    #[serde(rename = "CHECKPOINT")]
    Checkpoint(ScriptCheckpoint),
    /// A replica gives up on a view.
    #[serde(rename = "VIEW-CHANGE")]
    ViewChange(ScriptViewChange),
    /// A view starts.
    #[serde(rename = "NEW-VIEW")]
    NewView(ScriptNewView),
    /// Where a replica stands.
    #[serde(rename = "STATUS")]
    Status(ScriptStatus),
    /// Asks for a batch.
    #[serde(rename = "FETCH-BATCH")]
    FetchBatch(ScriptFetchBatch),
    /// A batch, which is its own proof.
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
    /// Bytes off the wire, which the recipient decodes.
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
        /// Asks for the read-only path, which replicas refuse.
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
        /// The digest of the batch, or what is claimed to be.
        digest: String,
        /// The signer.
        replica: u32,
        /// The requests.
        batch: Vec<ScriptRequest>,
        /// The signature, which covers the digest and not the batch.
        signature: String,
    }
    /// A PREPARE, a COMMIT, or a PRE-PREPARE inside another message, where it has no batch.
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
        /// What stands behind the result: `committed`, `tentative` or `read-only`.
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
        /// The view it wants.
        view: u64,
        /// Its last stable checkpoint.
        low_water_mark: u64,
        /// The proof of that checkpoint.
        checkpoints: Vec<ScriptCheckpoint>,
        /// What has prepared.
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
        /// The VIEW-CHANGEs that it builds on.
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
        /// The view it is in, or wants.
        view: u64,
        /// Whether it is active in that view.
        active: bool,
        /// Its last stable checkpoint.
        low_water_mark: u64,
        /// The last number it executed.
        last_executed: u64,
        /// Whether it holds the NEW-VIEW of its view.
        has_new_view: bool,
        /// The numbers above the low water mark that have prepared with it.
        prepared: Vec<u64>,
        /// The numbers above the low water mark that have committed with it.
        committed: Vec<u64>,
        /// Whose VIEW-CHANGEs for its view it holds.
        view_changes: Vec<u32>,
        /// Digests of batches that it lacks.
        missing: Vec<String>,
        /// The highest number that its log assigns or decides, or that it has executed.
        assigned: u64,
        /// The requests that it has accepted and not executed, oldest first.
        waiting: Vec<ScriptWaitingRequest>,
        /// A counter that grows with every STATUS.
        counter: u64,
        /// The question of a replica that lost its disk: the signer asks it, or answers it. No other STATUS has it.
        #[serde(skip_serializing_if = "Option::is_none")]
        question: Option<ScriptQuestion>,
        /// The signer.
        replica: u32,
        /// The signature.
        signature: String,
    }
    /// The question of a replica that lost its disk.
    ScriptQuestion {
        /// Who asks.
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
        /// The oldest checkpoint that would help.
        min_seq: u64,
        /// A counter that grows with every FETCH-STATE.
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
        /// The digest of the state, or what is claimed to be.
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
    /// Bytes that are, or are not, the canonical form of a message.
    ScriptBytes {
        /// The bytes.
        bytes: String,
    }
}
