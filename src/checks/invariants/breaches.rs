//! Every way in which an invariant can be seen to be broken: a stable code for translators, and the sentence in English.

use crate::pbft::{ClientId, ReplicaId, Seq, Timestamp, View};
use crate::sim::{RecordId, Violation};

/// One way to break one invariant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The invariant's name.
    pub property: &'static str,
    /// The stable name of this way, different from all others.
    pub code: &'static str,
    /// What happened, in English. Names in braces are replaced by numbers, of replicas and clients as well.
    pub sentence: &'static str,
}

const fn breach(property: &'static str, code: &'static str, sentence: &'static str) -> Breach {
    Breach { property, code, sentence }
}

pub(super) const OTHER_BATCH: Breach = breach(
    "agreement",
    "other-batch",
    "Replica {replica} executed another batch at sequence number {seq} than a correct replica before it.",
);
pub(super) const OUT_OF_ORDER: Breach = breach(
    "order",
    "out-of-order",
    "Replica {replica} executed sequence number {seq} after {last}, out of order.",
);
pub(super) const OTHER_RESULTS: Breach = breach(
    "order",
    "other-results",
    "Replica {replica} got other results at sequence number {seq} than a correct replica before it.",
);
pub(super) const STATE_NEVER_EXECUTED: Breach = breach(
    "order",
    "state-never-executed",
    "Replica {replica} took over a state at sequence number {seq} that nobody executed: no correct replica came further than {end}.",
);
pub(super) const WRONG_RESULT: Breach = breach(
    "order",
    "wrong-result",
    "At sequence number {seq} the request of client {client} with timestamp {timestamp} has a result that the history does not give.",
);
pub(super) const NEVER_ASKED: Breach = breach(
    "validity",
    "never-asked",
    "Sequence number {seq} executed a request in the name of client {client} (timestamp {timestamp}) that it never made.",
);
pub(super) const TWICE: Breach = breach(
    "exactly-once",
    "twice",
    "The request of client {client} with timestamp {timestamp} took effect at sequence number {seq}, though timestamp {before} had before.",
);
pub(super) const FEW_PREPARED: Breach = breach(
    "certificate integrity",
    "few-prepared",
    "Replica {replica} sent a prepared certificate with {have} distinct signers; it takes {need}.",
);
pub(super) const FEW_COMMITTED: Breach = breach(
    "certificate integrity",
    "few-committed",
    "Replica {replica} sent a commit certificate with {have} distinct signers; it takes {need}.",
);
pub(super) const FEW_STABLE: Breach = breach(
    "certificate integrity",
    "few-stable",
    "Replica {replica} sent a stable checkpoint with {have} distinct signers; it takes {need}.",
);
pub(super) const FEW_VIEW_CHANGES: Breach = breach(
    "certificate integrity",
    "few-view-changes",
    "Replica {replica} sent a NEW-VIEW with {have} distinct signers; it takes {need}.",
);
pub(super) const FEW_STATE: Breach = breach(
    "certificate integrity",
    "few-state",
    "Replica {replica} sent a state with {have} distinct signers; it takes {need}.",
);
pub(super) const NEVER_PROPOSED: Breach = breach(
    "certificate integrity",
    "never-proposed",
    "A certificate holds a PRE-PREPARE of replica {replica}, which never sent it.",
);
pub(super) const NEVER_PREPARED: Breach = breach(
    "certificate integrity",
    "never-prepared",
    "A certificate holds a PREPARE of replica {replica}, which never sent it.",
);
pub(super) const NEVER_COMMITTED: Breach = breach(
    "certificate integrity",
    "never-committed",
    "A certificate holds a COMMIT of replica {replica}, which never sent it.",
);
pub(super) const TWO_PREPARED: Breach = breach(
    "no conflicting prepared",
    "two-prepared",
    "In view {view} two batches prepared at correct replicas for sequence number {seq}; replica {replica} has the second.",
);
pub(super) const COMMITTED_UNPREPARED: Breach = breach(
    "commit implies prepared",
    "committed-unprepared",
    "Replica {replica} committed sequence number {seq} in view {view}, though only {have} of the {need} correct replicas that it takes had prepared it.",
);
pub(super) const ACCEPTED_OTHER_BATCH: Breach = breach(
    "preserved across views",
    "accepted-other-batch",
    "Replica {replica} accepted another batch in view {view} for sequence number {seq}, which had committed in view {before}.",
);
pub(super) const NEW_VIEW_FORGETS: Breach = breach(
    "preserved across views",
    "new-view-forgets",
    "The NEW-VIEW of replica {replica} for view {view} does not name the batch of sequence number {seq}, which had committed in view {before}.",
);
pub(super) const OTHER_STATE: Breach = breach(
    "checkpoint agreement",
    "other-state",
    "The state of replica {replica} at checkpoint {seq} is not the one that the history gives.",
);
pub(super) const OUTSIDE_WINDOW: Breach = breach(
    "bounds",
    "outside-window",
    "Replica {replica} logged sequence number {seq}, outside its window above {low}.",
);
pub(super) const VIEW_NOT_LATER: Breach =
    breach("monotone", "view-not-later", "Replica {replica} went from view {from} to view {to}.");
pub(super) const VIEW_BACK: Breach =
    breach("monotone", "view-back", "Replica {replica} went from view {from} back to view {to}.");
pub(super) const LOW_WATER_MARK_BACK: Breach = breach(
    "monotone",
    "low-water-mark-back",
    "The low water mark of replica {replica} went from {from} to {to}.",
);
pub(super) const VOTE_IN_LEFT_VIEW: Breach = breach(
    "monotone",
    "vote-in-left-view",
    "Replica {replica} voted in view {view} after it had asked for view {wanted}.",
);
pub(super) const TWO_PRE_PREPARES: Breach = breach(
    "no self-conflict",
    "two-pre-prepares",
    "Replica {replica} signed two different PRE-PREPAREs in view {view} for sequence number {seq}.",
);
pub(super) const TWO_PREPARES: Breach = breach(
    "no self-conflict",
    "two-prepares",
    "Replica {replica} signed two different PREPAREs in view {view} for sequence number {seq}.",
);
pub(super) const TWO_COMMITS: Breach = breach(
    "no self-conflict",
    "two-commits",
    "Replica {replica} signed two different COMMITs in view {view} for sequence number {seq}.",
);
pub(super) const TWO_CHECKPOINTS: Breach = breach(
    "no self-conflict",
    "two-checkpoints",
    "Replica {replica} signed two different CHECKPOINTs for sequence number {seq}.",
);
pub(super) const TWO_VIEW_CHANGES: Breach = breach(
    "no self-conflict",
    "two-view-changes",
    "Replica {replica} signed two different VIEW-CHANGEs for view {view}.",
);
pub(super) const TWO_NEW_VIEWS: Breach = breach(
    "no self-conflict",
    "two-new-views",
    "Replica {replica} signed two different NEW-VIEWs for view {view}.",
);
pub(super) const VOTED_AGAIN: Breach = breach(
    "durability",
    "voted-again",
    "Replica {replica} lost its disk and voted for sequence number {seq}, though it had voted up to number {last} before.",
);
pub(super) const NOT_PRIMARY: Breach = breach(
    "order of votes",
    "not-primary",
    "Replica {replica} sent a PRE-PREPARE in view {view}, whose primary it is not.",
);
pub(super) const EARLY_PREPARE: Breach = breach(
    "order of votes",
    "early-prepare",
    "Replica {replica} sent a PREPARE in view {view} for sequence number {seq} without what must come before it.",
);
pub(super) const EARLY_COMMIT: Breach = breach(
    "order of votes",
    "early-commit",
    "Replica {replica} sent a COMMIT in view {view} for sequence number {seq} without what must come before it.",
);
pub(super) const STABLE_WITHOUT_QUORUM: Breach = breach(
    "garbage collection",
    "stable-without-quorum",
    "Replica {replica} made the checkpoint at {seq} stable, though only {have} of {need} replicas sent CHECKPOINTs for it.",
);
pub(super) const VIEW_CHANGE_FORGETS: Breach = breach(
    "garbage collection",
    "view-change-forgets",
    "The VIEW-CHANGE of replica {replica} for view {view} leaves out sequence number {seq}, which it had prepared in view {before}.",
);
pub(super) const RESULT_NEVER_EXECUTED: Breach = breach(
    "client",
    "result-never-executed",
    "Client {client} accepted a result for timestamp {timestamp}, which no correct replica executed.",
);
pub(super) const RESULT_NOT_GIVEN: Breach = breach(
    "client",
    "result-not-given",
    "Client {client} accepted a result for timestamp {timestamp} that the history does not give.",
);
pub(super) const ANSWERED_BEFORE_ASKED: Breach = breach(
    "client",
    "answered-before-asked",
    "The request of client {client} with timestamp {timestamp} stands in the history before one that was answered before it was asked.",
);
pub(super) const UNANSWERED: Breach =
    breach("liveness", "unanswered", "Client {client} has no answer within the bound.");
pub(super) const LEFT_BEHIND: Breach = breach(
    "liveness",
    "left-behind",
    "Replica {replica} has executed up to {seq}, replica {other} up to {end}.",
);
pub(super) const STATES_DIFFER: Breach =
    breach("liveness", "states-differ", "Replica {replica} and replica {other} have different states.");
pub(super) const NO_ACTIVE_QUORUM: Breach = breach(
    "liveness",
    "no-active-quorum",
    "No view has a quorum of active replicas; the best has {have}, and {waiting} wait for a later one.",
);
pub(super) const REQUEST_TIMER_STANDS: Breach = breach(
    "timer",
    "request-timer-stands",
    "Replica {replica} waits for a request without its request timer.",
);
pub(super) const RESEND_TIMER_STANDS: Breach = breach(
    "timer",
    "resend-timer-stands",
    "Replica {replica} waits for a view without sending its VIEW-CHANGE again.",
);

/// All of them, for translators and those who check their work.
pub const BREACHES: [Breach; 46] = [
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
    REQUEST_TIMER_STANDS,
    RESEND_TIMER_STANDS,
];

/// A number that a sentence speaks of.
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

impl Breach {
    /// The same breach of another invariant.
    pub(super) fn of(self, property: &'static str) -> Breach {
        Breach { property, ..self }
    }

    /// The violation, with its sentence about these numbers.
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
