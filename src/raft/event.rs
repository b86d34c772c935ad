//! Facts that nodes report about themselves.

use std::rc::Rc;

use super::ids::{ClientId, Digest, Index, ServerId, Term, Timestamp};
use super::message::MessageKind;
use crate::common::codec::{Encoded as _, TraceWriter, Writer};
use crate::process::{Fingerprint, Sink};

/// One fact; the trace, the oracles and the page read it, other nodes never do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A client sends its request to the server that it believes to be the leader (section 8).
    RequestSent {
        /// The request's timestamp.
        timestamp: Timestamp,
        /// The server.
        to: ServerId,
    },
    /// A client accepts a result: the first reply to its request (section 8).
    ResultAccepted {
        /// The request's timestamp.
        timestamp: Timestamp,
        /// The result.
        result: Rc<[u8]>,
    },
    /// A client has as many requests waiting as it may queue, and discards this one.
    SubmitRefused {
        /// How many wait already.
        queued: u32,
    },
    /// A server learned of a higher term (section 5.1).
    TermAdvanced {
        /// The term.
        term: Term,
    },
    /// A server asks whether it would be elected (dissertation, 9.6).
    PreVoteStarted {
        /// The term that it would begin.
        term: Term,
    },
    /// A server became a candidate (section 5.2).
    ElectionStarted {
        /// The term that it began.
        term: Term,
    },
    /// A server granted its vote (section 5.2).
    VoteGranted {
        /// The term.
        term: Term,
        /// The candidate.
        candidate: ServerId,
        /// Whether it is a pre-vote, which commits the voter to nothing.
        pre: bool,
    },
    /// A server refused its vote (sections 5.2 and 5.4.1).
    VoteRefused {
        /// The term that the candidate asked for.
        term: Term,
        /// The candidate.
        candidate: ServerId,
        /// Why.
        reason: VoteRefusal,
    },
    /// A candidate has the votes of a majority (section 5.2).
    LeaderElected {
        /// The term.
        term: Term,
    },
    /// A candidate or leader became a follower (sections 5.1 and 5.2).
    SteppedDown {
        /// Its term now.
        term: Term,
    },
    /// An entry is in the server's log (section 5.3).
    Appended {
        /// Its index.
        index: Index,
        /// Its term.
        term: Term,
        /// Its digest.
        digest: Digest,
    },
    /// A follower removed this entry and all after it (section 5.3).
    Truncated {
        /// The index of the first removed entry.
        from: Index,
    },
    /// A leader knows that a follower's log agrees with its own up to an index (section 5.3).
    Replicated {
        /// The follower.
        follower: ServerId,
        /// The index.
        upto: Index,
    },
    /// A server's commit index reached an entry (sections 5.3 and 5.4.2).
    Committed {
        /// The commit index.
        index: Index,
        /// The server's term.
        term: Term,
    },
    /// A server applied an entry (section 5.3).
    Executed(Rc<Execution>),
    /// A request that was executed before came again: its stored result is sent again (section 8).
    ReplyResent {
        /// The client.
        client: ClientId,
        /// The request's timestamp.
        timestamp: Timestamp,
    },
    /// A server that is not the leader redirected a client (section 8).
    Redirected {
        /// The client.
        client: ClientId,
        /// The leader that it named.
        leader: Option<ServerId>,
    },
    /// A server took a snapshot (section 7).
    SnapshotTaken {
        /// The last index that it covers.
        index: Index,
        /// The digest of the state.
        digest: Digest,
    },
    /// A server installed the leader's snapshot (section 7).
    SnapshotInstalled {
        /// The last index that it covers.
        index: Index,
        /// The digest of the state.
        digest: Digest,
    },
    /// A server came back from a crash (section 5.5).
    Restarted {
        /// Its term.
        term: Term,
        /// Whether it lost its disk and only learns.
        learner: bool,
    },
    /// A message changed nothing.
    Refused {
        /// What kind of message it was.
        kind: MessageKind,
        /// The server that it names as its sender, if any.
        sender: Option<ServerId>,
        /// Why.
        reason: RejectReason,
    },
    /// A server saw what cannot be while every server follows the protocol.
    Alarm(Alarm),
}

/// What a server executed at one index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Execution {
    /// The index.
    pub index: Index,
    /// The term of the entry.
    pub term: Term,
    /// The digest of the entry.
    pub digest: Digest,
    /// The client and timestamp of the request; none for a no-op.
    pub request: Option<(ClientId, Timestamp)>,
    /// The result; none for a no-op and for a request that was executed before.
    pub result: Option<Rc<[u8]>>,
}

macro_rules! reasons {
    ($(#[$about:meta])* $kind:ident { $($(#[$doc:meta])* $reason:ident $name:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $kind {
            $($(#[$doc])* $reason,)*
        }

        impl $kind {
            /// The stable name.
            pub fn name(self) -> &'static str {
                match self {
                    $($kind::$reason => $name,)*
                }
            }
        }
    };
}

reasons! {
    /// Why a server refused its vote.
    VoteRefusal {
        /// The candidate's term is lower than the voter's (section 5.1).
        OlderTerm "older-term",
        /// The voter gave its vote of this term to another candidate (section 5.2).
        AlreadyVoted "already-voted",
        /// The candidate's log is less up-to-date than the voter's (section 5.4.1).
        OlderLog "older-log",
        /// The voter hears from a leader (dissertation, 9.6).
        LeaderHeard "leader-heard",
        /// The voter lost its disk.
        Learner "learner",
    }
}

reasons! {
    /// Why a message changed nothing.
    RejectReason {
        /// It is not for this kind of node.
        NotForMe "not-for-me",
        /// It names a server or client that the cluster does not have.
        NoSuchMember "no-such-member",
        /// It names another sender than the node that sent the packet.
        ForeignName "foreign-name",
        /// It is of a lower term (section 5.1).
        OlderTerm "older-term",
        /// It answers something that the server no longer waits for.
        NotAsked "not-asked",
        /// It is a request that the leader has in its log already (section 8).
        Duplicate "duplicate",
        /// It is a request older than the client's last executed one (section 8).
        OldRequest "old-request",
        /// The leader's log has as many uncommitted requests as it may.
        TooManyUncommitted "too-many-uncommitted",
        /// It carries more entries than a server accepts.
        TooLong "too-long",
        /// A leader does not take entries of its own term from another server (section 5.2).
        OtherLeader "other-leader",
        /// It contradicts a committed entry.
        ConflictBelowCommit "conflict-below-commit",
    }
}

reasons! {
    /// What cannot be while every server follows the protocol.
    Alarm {
        /// Two servers lead one term.
        TwoLeaders "two-leaders",
        /// A leader wants to replace a committed entry.
        ConflictBelowCommit "conflict-below-commit",
    }
}

macro_rules! write_all {
    ($writer:ident, $($value:expr),*) => {{ $($value.write($writer);)* }};
}

impl Fingerprint for Event {
    fn fingerprint(&self, sink: &mut dyn Sink) {
        let mut writer = TraceWriter(sink);
        writer.raw(&[self.tag()]);
        self.write(&mut writer);
    }
}

impl Event {
    fn tag(&self) -> u8 {
        match self {
            Event::RequestSent { .. } => 1,
            Event::ResultAccepted { .. } => 2,
            Event::SubmitRefused { .. } => 3,
            Event::TermAdvanced { .. } => 4,
            Event::PreVoteStarted { .. } => 5,
            Event::ElectionStarted { .. } => 6,
            Event::VoteGranted { .. } => 7,
            Event::VoteRefused { .. } => 8,
            Event::LeaderElected { .. } => 9,
            Event::SteppedDown { .. } => 10,
            Event::Appended { .. } => 11,
            Event::Truncated { .. } => 12,
            Event::Replicated { .. } => 13,
            Event::Committed { .. } => 14,
            Event::Executed(_) => 15,
            Event::ReplyResent { .. } => 16,
            Event::Redirected { .. } => 17,
            Event::SnapshotTaken { .. } => 18,
            Event::SnapshotInstalled { .. } => 19,
            Event::Restarted { .. } => 20,
            Event::Refused { .. } => 21,
            Event::Alarm(_) => 22,
        }
    }

    fn write(&self, writer: &mut dyn Writer) {
        match self {
            Event::RequestSent { timestamp, to } => write_all!(writer, timestamp, to),
            Event::ResultAccepted { timestamp, result } => write_all!(writer, timestamp, result),
            Event::SubmitRefused { queued } => queued.write(writer),
            Event::TermAdvanced { term }
            | Event::PreVoteStarted { term }
            | Event::ElectionStarted { term }
            | Event::LeaderElected { term }
            | Event::SteppedDown { term } => term.write(writer),
            Event::VoteGranted { term, candidate, pre } => {
                write_all!(writer, term, candidate, pre)
            }
            Event::VoteRefused { term, candidate, reason } => {
                write_all!(writer, term, candidate);
                writer.raw(reason.name().as_bytes());
            }
            Event::Appended { index, term, digest } => {
                write_all!(writer, index, term, digest)
            }
            Event::Truncated { from } => from.write(writer),
            Event::Replicated { follower, upto } => write_all!(writer, follower, upto),
            Event::Committed { index, term } => write_all!(writer, index, term),
            Event::Executed(execution) => execution.write(writer),
            Event::ReplyResent { client, timestamp } => write_all!(writer, client, timestamp),
            Event::Redirected { client, leader } => write_all!(writer, client, leader),
            Event::SnapshotTaken { index, digest } | Event::SnapshotInstalled { index, digest } => {
                write_all!(writer, index, digest)
            }
            Event::Restarted { term, learner } => write_all!(writer, term, learner),
            Event::Refused { kind, sender, reason } => {
                writer.raw(&[*kind as u8]);
                sender.write(writer);
                writer.raw(reason.name().as_bytes());
            }
            Event::Alarm(alarm) => writer.raw(alarm.name().as_bytes()),
        }
    }
}

impl Execution {
    fn write(&self, writer: &mut dyn Writer) {
        write_all!(writer, self.index, self.term, self.digest);
        self.request.map(|(client, _)| client).write(writer);
        self.request.map(|(_, timestamp)| timestamp).write(writer);
        self.result.write(writer);
    }
}
