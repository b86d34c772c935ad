//! Trace records: each can be turned into one sentence in any language, without knowledge of the protocol.

use std::collections::BTreeMap;

use serde::Serialize;

use super::message::{MessageBrief, RequestBrief};
use crate::scenario::command::Command;
use crate::units::Ms;

/// One line of the trace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct TraceRecord {
    /// Its number: how many records were made before it.
    pub id: u64,
    /// Virtual time.
    pub at_ms: Ms,
    /// The record without which this one would not be; absent for what happens by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<u64>,
    /// What happened.
    pub what: Happening,
}

/// What happened, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Happening {
    /// A node put a message on the network.
    Sent {
        /// The node.
        from: u32,
        /// The nodes it is for.
        to: Vec<u32>,
        /// Whether they are all replicas but the sender.
        to_all: bool,
        /// The message.
        message: MessageBrief,
    },
    /// The network or a person made a second packet of one.
    Duplicated {
        /// The new packet.
        packet: u64,
        /// The sender.
        from: u32,
        /// The recipient.
        to: u32,
        /// The message.
        message: MessageBrief,
    },
    /// A packet was handed to its recipient.
    Delivered {
        /// The packet.
        packet: u64,
        /// The sender.
        from: u32,
        /// The recipient.
        to: u32,
        /// The message.
        message: MessageBrief,
    },
    /// A packet will not arrive.
    Dropped {
        /// The packet.
        packet: u64,
        /// The sender.
        from: u32,
        /// The recipient.
        to: u32,
        /// Why.
        why: DroppedWhy,
        /// The message.
        message: MessageBrief,
    },
    /// A timer ran out.
    Timer {
        /// The node.
        node: u32,
        /// The timer's name.
        timer: String,
    },
    /// A command was obeyed, or could not be.
    Command {
        /// The command.
        command: Command,
        /// Why it was refused; absent when it was obeyed.
        #[serde(skip_serializing_if = "Option::is_none")]
        refused: Option<Reason>,
    },
    /// A node that had been paused took up what an earlier command asked of it.
    TakenUp {
        /// The node.
        node: u32,
        /// The command.
        command: Command,
    },
    /// A node crashed in the middle of a step, as ordered.
    Crashed {
        /// The node.
        node: u32,
    },
    /// A node reported a fact about itself.
    Fact {
        /// The node.
        node: u32,
        /// The fact.
        fact: Fact,
        /// The section of the paper (OSDI 1999) whose rule it reports; absent for facts outside the paper.
        #[serde(skip_serializing_if = "Option::is_none")]
        section: Option<&'static str>,
        /// The primary of the view that the fact names; absent if it names none.
        #[serde(skip_serializing_if = "Option::is_none")]
        primary: Option<u32>,
    },
}

/// Why a packet does not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum DroppedWhy {
    /// The link lost it by chance.
    Lost,
    /// The link was cut when it was sent.
    LinkDown,
    /// Sender and recipient were on different sides of a partition when it was sent.
    Partitioned,
    /// The recipient was down when it arrived.
    RecipientDown,
    /// The sender crashed in the step that sent it, before it left.
    SenderDown,
    /// A person dropped it.
    ByHand,
    /// Too many packets were on the network.
    Limit,
    /// It was for the sender itself or for a node that does not exist.
    NoRecipient,
}

/// A fact that a node reports about itself, told apart by `name`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "name", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Fact {
    /// A client sends its request, first to the primary, later to all (paper, section 4.1).
    RequestSent {
        /// The request's timestamp.
        timestamp: u64,
        /// Whether it goes to all replicas, since the answer is late.
        to_all: bool,
    },
    /// A client counts a REPLY (section 4.1).
    ReplyCounted {
        /// Who replied.
        replica: u32,
        /// The request's timestamp.
        timestamp: u64,
        /// How many replicas agree on this result now.
        have: u32,
        /// How many must.
        need: u32,
        /// What the reply says, at most 200 characters; absent where the message is no longer kept.
        #[serde(skip_serializing_if = "Option::is_none")]
        result: Option<String>,
    },
    /// A client accepts a result (section 4.1).
    ResultAccepted {
        /// The request's timestamp.
        timestamp: u64,
        /// The result, at most 200 characters.
        result: String,
    },
    /// A client was asked for something that it cannot take, since too many operations wait.
    SubmitRefused {
        /// How many operations may wait.
        limit: u64,
    },
    /// A replica takes a request into its pending requests (section 4.2).
    RequestAccepted {
        /// The client.
        client: u32,
        /// The request's timestamp.
        timestamp: u64,
    },
    /// A request came again that is executed already: the stored result goes out again (section 4.1).
    ReplyResent {
        /// The client.
        client: u32,
        /// The request's timestamp.
        timestamp: u64,
    },
    /// The replica accepted, or as the primary made, an assignment and knows its batch (section 4.2).
    PrePrepared {
        /// The view.
        view: u64,
        /// The sequence number.
        seq: u64,
        /// The digest of the batch.
        digest: String,
    },
    /// The replica holds a prepared certificate (section 4.2).
    Prepared {
        /// The view.
        view: u64,
        /// The sequence number.
        seq: u64,
        /// The digest of the batch.
        digest: String,
    },
    /// The replica holds a commit certificate (section 4.2).
    CommittedLocal {
        /// The view.
        view: u64,
        /// The sequence number.
        seq: u64,
        /// The digest of the batch.
        digest: String,
    },
    /// The replica executed a batch (section 4.2).
    Executed {
        /// The view the replica was in.
        view: u64,
        /// The sequence number.
        seq: u64,
        /// The digest of the batch.
        digest: String,
        /// The requests and their results, at most 20.
        requests: Vec<RequestBrief>,
    },
    /// The replica kept its state at a checkpoint (section 4.3).
    CheckpointTaken {
        /// The sequence number.
        seq: u64,
        /// The digest of the state.
        digest: String,
    },
    /// A checkpoint became stable: the low water mark moved (section 4.3).
    Stable {
        /// The sequence number.
        seq: u64,
        /// The digest of the state.
        digest: String,
    },
    /// The replica gave up on its view (section 4.4).
    ViewChangeStarted {
        /// The view it wants now.
        view: u64,
        /// Why: `request-timeout`, `new-view-timeout`, `joined`, `invalid-new-view`.
        why: String,
    },
    /// The replica is active in a new view (section 4.4).
    ViewEntered {
        /// The view.
        view: u64,
        /// The stable checkpoint that the view starts from.
        min_seq: u64,
        /// The highest number that the new view assigned again.
        max_seq: u64,
    },
    /// The replica asks for a stable checkpoint, since it lags.
    StateTransferStarted {
        /// The oldest checkpoint that would help.
        min_seq: u64,
    },
    /// The replica took over a proven state.
    StateTransferred {
        /// The checkpoint's sequence number.
        seq: u64,
        /// Its digest.
        digest: String,
    },
    /// The replica came back from a crash with what its disk held.
    Restarted {
        /// The last number its state covers.
        last_executed: u64,
        /// Whether it lost its disk and only learns for now.
        amnesic: bool,
    },
    /// A replica that had lost its disk votes again.
    Reintegrated {
        /// It votes above this number only.
        above: u64,
        /// It votes from this view on.
        from_view: u64,
    },
    /// A message changed nothing.
    MessageRefused {
        /// The kind of the message, as the paper writes it.
        kind: String,
        /// The node that it claimed to be signed by, if it named one.
        #[serde(skip_serializing_if = "Option::is_none")]
        signer: Option<u32>,
        /// Why.
        reason: Reason,
        /// Whether only a faulty sender causes this. Other refusals also happen among correct nodes, because messages are late,
        /// lost or retransmitted.
        proves_fault: bool,
    },
    /// A client has two different replies of one replica to one request. While at most f replicas are faulty, that one is; but
    /// beyond f a correct replica can send both, so the replies are no evidence.
    ConflictingReplies {
        /// The replica.
        replica: u32,
        /// The replies, the one that counts first.
        replies: Vec<MessageBrief>,
    },
    /// Proof of guilt found: the node holds signed statements that no correct member makes.
    EvidenceFound {
        /// The guilty node.
        culprit: u32,
        /// What was done, such as `conflicting-prepares`.
        offence: String,
        /// The statements.
        statements: Vec<MessageBrief>,
    },
    /// What the node sees cannot be while at most f replicas are faulty.
    Alarm {
        /// What it sees, such as `conflicting-decisions`.
        alarm: String,
        /// The sequence number or timestamp that it is about.
        number: u64,
    },
    /// The script that the replica follows failed: it threw, or left something that cannot be sent. The replica says nothing in
    /// this step.
    ScriptFailed {
        /// What was wrong, at most 300 characters; browsers may word it differently.
        error: String,
    },
    /// The replica's script was refused an action, such as a signature of another node, and continued.
    ScriptRefused {
        /// The first thing that it was refused in this step, and why.
        error: String,
    },
}

/// Why something was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Reason {
    /// The stable name of the reason, such as `wrong-view`.
    pub code: String,
    /// The reason as an English sentence, if there is no translation of the code.
    pub sentence: String,
    /// The numbers that the sentence speaks of, by name.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub numbers: BTreeMap<String, u64>,
}
