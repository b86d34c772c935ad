//! The reasons why a message is rejected.
//!
//! A refused message is news: the node reports it with its reason, never panics and never stays silent about it.

use super::codec::Malformed;
use super::envelope::BadSignature;
use super::ids::{ReplicaId, Seq, Timestamp, View};

/// Why a message changed nothing; its `Display` is the sentence that the reader sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum RejectReason {
    /// The bytes are not a message.
    #[error("it is not a well-formed message: {0}")]
    Malformed(Malformed),
    /// The signature does not count.
    #[error("{0}")]
    BadSignature(BadSignature),
    /// The message is for another view.
    #[error("it is for view {got}, but the replica is in view {at}")]
    WrongView {
        /// Its view.
        got: View,
        /// The replica's view.
        at: View,
    },
    /// The replica waits for a NEW-VIEW and takes no votes.
    #[error("the replica is waiting for the NEW-VIEW of view {view}")]
    ViewChangePending {
        /// The view it wants.
        view: View,
    },
    /// The number is not between the water marks.
    #[error("sequence number {seq} is outside the window: it must be above {low} and at most {high}")]
    OutsideWindow {
        /// The number.
        seq: Seq,
        /// `h`.
        low: Seq,
        /// `H`.
        high: Seq,
    },
    /// A PRE-PREPARE or NEW-VIEW of another replica than the primary.
    #[error("{signer} signed it, but the primary is {primary}")]
    NotFromPrimary {
        /// Who signed it.
        signer: ReplicaId,
        /// Who is the primary.
        primary: ReplicaId,
    },
    /// A PREPARE by the primary, whose vote is its PRE-PREPARE.
    #[error("the primary's vote is its PRE-PREPARE; it never sends a PREPARE")]
    PrepareFromPrimary,
    /// The digest is not that of the batch.
    #[error("the digest does not match the batch")]
    DigestMismatch,
    /// The batch is empty, too large, names a client twice or holds a read-only request.
    #[error("a batch must have at least one request, at most one per client, and respect the size limit")]
    BadBatch,
    /// A request in the batch is not validly signed by its client.
    #[error("a request in the batch has no valid signature of its client")]
    BadRequestInBatch,
    /// Another digest is accepted for this view and number already.
    #[error("this sequence number already has another batch in this view")]
    ConflictingPrePrepare,
    /// The sender voted for another digest before.
    #[error("it conflicts with an earlier vote of its sender")]
    ConflictingVote,
    /// The sender's vote is counted already.
    #[error("it was received before")]
    Duplicate,
    /// The replica's own message came back.
    #[error("it is the node's own message, echoed back")]
    OwnMessage,
    /// The request is older than the last executed one of its client.
    #[error("timestamp {got} is not later than {last}, which is already executed")]
    OldTimestamp {
        /// The request's timestamp.
        got: Timestamp,
        /// The last executed one.
        last: Timestamp,
    },
    /// Another request of the client with this timestamp, or a newer one, is pending.
    #[error("a request of this client with this or a later timestamp is pending")]
    AnotherPending,
    /// The operation is longer than allowed.
    #[error("the operation has {bytes} bytes; at most {limit} are allowed")]
    OperationTooLong {
        /// Its length.
        bytes: u32,
        /// The limit.
        limit: u32,
    },
    /// The read-only path is not offered.
    #[error("the read-only optimisation is not implemented")]
    ReadOnly,
    /// The checkpoint number is not a multiple of the interval, or not above the low water mark.
    #[error("no checkpoint is due at sequence number {seq}")]
    BadCheckpointNumber {
        /// The number.
        seq: Seq,
    },
    /// The VIEW-CHANGE breaks a rule of protocol section 3.12.
    #[error("the VIEW-CHANGE is invalid: {0}")]
    InvalidViewChange(ViewChangeFlaw),
    /// The NEW-VIEW breaks a rule of protocol section 3.14.
    #[error("the NEW-VIEW is invalid: {0}")]
    InvalidNewView(NewViewFlaw),
    /// The view is not later than the replica's.
    #[error("view {got} is not later than view {at}")]
    StaleView {
        /// The message's view.
        got: View,
        /// The replica's view.
        at: View,
    },
    /// The counter did not grow: an old message is replayed.
    #[error("it is old: its counter has not increased")]
    OldCounter,
    /// It was not requested.
    #[error("it was not requested")]
    NotWanted,
    /// The proof does not certify what it comes with.
    #[error("its proof is invalid")]
    BadProof,
    /// A message that only the other class of node handles.
    #[error("this kind of node does not process such messages")]
    NotForMe,
    /// The reply is for another request, or nothing is outstanding.
    #[error("no such request is outstanding")]
    NoSuchRequest,
    /// The reply is for a request that is answered already.
    #[error("its request already has a result")]
    AnsweredAlready,
    /// Too many answers went to this replica already in this interval.
    #[error("rate limit: the sender was answered recently")]
    RateLimited,
}

/// What is wrong with a VIEW-CHANGE (protocol section 3.12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum ViewChangeFlaw {
    /// Too many checkpoints or certificates, or view 0.
    #[error("it is too large, or it is for view 0")]
    Bounds,
    /// The checkpoints do not prove the low water mark.
    #[error("its checkpoints do not prove its low water mark")]
    Checkpoint,
    /// A certificate's number is outside the window, repeated or out of order.
    #[error("its certificates are out of order or outside the window")]
    Order,
    /// A certificate's header is of a view that is not earlier, or not by that view's primary.
    #[error("the PRE-PREPARE of a certificate is not from the primary of an earlier view")]
    Header,
    /// A certificate's PREPAREs are too few, repeated, by the primary, or for something else.
    #[error("a certificate has too few matching PREPAREs")]
    Prepares,
    /// A signature inside does not count.
    #[error("a signature inside is invalid")]
    Signature,
}

/// What is wrong with a NEW-VIEW (protocol section 3.14).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum NewViewFlaw {
    /// Too few VIEW-CHANGEs, a sender twice, or out of order.
    #[error("it does not contain VIEW-CHANGEs from a quorum")]
    Quorum,
    /// A VIEW-CHANGE for another view.
    #[error("it contains a VIEW-CHANGE for another view")]
    View,
    /// A VIEW-CHANGE that is itself invalid.
    #[error("a VIEW-CHANGE inside is invalid: {0}")]
    ViewChange(ViewChangeFlaw),
    /// The assignments are not those that follow from the VIEW-CHANGEs.
    #[error("its assignments do not follow from its VIEW-CHANGEs")]
    PrePrepares,
    /// A signature inside does not count.
    #[error("a signature inside is invalid")]
    Signature,
}

impl RejectReason {
    /// A stable name: counters and the page's catalogues go by it.
    pub fn code(self) -> &'static str {
        match self {
            RejectReason::Malformed(_) => "malformed",
            RejectReason::BadSignature(BadSignature::NotAMember(_)) => "not-a-member",
            RejectReason::BadSignature(BadSignature::Wrong(_)) => "bad-signature",
            RejectReason::WrongView { .. } => "wrong-view",
            RejectReason::ViewChangePending { .. } => "view-change-pending",
            RejectReason::OutsideWindow { .. } => "outside-window",
            RejectReason::NotFromPrimary { .. } => "not-from-primary",
            RejectReason::PrepareFromPrimary => "prepare-from-primary",
            RejectReason::DigestMismatch => "digest-mismatch",
            RejectReason::BadBatch => "bad-batch",
            RejectReason::BadRequestInBatch => "bad-request-in-batch",
            RejectReason::ConflictingPrePrepare => "conflicting-pre-prepare",
            RejectReason::ConflictingVote => "conflicting-vote",
            RejectReason::Duplicate => "duplicate",
            RejectReason::OwnMessage => "own-message",
            RejectReason::OldTimestamp { .. } => "old-timestamp",
            RejectReason::AnotherPending => "another-pending",
            RejectReason::OperationTooLong { .. } => "operation-too-long",
            RejectReason::ReadOnly => "read-only",
            RejectReason::BadCheckpointNumber { .. } => "bad-checkpoint-number",
            RejectReason::InvalidViewChange(_) => "invalid-view-change",
            RejectReason::InvalidNewView(_) => "invalid-new-view",
            RejectReason::StaleView { .. } => "stale-view",
            RejectReason::OldCounter => "old-counter",
            RejectReason::NotWanted => "not-wanted",
            RejectReason::BadProof => "bad-proof",
            RejectReason::NotForMe => "not-for-me",
            RejectReason::NoSuchRequest => "no-such-request",
            RejectReason::AnsweredAlready => "answered-already",
            RejectReason::RateLimited => "rate-limited",
        }
    }
}

impl RejectReason {
    /// The section of the paper (OSDI 1999) with the broken rule; none for rules outside the paper.
    pub fn section(self) -> Option<&'static str> {
        match self {
            RejectReason::BadSignature(_)
            | RejectReason::WrongView { .. }
            | RejectReason::OutsideWindow { .. }
            | RejectReason::NotFromPrimary { .. }
            | RejectReason::PrepareFromPrimary
            | RejectReason::DigestMismatch
            | RejectReason::BadBatch
            | RejectReason::BadRequestInBatch
            | RejectReason::ConflictingPrePrepare
            | RejectReason::ConflictingVote
            | RejectReason::OldTimestamp { .. } => Some("4.2"),
            RejectReason::BadCheckpointNumber { .. } | RejectReason::BadProof => Some("4.3"),
            RejectReason::ViewChangePending { .. }
            | RejectReason::InvalidViewChange(_)
            | RejectReason::InvalidNewView(_)
            | RejectReason::StaleView { .. } => Some("4.4"),
            RejectReason::Malformed(_)
            | RejectReason::Duplicate
            | RejectReason::OwnMessage
            | RejectReason::AnotherPending
            | RejectReason::OperationTooLong { .. }
            | RejectReason::ReadOnly
            | RejectReason::OldCounter
            | RejectReason::NotWanted
            | RejectReason::NotForMe
            | RejectReason::NoSuchRequest
            | RejectReason::AnsweredAlready
            | RejectReason::RateLimited => None,
        }
    }

    /// Whether only a faulty sender causes this. All other refusals also happen among correct nodes, because messages are late,
    /// lost or retransmitted.
    pub fn proves_fault(self) -> bool {
        match self {
            RejectReason::Malformed(_)
            | RejectReason::BadSignature(_)
            | RejectReason::NotFromPrimary { .. }
            | RejectReason::PrepareFromPrimary
            | RejectReason::DigestMismatch
            | RejectReason::BadBatch
            | RejectReason::BadRequestInBatch
            | RejectReason::ConflictingPrePrepare
            | RejectReason::ConflictingVote
            | RejectReason::InvalidViewChange(_)
            | RejectReason::InvalidNewView(_)
            | RejectReason::BadProof => true,
            RejectReason::WrongView { .. }
            | RejectReason::ViewChangePending { .. }
            | RejectReason::OutsideWindow { .. }
            | RejectReason::Duplicate
            | RejectReason::OwnMessage
            | RejectReason::OldTimestamp { .. }
            | RejectReason::AnotherPending
            | RejectReason::OperationTooLong { .. }
            | RejectReason::ReadOnly
            | RejectReason::BadCheckpointNumber { .. }
            | RejectReason::StaleView { .. }
            | RejectReason::OldCounter
            | RejectReason::NotWanted
            | RejectReason::NotForMe
            | RejectReason::NoSuchRequest
            | RejectReason::AnsweredAlready
            | RejectReason::RateLimited => false,
        }
    }
}
