//! The messages of Raft (figures 2 and 13 of the paper), and their bytes.
//!
//! The paper's remote procedure calls are two messages each: APPEND and APPENDED, REQUEST-VOTE and VOTE, INSTALL-SNAPSHOT and
//! INSTALLED. A message names its sender in a field, and nothing is signed: Raft trusts its servers.

use std::rc::Rc;

use sha2::{Digest as _, Sha256};

use super::ids::{ClientId, Digest, Index, ServerId, Term, Timestamp};
use super::log::Snapshot;
use crate::common::codec::{
    Element, Encoded, Limits, Malformed, Reader, TraceWriter, Writer, encoded_fields,
};
use crate::process::{Fingerprint, Sink};

/// REQUEST (section 8): an operation, from a client to the leader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The client.
    pub client: ClientId,
    /// The paper's serial number: it makes every request of the client distinct.
    pub timestamp: Timestamp,
    /// What the service executes.
    pub operation: Rc<[u8]>,
}

/// REPLY (section 8): the result, from the leader to the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The client.
    pub client: ClientId,
    /// The timestamp of the request.
    pub timestamp: Timestamp,
    /// The result of the operation.
    pub result: Rc<[u8]>,
    /// The leader's term.
    pub term: Term,
}

/// REDIRECT (section 8): a server that is not the leader tells a client which server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The client.
    pub client: ClientId,
    /// The timestamp of the request.
    pub timestamp: Timestamp,
    /// The server's term.
    pub term: Term,
    /// The leader of that term, if the server has heard from it.
    pub leader: Option<ServerId>,
}

/// REQUEST-VOTE (section 5.2): a candidate asks for a vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestVote {
    /// The term that the candidate wants to lead.
    pub term: Term,
    /// The candidate.
    pub candidate: ServerId,
    /// The index of its last entry.
    pub last_index: Index,
    /// The term of its last entry.
    pub last_term: Term,
    /// Whether it only asks if it would get the vote (dissertation, 9.6).
    pub pre: bool,
}

/// VOTE (section 5.2): the answer to REQUEST-VOTE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vote {
    /// The voter's term; for a granted pre-vote, the term that was asked for.
    pub term: Term,
    /// The voter.
    pub voter: ServerId,
    /// Whether the candidate has the vote.
    pub granted: bool,
    /// Whether it answers a pre-vote.
    pub pre: bool,
}

/// An entry of the log (section 5.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The term in which a leader created it.
    pub term: Term,
    /// The request; none in the no-op of a new leader.
    pub request: Option<Rc<Request>>,
}

/// APPEND (section 5.3), the paper's AppendEntries: entries for a follower's log. Without entries it is a heartbeat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Append {
    /// The leader's term.
    pub term: Term,
    /// The leader.
    pub leader: ServerId,
    /// The index of the entry before the new ones.
    pub prev_index: Index,
    /// The term of that entry.
    pub prev_term: Term,
    /// The new entries.
    pub entries: Vec<Entry>,
    /// The leader's commit index.
    pub commit: Index,
}

/// APPENDED (section 5.3): the answer to APPEND.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    /// The follower's term.
    pub term: Term,
    /// The follower.
    pub follower: ServerId,
    /// Whether the follower had the previous entry.
    pub success: bool,
    /// The previous index of the APPEND that this answers.
    pub prev_index: Index,
    /// On success, the last index up to which the logs agree.
    pub matched: Index,
    /// On failure, where the leader may try next.
    pub hint: Index,
    /// Whether the follower lost its disk and must not be counted.
    pub learner: bool,
}

/// INSTALL-SNAPSHOT (section 7): a leader's snapshot for a follower that lags behind the leader's log. It is sent in one piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstallSnapshot {
    /// The leader's term.
    pub term: Term,
    /// The leader.
    pub leader: ServerId,
    /// The snapshot.
    pub snapshot: Rc<Snapshot>,
}

/// INSTALLED (section 7): the answer to INSTALL-SNAPSHOT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Installed {
    /// The follower's term.
    pub term: Term,
    /// The follower.
    pub follower: ServerId,
    /// The index of the snapshot that this answers.
    pub index: Index,
    /// Whether the follower lost its disk and must not be counted.
    pub learner: bool,
}

/// A message between nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// See [`Request`].
    Request(Rc<Request>),
    /// See [`Reply`].
    Reply(Rc<Reply>),
    /// See [`Redirect`].
    Redirect(Redirect),
    /// See [`RequestVote`].
    RequestVote(RequestVote),
    /// See [`Vote`].
    Vote(Vote),
    /// See [`Append`].
    Append(Rc<Append>),
    /// See [`Appended`].
    Appended(Appended),
    /// See [`InstallSnapshot`].
    InstallSnapshot(Rc<InstallSnapshot>),
    /// See [`Installed`].
    Installed(Installed),
}

/// The kind of a message; its value is the tag of its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MessageKind {
    /// See [`Request`].
    Request = 1,
    /// See [`Reply`].
    Reply = 2,
    /// See [`Redirect`].
    Redirect = 3,
    /// See [`RequestVote`].
    RequestVote = 4,
    /// See [`Vote`].
    Vote = 5,
    /// See [`Append`].
    Append = 6,
    /// See [`Appended`].
    Appended = 7,
    /// See [`InstallSnapshot`].
    InstallSnapshot = 8,
    /// See [`Installed`].
    Installed = 9,
}

impl MessageKind {
    /// Every kind, in the order of the tags.
    pub const ALL: [MessageKind; 9] = [
        MessageKind::Request,
        MessageKind::Reply,
        MessageKind::Redirect,
        MessageKind::RequestVote,
        MessageKind::Vote,
        MessageKind::Append,
        MessageKind::Appended,
        MessageKind::InstallSnapshot,
        MessageKind::Installed,
    ];

    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            MessageKind::Request => "request",
            MessageKind::Reply => "reply",
            MessageKind::Redirect => "redirect",
            MessageKind::RequestVote => "request-vote",
            MessageKind::Vote => "vote",
            MessageKind::Append => "append",
            MessageKind::Appended => "appended",
            MessageKind::InstallSnapshot => "install-snapshot",
            MessageKind::Installed => "installed",
        }
    }
}

impl Message {
    /// The kind of the message.
    pub fn kind(&self) -> MessageKind {
        match self {
            Message::Request(_) => MessageKind::Request,
            Message::Reply(_) => MessageKind::Reply,
            Message::Redirect(_) => MessageKind::Redirect,
            Message::RequestVote(_) => MessageKind::RequestVote,
            Message::Vote(_) => MessageKind::Vote,
            Message::Append(_) => MessageKind::Append,
            Message::Appended(_) => MessageKind::Appended,
            Message::InstallSnapshot(_) => MessageKind::InstallSnapshot,
            Message::Installed(_) => MessageKind::Installed,
        }
    }

    /// The server that the message names as its sender; those of clients and those to clients name none.
    pub fn claimed_sender(&self) -> Option<ServerId> {
        match self {
            Message::Request(_) | Message::Reply(_) | Message::Redirect(_) => None,
            Message::RequestVote(request) => Some(request.candidate),
            Message::Vote(vote) => Some(vote.voter),
            Message::Append(append) => Some(append.leader),
            Message::Appended(appended) => Some(appended.follower),
            Message::InstallSnapshot(install) => Some(install.leader),
            Message::Installed(installed) => Some(installed.follower),
        }
    }

    /// The term of a message between servers. Pre-votes have none: they are about a term that has not begun.
    pub fn term(&self) -> Option<Term> {
        match self {
            Message::Request(_) | Message::Reply(_) | Message::Redirect(_) => None,
            Message::RequestVote(request) => (!request.pre).then_some(request.term),
            // The refusal of a pre-vote carries the voter's own term (rule R21).
            Message::Vote(vote) => (!vote.pre || !vote.granted).then_some(vote.term),
            Message::Append(append) => Some(append.term),
            Message::Appended(appended) => Some(appended.term),
            Message::InstallSnapshot(install) => Some(install.term),
            Message::Installed(installed) => Some(installed.term),
        }
    }

    /// The canonical bytes of the message.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.write(&mut bytes);
        bytes
    }

    /// Reads a message back.
    ///
    /// # Errors
    /// The reason why the bytes are not a message of a cluster with these limits.
    pub fn decode(bytes: &[u8], limits: Limits) -> Result<Message, Malformed> {
        let mut reader = Reader::new(bytes, limits);
        let message = Message::read(&mut reader)?;
        reader.finish()?;
        Ok(message)
    }
}

impl Encoded for Message {
    fn write(&self, writer: &mut dyn Writer) {
        writer.raw(&[self.kind() as u8]);
        match self {
            Message::Request(request) => request.write(writer),
            Message::Reply(reply) => reply.write(writer),
            Message::Redirect(redirect) => redirect.write(writer),
            Message::RequestVote(request) => request.write(writer),
            Message::Vote(vote) => vote.write(writer),
            Message::Append(append) => append.write(writer),
            Message::Appended(appended) => appended.write(writer),
            Message::InstallSnapshot(install) => install.write(writer),
            Message::Installed(installed) => installed.write(writer),
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Message, Malformed> {
        let [tag] = reader.array()?;
        let kind = MessageKind::ALL.into_iter().find(|kind| *kind as u8 == tag);
        Ok(match kind.ok_or(Malformed::UnknownTag)? {
            MessageKind::Request => Message::Request(Rc::read(reader)?),
            MessageKind::Reply => Message::Reply(Rc::read(reader)?),
            MessageKind::Redirect => Message::Redirect(Redirect::read(reader)?),
            MessageKind::RequestVote => Message::RequestVote(RequestVote::read(reader)?),
            MessageKind::Vote => Message::Vote(Vote::read(reader)?),
            MessageKind::Append => Message::Append(Rc::read(reader)?),
            MessageKind::Appended => Message::Appended(Appended::read(reader)?),
            MessageKind::InstallSnapshot => Message::InstallSnapshot(Rc::read(reader)?),
            MessageKind::Installed => Message::Installed(Installed::read(reader)?),
        })
    }
}

encoded_fields! {
    Request { client, timestamp, operation }
    Reply { client, timestamp, result, term }
    Redirect { client, timestamp, term, leader }
    RequestVote { term, candidate, last_index, last_term, pre }
    Vote { term, voter, granted, pre }
    Entry { term, request }
    Append { term, leader, prev_index, prev_term, entries, commit }
    Appended { term, follower, success, prev_index, matched, hint, learner }
    InstallSnapshot { term, leader, snapshot }
    Installed { term, follower, index, learner }
}

impl Element for Entry {
    fn at_most(limits: &Limits) -> u64 {
        u64::from(limits.batch_max)
    }
}

impl Entry {
    /// `SHA-256("entry" ‖ entry)`.
    pub fn digest(&self) -> Digest {
        let mut bytes = b"entry".to_vec();
        self.write(&mut bytes);
        Digest(Sha256::digest(&bytes).into())
    }

    /// Whether it holds this request of this client.
    pub fn has(&self, client: ClientId, timestamp: Timestamp) -> bool {
        self.request
            .as_ref()
            .is_some_and(|request| (request.client, request.timestamp) == (client, timestamp))
    }
}

impl Fingerprint for Message {
    fn fingerprint(&self, sink: &mut dyn Sink) {
        self.write(&mut TraceWriter(sink));
    }
}
