//! Conversion of the world's state to the plain data of [`view`](crate::api); read-only.

mod event;
mod fields;
mod message;
mod moment;
mod proof;
mod reason;
mod record;
mod timeline;
mod violation;

use crate::api::RequestBrief;
use crate::pbft::ids::Author;
use crate::pbft::message::Request;
use crate::pbft::{ProtocolParams, ReplicaId, ReplicaSet};
use crate::process::NodeId;

pub(crate) use message::{Whereabouts, brief_of, message_of};
pub(crate) use moment::{Circumstances, client_of, link_of, packet_of, replica_of, timers_of, waiting_for};
pub(crate) use proof::{proof_brief_of, proof_of};
pub(crate) use reason::{field_of, name_of, numbers_of_reject, wrong_of_command};
pub(crate) use record::record_of;
pub(crate) use timeline::row_of;
pub(crate) use violation::violation_of;

/// How many characters of an operation or result stand in a sentence.
const BRIEF_MAX: usize = 200;
/// How many requests of a batch are listed.
const REQUESTS_MAX: usize = 20;

/// The whole text; bytes that are no UTF-8 are replaced.
fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The beginning of the text, as much as a sentence holds.
fn brief_text_of(bytes: &[u8]) -> String {
    // A character has at most four bytes, so the rest need not be looked at.
    let start = bytes.get(..4 * BRIEF_MAX).unwrap_or(bytes);
    let text = String::from_utf8_lossy(start);
    match text.char_indices().nth(BRIEF_MAX) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned() + "…",
        None if start.len() < bytes.len() => text.into_owned() + "…",
        None => text.into_owned(),
    }
}

fn request_brief_of(request: &Request, result: Option<&[u8]>) -> RequestBrief {
    RequestBrief {
        client: request.client.0,
        timestamp: request.timestamp.0,
        operation: brief_text_of(&request.operation),
        result: result.map(brief_text_of),
    }
}

pub(crate) fn node_of(author: Author, params: &ProtocolParams) -> NodeId {
    author.node(params.replicas)
}

fn numbers_of(replicas: ReplicaSet) -> Vec<u32> {
    replicas.iter().map(|ReplicaId(id)| id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;

    use crate::api::MessageField;
    use crate::pbft::envelope::Signed;
    use crate::pbft::message::{
        NewView, PrePrepare, Prepare, PreparedCertificate, StateTransfer, ViewChange,
    };
    use crate::pbft::state::Snapshot;
    use crate::pbft::{ClientId, Digest, Message, Seq, Timestamp, View};

    #[test]
    fn a_text_that_is_cut_says_so_whatever_its_bytes_are() {
        let cut = |bytes: &[u8]| brief_text_of(bytes).chars().filter(|it| *it != '…').count();
        for (character, whole) in [("x", 200), ("é", 200), ("🦀", 200)] {
            let text = character.repeat(whole);
            assert_eq!(brief_text_of(text.as_bytes()), text);
            let long = character.repeat(whole + 1);
            assert_eq!(brief_text_of(long.as_bytes()), text + "…");
        }
        assert_eq!((cut(&[0xff; 200]), cut(&[0xff; 201])), (200, 200));
        assert!(!brief_text_of(&[0xff; 200]).ends_with('…') && brief_text_of(&[0xff; 201]).ends_with('…'));
    }

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
        let fields = fields::shown(fields::fields_of(&message));
        fn count(fields: &[MessageField]) -> usize {
            fields.iter().map(|field| 1 + count(&field.fields)).sum()
        }
        assert_eq!(count(&fields), fields::FIELDS_MAX);
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
        let fields = fields::shown(fields::fields_of(&Message::State(state.into())));
        let clients = fields.into_iter().find(|it| it.name == "clients");
        let clients = clients.expect("the client table is a part of the state");
        let [client] = &clients.fields[..] else { panic!("{clients:?}") };
        let of_client: Vec<_> = client.fields.iter().map(|it| (&*it.name, &*it.value)).collect();
        assert_eq!((&*clients.value, &*client.value), ("1", "2"));
        assert_eq!(of_client, [("timestamp", "7"), ("result", "ok")]);
    }
}
