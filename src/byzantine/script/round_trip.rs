//! Round trip: each message is the same after encoding and decoding.

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::{Value, json};

use super::decode;
use super::encode::script_message_of;
use crate::error::ErrorKind;
use crate::json::Reader;
use crate::pbft::batch::Batch;
use crate::pbft::codec::Limits;
use crate::pbft::envelope::Keys;
use crate::pbft::message::{
    Checkpoint, Commit, CommitCertificate, FetchBatch, FetchState, NewView, PrePrepare, Prepare,
    PreparedCertificate, Question, Reply, ReplyKind, Request, SeqBits, StateTransfer, Status, ViewChange,
    WaitingRequest,
};
use crate::pbft::state::Snapshot;
use crate::pbft::{
    ClientId, Config, Crypto, Digest, Message, MessageKind, ProtocolParams, ReplicaId, Seq, Timestamp, View,
};

/// One message of each kind, with everything in it that it can have.
fn messages(keys: &Keys) -> Vec<Message> {
    let (view, seq, digest) = (View(1), Seq(5), Digest([7; 32]));
    let replica = ReplicaId(2);
    let signer = &keys.replicas[2];
    let request = Request {
        client: ClientId(1),
        timestamp: Timestamp(3),
        read_only: false,
        operation: "put x ✓".as_bytes().into(),
    };
    let request = keys.clients[1].sign_as_written(request);
    let batch = Rc::new(Batch::new(vec![Rc::clone(&request)]));
    let header = signer.sign_as_written(PrePrepare { view, seq, digest: batch.digest(), replica });
    let prepare = signer.sign_as_written(Prepare { view, seq, digest, replica });
    let commit = signer.sign_as_written(Commit { view, seq, digest, replica });
    let checkpoint = signer.sign_as_written(Checkpoint { seq: Seq(4), digest, replica });
    let certificate =
        PreparedCertificate { pre_prepare: Rc::clone(&header), prepares: vec![Rc::clone(&prepare)] };
    let change = signer.sign_as_written(ViewChange {
        view,
        low_water_mark: Seq(4),
        checkpoints: vec![Rc::clone(&checkpoint)],
        prepared: vec![Rc::new(certificate)],
        replica,
    });
    let reply = Reply {
        view,
        timestamp: Timestamp(3),
        client: ClientId(1),
        replica,
        kind: ReplyKind::Tentative,
        result: b"ok".as_slice().into(),
    };
    let new_view = NewView {
        view,
        view_changes: vec![Rc::clone(&change)],
        pre_prepares: vec![Rc::clone(&header)],
        replica,
    };
    let question = Question { replica: ReplicaId(2), counter: 3 };
    let proof_of_state = vec![Rc::clone(&checkpoint)];
    let state = StateTransfer { seq, digest, proof: proof_of_state, snapshot: Rc::new(snapshot()) };
    let proof =
        CommitCertificate { view, seq, digest, commits: vec![Rc::clone(&commit)], batch: Rc::clone(&batch) };
    vec![
        Message::Request(request),
        Message::PrePrepare { header, batch: Rc::clone(&batch) },
        Message::Prepare(prepare),
        Message::Commit(commit),
        Message::Reply(signer.sign_as_written(reply)),
        Message::Checkpoint(checkpoint),
        Message::ViewChange(change),
        Message::NewView(signer.sign_as_written(new_view)),
        Message::Status(signer.sign_as_written(status(replica))),
        Message::Status(signer.sign_as_written(Status { question: Some(question), ..status(replica) })),
        Message::FetchBatch(signer.sign_as_written(FetchBatch { digest, replica })),
        Message::Batch(batch),
        Message::FetchState(signer.sign_as_written(FetchState { min_seq: seq, counter: 2, replica })),
        Message::State(Rc::new(state)),
        Message::CommitCertificate(Rc::new(proof)),
        Message::Bytes(b"\x00\xff".as_slice().into()),
    ]
}

fn snapshot() -> Snapshot {
    let mut snapshot = Snapshot::default();
    snapshot.service.execute(b"put x 1");
    snapshot.clients.set(ClientId(1), Timestamp(3), b"ok".as_slice().into());
    snapshot
}

fn status(replica: ReplicaId) -> Status {
    let bits = |set: u64| SeqBits((0..ProtocolParams::default().log_size).map(|bit| bit == set).collect());
    Status {
        view: View(1),
        active: true,
        low_water_mark: Seq(4),
        last_executed: Seq(5),
        has_new_view: false,
        prepared: bits(0),
        committed: bits(2),
        view_changes: [ReplicaId(0), ReplicaId(3)].into_iter().collect(),
        missing: vec![Digest([7; 32])],
        assigned: Seq(6),
        waiting: vec![WaitingRequest { client: ClientId(1), timestamp: Timestamp(4) }],
        counter: 9,
        question: None,
        replica,
    }
}

#[test]
fn every_kind_of_message_comes_back_as_it_went() {
    let config = Config::new(ProtocolParams { clients: 2, ..ProtocolParams::default() }).unwrap();
    let keys = Keys::derive(&config, Crypto::Once, 7);
    let limits = Limits::of(&config);
    let messages = messages(&keys);
    let kinds: BTreeSet<_> = messages.iter().map(Message::kind).collect();
    assert_eq!(kinds.len(), MessageKind::ALL.len() + 1);
    for message in &messages {
        let value = serde_json::to_value(script_message_of(message)).unwrap();
        let read = |value: &Value| decode::message(&Reader::new(ErrorKind::ScriptError, value), limits);
        assert_eq!(read(&value).as_ref(), Ok(message));
        // No field may be missing or unknown, except the optional question.
        for field in value.as_object().unwrap().keys().filter(|field| *field != "question") {
            let mut without = value.clone();
            without.as_object_mut().unwrap().remove(field);
            assert!(read(&without).is_err(), "{:?} without {field}", message.kind());
        }
        let mut with = value.clone();
        with["more"] = json!(1);
        assert!(read(&with).is_err());
    }
}
