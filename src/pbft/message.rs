//! One struct per message of the paper, fields in the order in which they are signed (protocol section 2).
//!
//! What travels is [`Message`]: each variant holds a [`Signed`] body, or a body that proves itself. Messages are shared,
//! never copied: a multicast is one value behind an `Rc` and as many packets as it has recipients.

use std::rc::Rc;

use super::batch::Batch;
use super::codec::{Element, Encoded, Limits, Malformed, Reader, Writer, encoded_fields};
use super::envelope::{Body, Signed};
use super::ids::{Author, ClientId, Digest, ReplicaId, ReplicaSet, Seq, Timestamp, View};
use super::state::Snapshot;

/// REQUEST (section 4.1): a client asks for an operation to be ordered and executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who asks.
    pub client: ClientId,
    /// The client's counter: orders its requests and makes each execute at most once.
    pub timestamp: Timestamp,
    /// Asks for the read-only path, which this build does not offer: such a request is refused.
    pub read_only: bool,
    /// The operation, opaque to the protocol.
    pub operation: Rc<[u8]>,
}

/// PRE-PREPARE (section 4.2): the primary assigns a sequence number to a batch. The batch is sent along with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrePrepare {
    /// The view in which the number is assigned.
    pub view: View,
    /// The number.
    pub seq: Seq,
    /// The digest of the batch.
    pub digest: Digest,
    /// The signer, who must be the primary of the view.
    pub replica: ReplicaId,
}

/// PREPARE (section 4.2): a backup agrees to the assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prepare {
    /// The view.
    pub view: View,
    /// The sequence number.
    pub seq: Seq,
    /// The digest of the batch.
    pub digest: Digest,
    /// The signer, never the primary of the view.
    pub replica: ReplicaId,
}

/// COMMIT (section 4.2): a replica says that the assignment is prepared with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commit {
    /// The view.
    pub view: View,
    /// The sequence number.
    pub seq: Seq,
    /// The digest of the batch.
    pub digest: Digest,
    /// The signer.
    pub replica: ReplicaId,
}

/// REPLY (section 4.1): the result, from a replica to the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The replica's view: a hint for the client, who sends its next request to that view's primary.
    pub view: View,
    /// The timestamp of the request.
    pub timestamp: Timestamp,
    /// The client.
    pub client: ClientId,
    /// The signer.
    pub replica: ReplicaId,
    /// Whether the result is committed; the other kinds belong to optimisations that this build leaves out.
    pub kind: ReplyKind,
    /// The result of the operation.
    pub result: Rc<[u8]>,
}

/// The degree of certainty of the result in a [`Reply`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyKind {
    /// The request was committed and executed.
    Committed,
    /// The request was executed before it committed (section 5.1; no correct replica of this build sends it).
    Tentative,
    /// A read outside the order (section 5.1; no correct replica of this build sends it).
    ReadOnly,
}

/// CHECKPOINT (section 4.3): a replica's state after a sequence number. It names no view: certificates combine across
/// views.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The sequence number, a multiple of the checkpoint interval.
    pub seq: Seq,
    /// The digest of the state.
    pub digest: Digest,
    /// The signer.
    pub replica: ReplicaId,
}

/// A prepared certificate: a PRE-PREPARE and `Q - 1` PREPAREs for the same view, number and digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreparedCertificate {
    /// The header of the PRE-PREPARE; the batch is not needed to check it.
    pub pre_prepare: Rc<Signed<PrePrepare>>,
    /// PREPAREs of distinct backups.
    pub prepares: Vec<Rc<Signed<Prepare>>>,
}

/// VIEW-CHANGE (section 4.4): a replica gives up on a view and says what it has seen prepared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewChange {
    /// The view it wants.
    pub view: View,
    /// `h`: its last stable checkpoint.
    pub low_water_mark: Seq,
    /// `C`: the proof of that checkpoint, empty only at the start.
    pub checkpoints: Vec<Rc<Signed<Checkpoint>>>,
    /// `P`: a certificate for each number above `h` that has prepared here, sorted.
    pub prepared: Vec<Rc<PreparedCertificate>>,
    /// The signer.
    pub replica: ReplicaId,
}

/// NEW-VIEW (section 4.4): the new primary starts a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewView {
    /// The view.
    pub view: View,
    /// `V`: the VIEW-CHANGEs it builds on, sorted by sender.
    pub view_changes: Vec<Rc<Signed<ViewChange>>>,
    /// `O`: the assignments that follow from them, sorted by number.
    pub pre_prepares: Vec<Rc<Signed<PrePrepare>>>,
    /// The signer, who must be the primary of the view.
    pub replica: ReplicaId,
}

/// STATUS (protocol section 3.16): a replica reports its progress, so that others send what it lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The view it is in, or wants.
    pub view: View,
    /// Whether it is active in that view.
    pub active: bool,
    /// Its last stable checkpoint.
    pub low_water_mark: Seq,
    /// The last number it executed.
    pub last_executed: Seq,
    /// Whether it holds the NEW-VIEW of its view.
    pub has_new_view: bool,
    /// Which numbers above the low water mark have prepared with it.
    pub prepared: SeqBits,
    /// Which numbers above the low water mark have committed with it.
    pub committed: SeqBits,
    /// Whose VIEW-CHANGEs for its view it holds.
    pub view_changes: ReplicaSet,
    /// Batches whose digests it knows and whose bodies it lacks.
    pub missing: Vec<Digest>,
    /// The highest number that its log assigns or decides, or that it has executed.
    pub assigned: Seq,
    /// The requests that it has accepted and not executed, oldest first.
    pub waiting: Vec<WaitingRequest>,
    /// A counter that grows with every STATUS, so that an old one cannot be replayed.
    pub counter: u64,
    /// The question that it asks, where the signer lost its disk; the question that it answers, where another replica did.
    pub question: Option<Question>,
    /// The signer.
    pub replica: ReplicaId,
}

/// The question of a replica that lost its disk (protocol section 3.19). An answer repeats it, so that no older statement
/// passes for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// Who asks.
    pub replica: ReplicaId,
    /// The counter of the replica at the loss. It is asked again under the same number until enough replicas have answered.
    pub counter: u64,
}

/// A request by its name: whose it is, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitingRequest {
    /// The client.
    pub client: ClientId,
    /// Its timestamp.
    pub timestamp: Timestamp,
}

/// FETCH-BATCH (protocol section 3.17): a replica asks for the body of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FetchBatch {
    /// The digest of the batch.
    pub digest: Digest,
    /// The signer.
    pub replica: ReplicaId,
}

/// FETCH-STATE (protocol section 3.18): a replica asks for a stable checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FetchState {
    /// The oldest checkpoint that would help.
    pub min_seq: Seq,
    /// Grows with every FETCH-STATE of this replica.
    pub counter: u64,
    /// The signer.
    pub replica: ReplicaId,
}

/// STATE (protocol section 3.18): a stable checkpoint with its proof; unsigned, since it proves itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateTransfer {
    /// The sequence number of the checkpoint.
    pub seq: Seq,
    /// The digest that the proof certifies.
    pub digest: Digest,
    /// `Q` CHECKPOINTs for that number and digest.
    pub proof: Vec<Rc<Signed<Checkpoint>>>,
    /// The state itself.
    pub snapshot: Rc<Snapshot>,
}

/// COMMIT-CERT (extension X1, protocol section 3.21): a batch and the proof that it committed; unsigned, since it
/// proves itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitCertificate {
    /// The view in which the batch committed.
    pub view: View,
    /// Its sequence number.
    pub seq: Seq,
    /// Its digest.
    pub digest: Digest,
    /// `Q` COMMITs of distinct replicas.
    pub commits: Vec<Rc<Signed<Commit>>>,
    /// The batch.
    pub batch: Rc<Batch>,
}

/// One bit for each of the `L` numbers above the low water mark.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeqBits(pub Vec<bool>);

/// Everything that travels between nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// A client asks.
    Request(Rc<Signed<Request>>),
    /// The primary assigns a number; any replica may relay it.
    PrePrepare {
        /// What is signed.
        header: Rc<Signed<PrePrepare>>,
        /// The contents of the signed digest.
        batch: Rc<Batch>,
    },
    /// A backup agrees.
    Prepare(Rc<Signed<Prepare>>),
    /// A replica has prepared.
    Commit(Rc<Signed<Commit>>),
    /// The result, for the client.
    Reply(Rc<Signed<Reply>>),
    /// A replica's state at a checkpoint.
    Checkpoint(Rc<Signed<Checkpoint>>),
    /// A replica gives up on a view.
    ViewChange(Rc<Signed<ViewChange>>),
    /// A view starts.
    NewView(Rc<Signed<NewView>>),
    /// The progress of a replica.
    Status(Rc<Signed<Status>>),
    /// Asks for a batch.
    FetchBatch(Rc<Signed<FetchBatch>>),
    /// A batch, which is its own proof.
    Batch(Rc<Batch>),
    /// Asks for a stable checkpoint.
    FetchState(Rc<Signed<FetchState>>),
    /// A stable checkpoint with proof.
    State(Rc<StateTransfer>),
    /// A batch with the proof that it committed.
    CommitCertificate(Rc<CommitCertificate>),
    /// Raw bytes; the recipient decodes them first (only adversaries send these).
    Bytes(Rc<[u8]>),
}

/// The kinds of message, for legends, counters and sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MessageKind {
    /// REQUEST.
    Request = 1,
    /// PRE-PREPARE.
    PrePrepare = 2,
    /// PREPARE.
    Prepare = 3,
    /// COMMIT.
    Commit = 4,
    /// REPLY.
    Reply = 5,
    /// CHECKPOINT.
    Checkpoint = 6,
    /// VIEW-CHANGE.
    ViewChange = 7,
    /// NEW-VIEW.
    NewView = 8,
    /// STATUS.
    Status = 9,
    /// FETCH-BATCH.
    FetchBatch = 10,
    /// BATCH.
    Batch = 11,
    /// FETCH-STATE.
    FetchState = 12,
    /// STATE.
    State = 13,
    /// COMMIT-CERT.
    CommitCertificate = 14,
    /// Bytes that are not decoded.
    Bytes = 0,
}

impl Message {
    /// Which kind of message this is.
    pub fn kind(&self) -> MessageKind {
        match self {
            Message::Request(_) => MessageKind::Request,
            Message::PrePrepare { .. } => MessageKind::PrePrepare,
            Message::Prepare(_) => MessageKind::Prepare,
            Message::Commit(_) => MessageKind::Commit,
            Message::Reply(_) => MessageKind::Reply,
            Message::Checkpoint(_) => MessageKind::Checkpoint,
            Message::ViewChange(_) => MessageKind::ViewChange,
            Message::NewView(_) => MessageKind::NewView,
            Message::Status(_) => MessageKind::Status,
            Message::FetchBatch(_) => MessageKind::FetchBatch,
            Message::Batch(_) => MessageKind::Batch,
            Message::FetchState(_) => MessageKind::FetchState,
            Message::State(_) => MessageKind::State,
            Message::CommitCertificate(_) => MessageKind::CommitCertificate,
            Message::Bytes(_) => MessageKind::Bytes,
        }
    }
}

encoded_fields! {
    Request { client, timestamp, read_only, operation }
    PrePrepare { view, seq, digest, replica }
    Prepare { view, seq, digest, replica }
    Commit { view, seq, digest, replica }
    Reply { view, timestamp, client, replica, kind, result }
    Checkpoint { seq, digest, replica }
    PreparedCertificate { pre_prepare, prepares }
    ViewChange { view, low_water_mark, checkpoints, prepared, replica }
    NewView { view, view_changes, pre_prepares, replica }
    Status {
        view, active, low_water_mark, last_executed, has_new_view, prepared, committed, view_changes, missing, assigned,
        waiting, counter, question, replica,
    }
    Question { replica, counter }
    WaitingRequest { client, timestamp }
    FetchBatch { digest, replica }
    FetchState { min_seq, counter, replica }
    StateTransfer { seq, digest, proof, snapshot }
    CommitCertificate { view, seq, digest, commits, batch }
}

impl Encoded for ReplyKind {
    fn write(&self, writer: &mut dyn Writer) {
        writer.raw(&[match self {
            ReplyKind::Committed => 0,
            ReplyKind::Tentative => 1,
            ReplyKind::ReadOnly => 2,
        }]);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        match reader.array()? {
            [0] => Ok(ReplyKind::Committed),
            [1] => Ok(ReplyKind::Tentative),
            [2] => Ok(ReplyKind::ReadOnly),
            [_] => Err(Malformed::NotCanonical),
        }
    }
}

/// As many bytes as `L` bits need, the lowest number in the lowest bit; the bits past the end are zero.
impl Encoded for SeqBits {
    fn write(&self, writer: &mut dyn Writer) {
        for bits in self.0.chunks(8) {
            let byte = bits.iter().rev().fold(0u8, |byte, bit| byte << 1 | u8::from(*bit));
            writer.raw(&[byte]);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let log_size = reader.limits().log_size;
        let mut bits = Vec::new();
        for _ in 0..log_size.div_ceil(8) {
            let [byte] = reader.array()?;
            bits.extend((0..8).map(|bit| byte >> bit & 1 == 1));
        }
        let keep = usize::try_from(log_size).map_err(|_| Malformed::TooLong)?;
        if bits.iter().skip(keep).any(|bit| *bit) {
            return Err(Malformed::NotCanonical);
        }
        bits.truncate(keep);
        Ok(SeqBits(bits))
    }
}

/// How long a list of each kind of element may be: one vote per replica, one entry per number of the window.
macro_rules! elements {
    ($($kind:ty: $limits:ident => $at_most:expr;)*) => {$(
        impl Element for $kind {
            fn at_most($limits: &Limits) -> u64 {
                $at_most
            }
        }
    )*};
}

elements! {
    Signed<Request>: limits => u64::from(limits.batch_max);
    Signed<PrePrepare>: limits => limits.log_size;
    Signed<Prepare>: limits => u64::from(limits.replicas);
    Signed<Commit>: limits => u64::from(limits.replicas);
    Signed<Checkpoint>: limits => u64::from(limits.replicas);
    Signed<ViewChange>: limits => u64::from(limits.replicas);
    PreparedCertificate: limits => limits.log_size;
    WaitingRequest: limits => u64::from(limits.clients);
}

/// The domain tag and the signer of each signed body.
macro_rules! bodies {
    ($($kind:ident: $message:ident, $author:ident($field:ident);)*) => {$(
        impl Body for $kind {
            const TAG: u8 = MessageKind::$message as u8;

            fn author(&self) -> Author {
                Author::$author(self.$field)
            }
        }
    )*};
}

bodies! {
    Request: Request, Client(client);
    PrePrepare: PrePrepare, Replica(replica);
    Prepare: Prepare, Replica(replica);
    Commit: Commit, Replica(replica);
    Reply: Reply, Replica(replica);
    Checkpoint: Checkpoint, Replica(replica);
    ViewChange: ViewChange, Replica(replica);
    NewView: NewView, Replica(replica);
    Status: Status, Replica(replica);
    FetchBatch: FetchBatch, Replica(replica);
    FetchState: FetchState, Replica(replica);
}
