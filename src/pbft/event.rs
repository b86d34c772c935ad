//! Facts that nodes report about themselves.

use std::rc::Rc;

use super::batch::Batch;
use super::codec::{Encoded as _, TraceWriter, Writer};
use super::ids::{Author, ClientId, Digest, ReplicaId, Seq, Timestamp, View};
use super::message::{Message, MessageKind};
use super::reject::RejectReason;
use crate::process::{Fingerprint, Sink};

/// One fact; the trace, the oracles and the page read it, other nodes never do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A client sends its request, first to the primary, later to all (section 4.1).
    RequestSent {
        /// The request's timestamp.
        timestamp: Timestamp,
        /// Whether it goes to all replicas, since the answer is late.
        to_all: bool,
    },
    /// A client counts a REPLY.
    ReplyCounted {
        /// Who replied.
        replica: ReplicaId,
        /// The request's timestamp.
        timestamp: Timestamp,
        /// How many replicas agree on this result now.
        have: u32,
        /// How many must.
        need: u32,
    },
    /// A client accepts a result (section 4.1).
    ResultAccepted {
        /// The request's timestamp.
        timestamp: Timestamp,
        /// The result.
        result: Rc<[u8]>,
    },
    /// A client has more requests waiting than it may queue, and drops this one.
    SubmitRefused {
        /// How many wait already.
        queued: u32,
    },
    /// A replica takes a client's request into its pending requests (section 4.2).
    RequestAccepted {
        /// The client.
        client: ClientId,
        /// The request's timestamp.
        timestamp: Timestamp,
    },
    /// A request comes again that is executed already: the stored result is sent again (section 4.1).
    ReplyResent {
        /// The client.
        client: ClientId,
        /// The request's timestamp.
        timestamp: Timestamp,
    },
    /// The replica accepted, or as the primary made, an assignment and knows its batch (section 4.2).
    PrePrepared(Assignment),
    /// The replica holds a prepared certificate (section 4.2).
    Prepared(Assignment),
    /// The replica holds a commit certificate (section 4.2).
    CommittedLocal(Assignment),
    /// The replica executed a batch (section 4.2).
    Executed(Rc<Execution>),
    /// The replica kept its state at a checkpoint (section 4.3).
    CheckpointTaken {
        /// The sequence number.
        seq: Seq,
        /// The digest of the state.
        digest: Digest,
    },
    /// A checkpoint became stable: the low water mark moved (section 4.3).
    Stable {
        /// The sequence number.
        seq: Seq,
        /// The digest of the state.
        digest: Digest,
    },
    /// The replica gave up on its view (section 4.4).
    ViewChangeStarted {
        /// The view it wants now.
        view: View,
        /// Why.
        cause: ViewChangeCause,
    },
    /// The replica is active in a new view (section 4.4).
    ViewEntered {
        /// The view.
        view: View,
        /// `min-s`: the stable checkpoint that the view starts from.
        min_seq: Seq,
        /// `max-s`: the highest number that the new view assigned again.
        max_seq: Seq,
    },
    /// The replica asks for a stable checkpoint, since it lags (protocol section 3.18).
    StateTransferStarted {
        /// The oldest checkpoint that would help.
        min_seq: Seq,
    },
    /// The replica took over a proven state (protocol section 3.18).
    StateTransferred {
        /// The checkpoint's sequence number.
        seq: Seq,
        /// Its digest.
        digest: Digest,
    },
    /// The replica came back from a crash with what its disk held (protocol section 3.19).
    Restarted {
        /// The last number its state covers.
        last_executed: Seq,
        /// Whether it lost its disk and only learns until it can no longer contradict itself.
        amnesic: bool,
    },
    /// A replica that had lost its disk votes again (protocol section 3.19).
    Reintegrated {
        /// It votes above this number only.
        above: Seq,
        /// It votes from this view on.
        from: View,
    },
    /// A message changed nothing.
    Refused {
        /// What kind of message it was.
        kind: MessageKind,
        /// The signer that it names, if any.
        author: Option<Author>,
        /// Why.
        reason: RejectReason,
    },
    /// A client has two different replies of one replica to one request. They show a faulty replica while at most `f` are
    /// faulty. They do not prove guilt: beyond `f`, a correct replica can send both (`docs/evidence.md`).
    ConflictingReplies {
        /// The replica.
        replica: ReplicaId,
        /// The replies, the one that counts first.
        replies: Rc<[Message; 2]>,
    },
    /// Proof of guilt found: the node holds signed statements that no correct member makes.
    EvidenceFound(Rc<Evidence>),
    /// What the node sees cannot be while at most `f` replicas are faulty.
    Alarm(Alarm),
}

impl Event {
    /// The view that the event names, if it names one.
    pub fn view(&self) -> Option<View> {
        match self {
            Event::PrePrepared(slot) | Event::Prepared(slot) | Event::CommittedLocal(slot) => Some(slot.view),
            Event::ViewChangeStarted { view, .. } | Event::ViewEntered { view, .. } => Some(*view),
            _ => None,
        }
    }

    /// The section of the paper (OSDI 1999) whose rule the event reports; none for events outside the paper.
    pub fn section(&self) -> Option<&'static str> {
        match self {
            Event::RequestSent { .. }
            | Event::ReplyCounted { .. }
            | Event::ResultAccepted { .. }
            | Event::ReplyResent { .. }
            | Event::ConflictingReplies { .. } => Some("4.1"),
            Event::RequestAccepted { .. }
            | Event::PrePrepared(_)
            | Event::Prepared(_)
            | Event::CommittedLocal(_)
            | Event::Executed(_) => Some("4.2"),
            Event::CheckpointTaken { .. } | Event::Stable { .. } => Some("4.3"),
            // The proof of liveness adds two reasons to leave a view.
            Event::ViewChangeStarted {
                cause: ViewChangeCause::NewViewTimeout | ViewChangeCause::Joined,
                ..
            } => Some("4.5.2"),
            // A replica that lacks the state of a new view fetches it: the end of section 4.4.
            Event::ViewChangeStarted { .. }
            | Event::ViewEntered { .. }
            | Event::StateTransferStarted { .. }
            | Event::StateTransferred { .. } => Some("4.4"),
            Event::Refused { reason, .. } => reason.section(),
            Event::SubmitRefused { .. }
            | Event::Restarted { .. }
            | Event::Reintegrated { .. }
            | Event::EvidenceFound(_)
            | Event::Alarm(_) => None,
        }
    }
}

/// An assignment that reached a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The view.
    pub view: View,
    /// The sequence number.
    pub seq: Seq,
    /// The digest of the batch.
    pub digest: Digest,
}

/// The execution of one batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Execution {
    /// The sequence number.
    pub seq: Seq,
    /// The view the replica was in.
    pub view: View,
    /// The batch.
    pub batch: Rc<Batch>,
    /// For each request of the batch its result; none where it had been executed before and is skipped.
    pub results: Vec<Option<Rc<[u8]>>>,
}

/// Why a view change started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewChangeCause {
    /// A request waited too long.
    RequestTimeout,
    /// The NEW-VIEW waited too long.
    NewViewTimeout,
    /// `f + 1` others want a later view.
    Joined,
    /// The new primary sent a NEW-VIEW that does not follow from the VIEW-CHANGEs.
    InvalidNewView,
}

/// Two or more signed statements that no correct member makes together, or one that none makes at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Who is guilty.
    pub culprit: Author,
    /// What was done.
    pub offence: Offence,
    /// The statements, each with the culprit's valid signature.
    pub statements: Vec<Message>,
}

/// What a piece of evidence proves (protocol section 5, end).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Offence {
    /// Two PRE-PREPAREs for one view and number.
    ConflictingPrePrepares,
    /// Two PREPAREs for one view and number.
    ConflictingPrepares,
    /// Two COMMITs for one view and number.
    ConflictingCommits,
    /// Two CHECKPOINTs for one number.
    ConflictingCheckpoints,
    /// Two NEW-VIEWs for one view.
    ConflictingNewViews,
    /// A PREPARE by the primary of its view.
    PrepareByPrimary,
    /// A COMMIT, and a later VIEW-CHANGE that hides the certificate behind it.
    HiddenCertificate,
    /// A VIEW-CHANGE whose certificates do not hold.
    InvalidViewChange,
    /// A NEW-VIEW that does not follow from its VIEW-CHANGEs.
    InvalidNewView,
    /// Two different requests with one timestamp.
    ConflictingRequests,
}

/// What must not happen while at most `f` replicas are faulty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alarm {
    /// Two digests committed for one sequence number.
    ConflictingDecisions {
        /// The number.
        seq: Seq,
    },
    /// The own state differs from what a quorum certifies.
    Diverged {
        /// The checkpoint's number.
        seq: Seq,
    },
    /// Two results with `f + 1` replies each.
    ConflictingResults {
        /// The request's timestamp.
        timestamp: Timestamp,
    },
    /// Two certificates of one view and number for different digests.
    ConflictingCertificates {
        /// The number.
        seq: Seq,
    },
}

impl Fingerprint for Event {
    fn fingerprint(&self, sink: &mut dyn Sink) {
        let writer = &mut TraceWriter(sink);
        writer.raw(&[self.tag()]);
        match self {
            Event::RequestSent { timestamp, to_all } => {
                timestamp.write(writer);
                to_all.write(writer);
            }
            Event::ReplyCounted { replica, timestamp, have, need } => {
                replica.write(writer);
                timestamp.write(writer);
                have.write(writer);
                need.write(writer);
            }
            Event::ResultAccepted { timestamp, result } => {
                timestamp.write(writer);
                result.write(writer);
            }
            Event::SubmitRefused { queued } => queued.write(writer),
            Event::RequestAccepted { client, timestamp } | Event::ReplyResent { client, timestamp } => {
                client.write(writer);
                timestamp.write(writer);
            }
            Event::PrePrepared(slot) | Event::Prepared(slot) | Event::CommittedLocal(slot) => {
                slot.view.write(writer);
                slot.seq.write(writer);
                slot.digest.write(writer);
            }
            Event::Executed(execution) => execution.write(writer),
            Event::CheckpointTaken { seq, digest }
            | Event::Stable { seq, digest }
            | Event::StateTransferred { seq, digest } => {
                seq.write(writer);
                digest.write(writer);
            }
            Event::ViewChangeStarted { view, cause } => {
                view.write(writer);
                writer.raw(&[*cause as u8]);
            }
            Event::ViewEntered { view, min_seq, max_seq } => {
                view.write(writer);
                min_seq.write(writer);
                max_seq.write(writer);
            }
            Event::StateTransferStarted { min_seq } => min_seq.write(writer),
            Event::Restarted { last_executed, amnesic } => {
                last_executed.write(writer);
                amnesic.write(writer);
            }
            Event::Reintegrated { above, from } => {
                above.write(writer);
                from.write(writer);
            }
            Event::Refused { kind, author, reason } => {
                writer.raw(&[*kind as u8]);
                author.iter().for_each(|author| write_author(*author, writer));
                writer.raw(reason.code().as_bytes());
            }
            Event::EvidenceFound(evidence) => {
                write_author(evidence.culprit, writer);
                writer.raw(&[evidence.offence as u8]);
            }
            Event::Alarm(alarm) => alarm.write(writer),
            Event::ConflictingReplies { replica, .. } => replica.write(writer),
        }
    }
}

impl Event {
    fn tag(&self) -> u8 {
        match self {
            Event::RequestSent { .. } => 1,
            Event::ReplyCounted { .. } => 2,
            Event::ResultAccepted { .. } => 3,
            Event::SubmitRefused { .. } => 4,
            Event::RequestAccepted { .. } => 5,
            Event::ReplyResent { .. } => 6,
            Event::PrePrepared(_) => 7,
            Event::Prepared(_) => 8,
            Event::CommittedLocal(_) => 9,
            Event::Executed(_) => 10,
            Event::CheckpointTaken { .. } => 11,
            Event::Stable { .. } => 12,
            Event::ViewChangeStarted { .. } => 13,
            Event::ViewEntered { .. } => 14,
            Event::StateTransferStarted { .. } => 15,
            Event::StateTransferred { .. } => 16,
            Event::Restarted { .. } => 17,
            Event::Reintegrated { .. } => 18,
            Event::Refused { .. } => 19,
            Event::EvidenceFound(_) => 20,
            Event::Alarm(_) => 21,
            Event::ConflictingReplies { .. } => 22,
        }
    }
}

impl Execution {
    /// The batch itself entered the trace when it was sent; its digest and the results are what is new.
    fn write(&self, writer: &mut dyn Writer) {
        self.seq.write(writer);
        self.view.write(writer);
        self.batch.digest().write(writer);
        writer.count(self.results.len());
        for result in &self.results {
            result.is_some().write(writer);
            result.iter().for_each(|result| result.write(writer));
        }
    }
}

impl Alarm {
    fn write(self, writer: &mut dyn Writer) {
        let (kind, number) = match self {
            Alarm::ConflictingDecisions { seq } => (1u32, seq.0),
            Alarm::Diverged { seq } => (2, seq.0),
            Alarm::ConflictingResults { timestamp } => (3, timestamp.0),
            Alarm::ConflictingCertificates { seq } => (4, seq.0),
        };
        kind.write(writer);
        number.write(writer);
    }
}

fn write_author(author: Author, writer: &mut dyn Writer) {
    let (class, id) = match author {
        Author::Replica(replica) => (0u32, replica.0),
        Author::Client(client) => (1, client.0),
    };
    class.write(writer);
    id.write(writer);
}
