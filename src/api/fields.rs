//! Fields of a message, in the order in which they are signed.

use std::fmt;

use serde::Serialize;

use super::text::text_of;
use crate::pbft::batch::{Batch, request_digest};
use crate::pbft::message::{
    Checkpoint, CommitCertificate, NewView, PreparedCertificate, Reply, ReplyKind, Request, SeqBits,
    StateTransfer, Status, ViewChange,
};
use crate::pbft::{Message, ReplicaId, Seq};

/// A field of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct MessageField {
    /// The name of the field, as in the paper and the code.
    pub name: String,
    /// The value as text, at most 10,000 characters.
    pub value: String,
    /// The fields of a list or a structure.
    pub fields: Vec<MessageField>,
}

/// The maximum number of characters of a value.
const VALUE_MAX: usize = 10_000;
/// The maximum number of elements of a list.
const LIST_MAX: usize = 200;

/// A field before it becomes a [`MessageField`].
pub(super) struct Entry {
    name: &'static str,
    value: String,
    fields: Vec<Entry>,
}

impl Entry {
    fn new(name: &'static str, value: impl fmt::Display) -> Entry {
        Entry { name, value: value.to_string(), fields: Vec::new() }
    }

    /// A list: its length, and its elements as fields.
    fn list<T>(name: &'static str, elements: &[T], entry: impl Fn(&T) -> Entry) -> Entry {
        let fields = elements.iter().take(LIST_MAX).map(entry).collect();
        Entry { name, value: elements.len().to_string(), fields }
    }

    fn nested(name: &'static str, value: impl fmt::Display, fields: Vec<Entry>) -> Entry {
        Entry { name, value: value.to_string(), fields }
    }

    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    fn into_field(self, room: &mut usize) -> MessageField {
        let value = match self.value.char_indices().nth(VALUE_MAX) {
            Some((end, _)) => self.value.get(..end).unwrap_or_default().to_owned() + "…",
            None => self.value,
        };
        MessageField { name: self.name.to_owned(), value, fields: shown_in(room, self.fields) }
    }
}

/// The maximum number of fields of a message, including nested ones.
pub(super) const FIELDS_MAX: usize = 20_000;

/// The shown fields.
pub(super) fn shown(fields: Vec<Entry>) -> Vec<MessageField> {
    let mut room = FIELDS_MAX;
    shown_in(&mut room, fields)
}

/// As many fields as fit: first those of this level, then those nested in the first of them.
fn shown_in(room: &mut usize, fields: Vec<Entry>) -> Vec<MessageField> {
    let count = fields.len().min(*room);
    *room -= count;
    fields.into_iter().take(count).map(|field| field.into_field(room)).collect()
}

pub(super) fn fields_of(message: &Message) -> Vec<Entry> {
    match message {
        Message::Request(request) => request_fields(request),
        Message::PrePrepare { header, batch } => {
            let mut fields = assignment(header.view, header.seq, header.digest, header.replica);
            fields.push(batch_entry(batch));
            fields
        }
        Message::Prepare(vote) => assignment(vote.view, vote.seq, vote.digest, vote.replica),
        Message::Commit(vote) => assignment(vote.view, vote.seq, vote.digest, vote.replica),
        Message::Reply(reply) => reply_fields(reply),
        Message::Checkpoint(vote) => checkpoint_fields(vote),
        Message::ViewChange(change) => view_change_fields(change),
        Message::NewView(new) => new_view_fields(new),
        Message::Status(status) => status_fields(status),
        Message::FetchBatch(fetch) => {
            vec![Entry::new("digest", fetch.digest), Entry::new("replica", fetch.replica.0)]
        }
        Message::Batch(batch) => vec![batch_entry(batch)],
        Message::FetchState(fetch) => vec![
            Entry::new("min_seq", fetch.min_seq),
            Entry::new("counter", fetch.counter),
            Entry::new("replica", fetch.replica.0),
        ],
        Message::State(state) => state_fields(state),
        Message::CommitCertificate(proof) => certificate_fields(proof),
        Message::Bytes(bytes) => vec![Entry::new("bytes", bytes.len())],
    }
}

fn assignment(
    view: impl fmt::Display,
    seq: Seq,
    digest: impl fmt::Display,
    replica: ReplicaId,
) -> Vec<Entry> {
    vec![
        Entry::new("view", view),
        Entry::new("seq", seq),
        Entry::new("digest", digest),
        Entry::new("replica", replica.0),
    ]
}

fn request_fields(request: &Request) -> Vec<Entry> {
    vec![
        Entry::new("client", request.client.0),
        Entry::new("timestamp", request.timestamp),
        Entry::new("read_only", request.read_only),
        Entry::new("operation", text_of(&request.operation)),
    ]
}

fn batch_entry(batch: &Batch) -> Entry {
    let requests = Entry::list("requests", batch.requests(), |request| {
        Entry::nested("request", request_digest(request), request_fields(request))
    });
    Entry::nested("batch", batch.digest(), vec![requests])
}

fn reply_fields(reply: &Reply) -> Vec<Entry> {
    let kind = match reply.kind {
        ReplyKind::Committed => "committed",
        ReplyKind::Tentative => "tentative",
        ReplyKind::ReadOnly => "read-only",
    };
    vec![
        Entry::new("view", reply.view),
        Entry::new("timestamp", reply.timestamp),
        Entry::new("client", reply.client.0),
        Entry::new("replica", reply.replica.0),
        Entry::new("kind", kind),
        Entry::new("result", text_of(&reply.result)),
    ]
}

fn checkpoint_fields(vote: &Checkpoint) -> Vec<Entry> {
    vec![
        Entry::new("seq", vote.seq),
        Entry::new("digest", vote.digest),
        Entry::new("replica", vote.replica.0),
    ]
}

fn view_change_fields(change: &ViewChange) -> Vec<Entry> {
    vec![
        Entry::new("view", change.view),
        Entry::new("low_water_mark", change.low_water_mark),
        Entry::list("checkpoints", &change.checkpoints, |vote| {
            Entry::nested("checkpoint", vote.replica, checkpoint_fields(vote))
        }),
        Entry::list("prepared", &change.prepared, |certificate| prepared_entry(certificate)),
        Entry::new("replica", change.replica.0),
    ]
}

fn prepared_entry(certificate: &PreparedCertificate) -> Entry {
    let header = &certificate.pre_prepare;
    let mut fields = assignment(header.view, header.seq, header.digest, header.replica);
    fields.push(Entry::list("prepares", &certificate.prepares, |vote| Entry::new("replica", vote.replica.0)));
    Entry::nested("certificate", header.seq, fields)
}

fn new_view_fields(new: &NewView) -> Vec<Entry> {
    vec![
        Entry::new("view", new.view),
        Entry::list("view_changes", &new.view_changes, |change| {
            Entry::nested("view_change", change.replica, view_change_fields(change))
        }),
        Entry::list("pre_prepares", &new.pre_prepares, |header| {
            let fields = assignment(header.view, header.seq, header.digest, header.replica);
            Entry::nested("pre_prepare", header.seq, fields)
        }),
        Entry::new("replica", new.replica.0),
    ]
}

fn status_fields(status: &Status) -> Vec<Entry> {
    let set = |bits: &SeqBits| {
        let numbers =
            (1..).zip(&bits.0).filter(|(_, bit)| **bit).map(|(offset, _)| status.low_water_mark.plus(offset));
        numbers.map(|seq| seq.to_string()).collect::<Vec<_>>().join(", ")
    };
    let replicas: Vec<_> = status.view_changes.iter().map(|replica| replica.0.to_string()).collect();
    vec![
        Entry::new("view", status.view),
        Entry::new("active", status.active),
        Entry::new("low_water_mark", status.low_water_mark),
        Entry::new("last_executed", status.last_executed),
        Entry::new("has_new_view", status.has_new_view),
        Entry::new("prepared", set(&status.prepared)),
        Entry::new("committed", set(&status.committed)),
        Entry::new("view_changes", replicas.join(", ")),
        Entry::list("missing", &status.missing, |digest| Entry::new("digest", digest)),
        Entry::new("assigned", status.assigned),
        Entry::list("waiting", &status.waiting, |request| {
            let client = Entry::new("client", request.client.0);
            Entry::nested(
                "request",
                request.timestamp,
                vec![client, Entry::new("timestamp", request.timestamp)],
            )
        }),
        Entry::new("counter", status.counter),
        Entry::list("question", status.question.as_slice(), |question| {
            let fields =
                vec![Entry::new("replica", question.replica.0), Entry::new("counter", question.counter)];
            Entry::nested("question", question.counter, fields)
        }),
        Entry::new("replica", status.replica.0),
    ]
}

fn state_fields(state: &StateTransfer) -> Vec<Entry> {
    let entries: Vec<_> = state.snapshot.service.entries().collect();
    let clients: Vec<_> = state.snapshot.clients.iter().collect();
    vec![
        Entry::new("seq", state.seq),
        Entry::new("digest", state.digest),
        Entry::list("proof", &state.proof, |vote| {
            Entry::nested("checkpoint", vote.replica, checkpoint_fields(vote))
        }),
        Entry::list("store", &entries, |(key, value)| Entry::new("entry", format_args!("{key} = {value}"))),
        Entry::list("clients", &clients, |(client, last)| {
            let (timestamp, result) = (last.timestamp, text_of(&last.result));
            let fields = vec![Entry::new("timestamp", timestamp), Entry::new("result", result)];
            Entry::nested("client", client.0, fields)
        }),
    ]
}

fn certificate_fields(proof: &CommitCertificate) -> Vec<Entry> {
    vec![
        Entry::new("view", proof.view),
        Entry::new("seq", proof.seq),
        Entry::new("digest", proof.digest),
        Entry::list("commits", &proof.commits, |vote| Entry::new("replica", vote.replica.0)),
        batch_entry(&proof.batch),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;

    use crate::pbft::envelope::Signed;
    use crate::pbft::message::{PrePrepare, Prepare};
    use crate::pbft::state::Snapshot;
    use crate::pbft::{ClientId, Digest, Timestamp, View};

    #[test]
    fn a_new_view_of_a_hundred_replicas_is_shown_in_bounds() {
        let (view, seq, digest, replica) = (View(1), Seq(1), Digest([0; 32]), ReplicaId(0));
        let prepare = Rc::new(Signed::claimed(Prepare { view, seq, digest, replica }, [0; 64]));
        let header = Rc::new(Signed::claimed(PrePrepare { view, seq, digest, replica }, [0; 64]));
        let certificate =
            PreparedCertificate { pre_prepare: Rc::clone(&header), prepares: vec![prepare; 66] };
        let certificate = Rc::new(certificate);
        let prepared = vec![certificate; 200];
        let change = ViewChange { view, low_water_mark: Seq(0), checkpoints: Vec::new(), prepared, replica };
        let change = Rc::new(Signed::claimed(change, [0; 64]));
        let view_changes = vec![change; 67];
        let new_view = NewView { view, view_changes, pre_prepares: vec![header; 200], replica };
        let message = Message::NewView(Rc::new(Signed::claimed(new_view, [0; 64])));
        let fields = shown(fields_of(&message));
        fn count(fields: &[MessageField]) -> usize {
            fields.iter().map(|field| 1 + count(&field.fields)).sum()
        }
        assert_eq!(count(&fields), FIELDS_MAX);
        let of_view: Vec<_> = fields.iter().map(|field| (&*field.name, &*field.value)).collect();
        assert_eq!(
            of_view,
            [("view", "1"), ("view_changes", "67"), ("pre_prepares", "200"), ("replica", "0")]
        );
    }

    #[test]
    fn a_state_is_shown_with_its_client_table() {
        let mut snapshot = Snapshot::default();
        snapshot.clients.set(ClientId(2), Timestamp(7), b"ok".as_slice().into());
        let digest = Digest([0; 32]);
        let state = StateTransfer { seq: Seq(8), digest, proof: Vec::new(), snapshot: snapshot.into() };
        let fields = shown(fields_of(&Message::State(state.into())));
        let clients = fields.into_iter().find(|it| it.name == "clients");
        let clients = clients.expect("the client table is a part of the state");
        let [client] = &clients.fields[..] else { panic!("{clients:?}") };
        let of_client: Vec<_> = client.fields.iter().map(|it| (&*it.name, &*it.value)).collect();
        assert_eq!((&*clients.value, &*client.value), ("1", "2"));
        assert_eq!(of_client, [("timestamp", "7"), ("result", "ok")]);
    }
}
