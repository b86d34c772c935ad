//! Kinds of violations of the invariants, each with a stable code and an English sentence.

use crate::pbft::{ClientId, ReplicaId, Seq, Timestamp, View};
use crate::sim::{RecordId, Violation};

/// A kind of violation of an invariant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ViolationKind {
    /// The invariant's name.
    pub property: &'static str,
    /// The stable name of this kind, different from all others.
    pub code: &'static str,
    /// The sentence in English. Names in braces are replaced by numbers, also of replicas and clients.
    pub sentence: &'static str,
}

const fn kind(property: &'static str, code: &'static str, sentence: &'static str) -> ViolationKind {
    ViolationKind { property, code, sentence }
}

pub(super) const OTHER_BATCH: ViolationKind = kind(
    "agreement",
    "other-batch",
    "Replica {replica} executed a different batch at sequence number {seq} than an earlier correct replica.",
);
pub(super) const OUT_OF_ORDER: ViolationKind = kind(
    "order",
    "out-of-order",
    "Replica {replica} executed sequence number {seq} after {last}, out of order.",
);
pub(super) const OTHER_RESULTS: ViolationKind = kind(
    "order",
    "other-results",
    "Replica {replica} got different results at sequence number {seq} than an earlier correct replica.",
);
pub(super) const STATE_NEVER_EXECUTED: ViolationKind = kind(
    "order",
    "state-never-executed",
    "Replica {replica} installed a state at sequence number {seq} that no replica reached: correct replicas executed only up to {end}.",
);
pub(super) const WRONG_RESULT: ViolationKind = kind(
    "order",
    "wrong-result",
    "At sequence number {seq}, the request of client {client} with timestamp {timestamp} has a result that does not follow from the history.",
);
pub(super) const NEVER_ASKED: ViolationKind = kind(
    "validity",
    "never-asked",
    "The request of client {client} with timestamp {timestamp} was executed at sequence number {seq}, but the client never sent it.",
);
pub(super) const TWICE: ViolationKind = kind(
    "exactly-once",
    "twice",
    "The request of client {client} with timestamp {timestamp} took effect at sequence number {seq}, although timestamp {before} already had.",
);
pub(super) const FEW_PREPARED: ViolationKind = kind(
    "certificate integrity",
    "few-prepared",
    "Replica {replica} sent a prepared certificate with {have} different signers; {need} are required.",
);
pub(super) const FEW_COMMITTED: ViolationKind = kind(
    "certificate integrity",
    "few-committed",
    "Replica {replica} sent a commit certificate with {have} different signers; {need} are required.",
);
pub(super) const FEW_STABLE: ViolationKind = kind(
    "certificate integrity",
    "few-stable",
    "Replica {replica} sent a stable checkpoint with {have} different signers; {need} are required.",
);
pub(super) const FEW_VIEW_CHANGES: ViolationKind = kind(
    "certificate integrity",
    "few-view-changes",
    "Replica {replica} sent a NEW-VIEW with VIEW-CHANGEs from {have} different replicas; {need} are required.",
);
pub(super) const FEW_STATE: ViolationKind = kind(
    "certificate integrity",
    "few-state",
    "Replica {replica} sent a state with {have} different signers; {need} are required.",
);
pub(super) const NEVER_PROPOSED: ViolationKind = kind(
    "certificate integrity",
    "never-proposed",
    "A certificate contains a PRE-PREPARE from replica {replica}, which never sent it.",
);
pub(super) const NEVER_PREPARED: ViolationKind = kind(
    "certificate integrity",
    "never-prepared",
    "A certificate contains a PREPARE from replica {replica}, which never sent it.",
);
pub(super) const NEVER_COMMITTED: ViolationKind = kind(
    "certificate integrity",
    "never-committed",
    "A certificate contains a COMMIT from replica {replica}, which never sent it.",
);
pub(super) const TWO_PREPARED: ViolationKind = kind(
    "no conflicting prepared",
    "two-prepared",
    "In view {view}, two different batches have prepared at sequence number {seq} at correct replicas; replica {replica} has the second one.",
);
pub(super) const COMMITTED_UNPREPARED: ViolationKind = kind(
    "commit implies prepared",
    "committed-unprepared",
    "Replica {replica} committed sequence number {seq} in view {view}, although only {have} of the {need} required correct replicas were prepared.",
);
pub(super) const ACCEPTED_OTHER_BATCH: ViolationKind = kind(
    "preserved across views",
    "accepted-other-batch",
    "Replica {replica} accepted a different batch in view {view} at sequence number {seq}, which had committed in view {before}.",
);
pub(super) const NEW_VIEW_FORGETS: ViolationKind = kind(
    "preserved across views",
    "new-view-forgets",
    "The NEW-VIEW of replica {replica} for view {view} omits the batch at sequence number {seq}, which had committed in view {before}.",
);
pub(super) const OTHER_STATE: ViolationKind = kind(
    "checkpoint agreement",
    "other-state",
    "The state of replica {replica} at checkpoint {seq} does not follow from the history.",
);
pub(super) const OUTSIDE_WINDOW: ViolationKind = kind(
    "bounds",
    "outside-window",
    "Replica {replica} logged sequence number {seq}, which is outside its window above {low}.",
);
pub(super) const VIEW_NOT_LATER: ViolationKind =
    kind("monotone", "view-not-later", "Replica {replica} went from view {from} to view {to}.");
pub(super) const VIEW_BACK: ViolationKind =
    kind("monotone", "view-back", "Replica {replica} went from view {from} back to view {to}.");
pub(super) const LOW_WATER_MARK_BACK: ViolationKind = kind(
    "monotone",
    "low-water-mark-back",
    "The low water mark of replica {replica} went from {from} to {to}.",
);
pub(super) const VOTE_IN_LEFT_VIEW: ViolationKind = kind(
    "monotone",
    "vote-in-left-view",
    "Replica {replica} voted in view {view} after it had sent a VIEW-CHANGE for view {wanted}.",
);
pub(super) const TWO_PRE_PREPARES: ViolationKind = kind(
    "no self-conflict",
    "two-pre-prepares",
    "Replica {replica} signed two different PRE-PREPAREs for sequence number {seq} in view {view}.",
);
pub(super) const TWO_PREPARES: ViolationKind = kind(
    "no self-conflict",
    "two-prepares",
    "Replica {replica} signed two different PREPAREs for sequence number {seq} in view {view}.",
);
pub(super) const TWO_COMMITS: ViolationKind = kind(
    "no self-conflict",
    "two-commits",
    "Replica {replica} signed two different COMMITs for sequence number {seq} in view {view}.",
);
pub(super) const TWO_CHECKPOINTS: ViolationKind = kind(
    "no self-conflict",
    "two-checkpoints",
    "Replica {replica} signed two different CHECKPOINTs for sequence number {seq}.",
);
pub(super) const TWO_VIEW_CHANGES: ViolationKind = kind(
    "no self-conflict",
    "two-view-changes",
    "Replica {replica} signed two different VIEW-CHANGEs for view {view}.",
);
pub(super) const TWO_NEW_VIEWS: ViolationKind = kind(
    "no self-conflict",
    "two-new-views",
    "Replica {replica} signed two different NEW-VIEWs for view {view}.",
);
pub(super) const VOTED_AGAIN: ViolationKind = kind(
    "durability",
    "voted-again",
    "Replica {replica} lost its disk and voted for sequence number {seq}, although it had already voted up to {last}.",
);
pub(super) const NOT_PRIMARY: ViolationKind = kind(
    "order of votes",
    "not-primary",
    "Replica {replica} sent a PRE-PREPARE in view {view}, but is not the primary of this view.",
);
pub(super) const EARLY_PREPARE: ViolationKind = kind(
    "order of votes",
    "early-prepare",
    "Replica {replica} sent a PREPARE for sequence number {seq} in view {view} without having accepted a PRE-PREPARE.",
);
pub(super) const EARLY_COMMIT: ViolationKind = kind(
    "order of votes",
    "early-commit",
    "Replica {replica} sent a COMMIT for sequence number {seq} in view {view} without being prepared.",
);
pub(super) const STABLE_WITHOUT_QUORUM: ViolationKind = kind(
    "garbage collection",
    "stable-without-quorum",
    "Checkpoint {seq} became stable at replica {replica}, although only {have} of {need} replicas had sent CHECKPOINTs for it.",
);
pub(super) const VIEW_CHANGE_FORGETS: ViolationKind = kind(
    "garbage collection",
    "view-change-forgets",
    "The VIEW-CHANGE of replica {replica} for view {view} omits sequence number {seq}, which had prepared there in view {before}.",
);
pub(super) const RESULT_NEVER_EXECUTED: ViolationKind = kind(
    "client",
    "result-never-executed",
    "Client {client} accepted a result for timestamp {timestamp}, which no correct replica executed.",
);
pub(super) const RESULT_NOT_GIVEN: ViolationKind = kind(
    "client",
    "result-not-given",
    "Client {client} accepted a result for timestamp {timestamp} that does not follow from the history.",
);
pub(super) const ANSWERED_BEFORE_ASKED: ViolationKind = kind(
    "client",
    "answered-before-asked",
    "In the history, the request of client {client} with timestamp {timestamp} comes before a request that was completed before it was sent.",
);
pub(super) const UNANSWERED: ViolationKind =
    kind("liveness", "unanswered", "Client {client} has no result within the time limit.");
pub(super) const LEFT_BEHIND: ViolationKind = kind(
    "liveness",
    "left-behind",
    "Replica {replica} has executed up to sequence number {seq}, replica {other} up to {end}.",
);
pub(super) const STATES_DIFFER: ViolationKind =
    kind("liveness", "states-differ", "Replica {replica} and replica {other} have different states.");
pub(super) const NO_ACTIVE_QUORUM: ViolationKind = kind(
    "liveness",
    "no-active-quorum",
    "No view has a quorum of active replicas; the best view has {have}, and {waiting} are waiting for a later one.",
);
pub(super) const REQUEST_TIMER_STOPPED: ViolationKind = kind(
    "timer",
    "request-timer-stopped",
    "Replica {replica} has a pending request, but its request timer is not running.",
);
pub(super) const RESEND_TIMER_STOPPED: ViolationKind = kind(
    "timer",
    "resend-timer-stopped",
    "Replica {replica} is waiting for a view, but does not retransmit its VIEW-CHANGE.",
);

/// All kinds, for translators and their tests.
pub const VIOLATION_KINDS: [ViolationKind; 46] = [
    OTHER_BATCH,
    OUT_OF_ORDER,
    OTHER_RESULTS,
    STATE_NEVER_EXECUTED,
    WRONG_RESULT,
    NEVER_ASKED,
    TWICE,
    FEW_PREPARED,
    FEW_COMMITTED,
    FEW_STABLE,
    FEW_VIEW_CHANGES,
    FEW_STATE,
    NEVER_PROPOSED,
    NEVER_PREPARED,
    NEVER_COMMITTED,
    TWO_PREPARED,
    COMMITTED_UNPREPARED,
    ACCEPTED_OTHER_BATCH,
    NEW_VIEW_FORGETS,
    OTHER_STATE,
    OUTSIDE_WINDOW,
    VIEW_NOT_LATER,
    VIEW_BACK,
    LOW_WATER_MARK_BACK,
    VOTE_IN_LEFT_VIEW,
    TWO_PRE_PREPARES,
    TWO_PREPARES,
    TWO_COMMITS,
    TWO_CHECKPOINTS,
    TWO_VIEW_CHANGES,
    TWO_NEW_VIEWS,
    VOTED_AGAIN,
    NOT_PRIMARY,
    EARLY_PREPARE,
    EARLY_COMMIT,
    STABLE_WITHOUT_QUORUM,
    VIEW_CHANGE_FORGETS,
    RESULT_NEVER_EXECUTED,
    RESULT_NOT_GIVEN,
    ANSWERED_BEFORE_ASKED,
    UNANSWERED,
    LEFT_BEHIND,
    STATES_DIFFER,
    NO_ACTIVE_QUORUM,
    REQUEST_TIMER_STOPPED,
    RESEND_TIMER_STOPPED,
];

/// A number in a sentence.
pub(super) struct Number(u64);

impl From<u64> for Number {
    fn from(number: u64) -> Number {
        Number(number)
    }
}

impl From<u32> for Number {
    fn from(number: u32) -> Number {
        Number(number.into())
    }
}

impl From<ReplicaId> for Number {
    fn from(replica: ReplicaId) -> Number {
        Number(replica.0.into())
    }
}

impl From<ClientId> for Number {
    fn from(client: ClientId) -> Number {
        Number(client.0.into())
    }
}

impl From<Seq> for Number {
    fn from(seq: Seq) -> Number {
        Number(seq.0)
    }
}

impl From<View> for Number {
    fn from(view: View) -> Number {
        Number(view.0)
    }
}

impl From<Timestamp> for Number {
    fn from(timestamp: Timestamp) -> Number {
        Number(timestamp.0)
    }
}

impl ViolationKind {
    /// The same kind for another invariant.
    pub(super) fn of(self, property: &'static str) -> ViolationKind {
        ViolationKind { property, ..self }
    }

    /// The violation with these numbers.
    pub(super) fn with<const N: usize>(
        self,
        numbers: [(&'static str, Number); N],
        evidence: Vec<RecordId>,
    ) -> Violation {
        let numbers: Vec<_> = numbers.into_iter().map(|(name, Number(number))| (name, number)).collect();
        let fill = |text: String, (name, number): &(&str, u64)| {
            text.replace(&format!("{{{name}}}"), &number.to_string())
        };
        let statement = numbers.iter().fold(self.sentence.to_owned(), fill);
        Violation { property: self.property, code: self.code, numbers, statement, evidence }
    }
}
