//! The wire format of messages: the tag, the body, its signature, its attachment.

use std::rc::Rc;

use super::{Encoded, Limits, Malformed, Reader, TraceWriter, Writer};
use crate::pbft::batch::Batch;
use crate::pbft::config::Config;
use crate::pbft::envelope::Body as _;
use crate::pbft::ids::Author;
use crate::pbft::message::{Message, MessageKind};
use crate::process::{Fingerprint, Sink};

impl Message {
    /// The canonical bytes of the message.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.write(&mut bytes);
        bytes
    }

    /// Reads a message back; the result is not verified yet.
    ///
    /// # Errors
    /// The reason why the bytes are not a message of a cluster with these limits.
    pub fn decode(bytes: &[u8], limits: Limits) -> Result<Message, Malformed> {
        let mut reader = Reader::new(bytes, limits);
        let message = Message::read(&mut reader)?;
        reader.finish()?;
        Ok(message)
    }

    /// What bytes decode to; any other message is itself.
    ///
    /// # Errors
    /// The bytes, and the reason why they are not a message of a cluster with this configuration.
    pub(in crate::pbft) fn opened(self, config: &Config) -> Result<Message, (Message, Malformed)> {
        let Message::Bytes(bytes) = self else { return Ok(self) };
        Message::decode(&bytes, Limits::of(config)).map_err(|flaw| (Message::Bytes(bytes), flaw))
    }

    pub(in crate::pbft) fn write(&self, writer: &mut dyn Writer) {
        writer.raw(&[self.kind() as u8]);
        match self {
            Message::Request(request) => request.write(writer),
            Message::PrePrepare { header, batch } => {
                header.write(writer);
                batch.write(writer);
            }
            Message::Prepare(prepare) => prepare.write(writer),
            Message::Commit(commit) => commit.write(writer),
            Message::Reply(reply) => reply.write(writer),
            Message::Checkpoint(checkpoint) => checkpoint.write(writer),
            Message::ViewChange(view_change) => view_change.write(writer),
            Message::NewView(new_view) => new_view.write(writer),
            Message::Status(status) => status.write(writer),
            Message::FetchBatch(fetch) => fetch.write(writer),
            Message::Batch(batch) => batch.write(writer),
            Message::FetchState(fetch) => fetch.write(writer),
            Message::State(state) => state.write(writer),
            Message::CommitCertificate(certificate) => certificate.write(writer),
            Message::Bytes(bytes) => writer.raw(bytes),
        }
    }

    /// The claimed signer; messages that prove themselves have none.
    pub fn author(&self) -> Option<Author> {
        match self {
            Message::Request(request) => Some(request.author()),
            Message::PrePrepare { header, .. } => Some(header.author()),
            Message::Prepare(prepare) => Some(prepare.author()),
            Message::Commit(commit) => Some(commit.author()),
            Message::Reply(reply) => Some(reply.author()),
            Message::Checkpoint(checkpoint) => Some(checkpoint.author()),
            Message::ViewChange(change) => Some(change.author()),
            Message::NewView(new_view) => Some(new_view.author()),
            Message::Status(status) => Some(status.author()),
            Message::FetchBatch(fetch) => Some(fetch.author()),
            Message::FetchState(fetch) => Some(fetch.author()),
            Message::Batch(_) | Message::State(_) | Message::CommitCertificate(_) | Message::Bytes(_) => None,
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Message, Malformed> {
        let [tag] = reader.array()?;
        let kind = MessageKind::from_tag(tag).ok_or(Malformed::UnknownTag)?;
        Ok(match kind {
            MessageKind::Request => Message::Request(Rc::read(reader)?),
            MessageKind::PrePrepare => {
                Message::PrePrepare { header: Rc::read(reader)?, batch: Rc::<Batch>::read(reader)? }
            }
            MessageKind::Prepare => Message::Prepare(Rc::read(reader)?),
            MessageKind::Commit => Message::Commit(Rc::read(reader)?),
            MessageKind::Reply => Message::Reply(Rc::read(reader)?),
            MessageKind::Checkpoint => Message::Checkpoint(Rc::read(reader)?),
            MessageKind::ViewChange => Message::ViewChange(Rc::read(reader)?),
            MessageKind::NewView => Message::NewView(Rc::read(reader)?),
            MessageKind::Status => Message::Status(Rc::read(reader)?),
            MessageKind::FetchBatch => Message::FetchBatch(Rc::read(reader)?),
            MessageKind::Batch => Message::Batch(Rc::read(reader)?),
            MessageKind::FetchState => Message::FetchState(Rc::read(reader)?),
            MessageKind::State => Message::State(Rc::read(reader)?),
            MessageKind::CommitCertificate => Message::CommitCertificate(Rc::read(reader)?),
            // Undecoded bytes are what a message was before; no message carries them inside.
            MessageKind::Bytes => return Err(Malformed::UnknownTag),
        })
    }
}

impl MessageKind {
    /// Every kind that has a tag on the wire, in the order of protocol section 2.
    pub const ALL: [MessageKind; 14] = [
        MessageKind::Request,
        MessageKind::PrePrepare,
        MessageKind::Prepare,
        MessageKind::Commit,
        MessageKind::Reply,
        MessageKind::Checkpoint,
        MessageKind::ViewChange,
        MessageKind::NewView,
        MessageKind::Status,
        MessageKind::FetchBatch,
        MessageKind::Batch,
        MessageKind::FetchState,
        MessageKind::State,
        MessageKind::CommitCertificate,
    ];

    /// The kind with this tag.
    pub fn from_tag(tag: u8) -> Option<MessageKind> {
        MessageKind::ALL.into_iter().find(|kind| *kind as u8 == tag)
    }

    /// The name of the message as the paper writes it.
    pub fn name(self) -> &'static str {
        match self {
            MessageKind::Request => "REQUEST",
            MessageKind::PrePrepare => "PRE-PREPARE",
            MessageKind::Prepare => "PREPARE",
            MessageKind::Commit => "COMMIT",
            MessageKind::Reply => "REPLY",
            MessageKind::Checkpoint => "CHECKPOINT",
            MessageKind::ViewChange => "VIEW-CHANGE",
            MessageKind::NewView => "NEW-VIEW",
            MessageKind::Status => "STATUS",
            MessageKind::FetchBatch => "FETCH-BATCH",
            MessageKind::Batch => "BATCH",
            MessageKind::FetchState => "FETCH-STATE",
            MessageKind::State => "STATE",
            MessageKind::CommitCertificate => "COMMIT-CERT",
            MessageKind::Bytes => "BYTES",
        }
    }
}

impl Fingerprint for Message {
    fn fingerprint(&self, sink: &mut dyn Sink) {
        self.write(&mut TraceWriter(sink));
    }
}
