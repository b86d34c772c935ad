//! Arbitrary messages of every kind, within the limits of one cluster, for property tests. Their signatures are noise until
//! [`signed_anew`] makes the one that counts.

use std::rc::Rc;

use pbft_lab::pbft::batch::Batch;
use pbft_lab::pbft::codec::Limits;
use pbft_lab::pbft::envelope::{Body, Roster, Signed};
use pbft_lab::pbft::message::*;
use pbft_lab::pbft::state::Snapshot;
use pbft_lab::pbft::{
    ClientId, Digest, Message, MessageKind, ProtocolParams, ReplicaId, ReplicaSet, Seq, Timestamp, View,
};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use crate::paper::cluster::Cluster;

const REPLICAS: u32 = 4;
const CLIENTS: u32 = 3;
const LOG_SIZE: usize = 16;
const BATCH_MAX: usize = 8;

/// The choices of the cluster whose messages these are.
pub fn params() -> ProtocolParams {
    ProtocolParams {
        replicas: REPLICAS,
        clients: CLIENTS,
        checkpoint_interval: 8,
        log_size: LOG_SIZE as u64,
        batch_max: BATCH_MAX as u32,
        ..ProtocolParams::default()
    }
}

/// The limits of its decoders.
pub fn limits() -> Limits {
    Limits { replicas: REPLICAS, clients: CLIENTS, log_size: LOG_SIZE as u64, batch_max: BATCH_MAX as u32 }
}

/// A message of any kind that has a tag.
pub fn message() -> BoxedStrategy<Message> {
    proptest::sample::select(MessageKind::ALL.as_slice()).prop_flat_map(message_of).boxed()
}

/// A message of one kind.
pub fn message_of(kind: MessageKind) -> BoxedStrategy<Message> {
    match kind {
        MessageKind::Request => signed(request()).prop_map(Message::Request).boxed(),
        MessageKind::PrePrepare => (signed(pre_prepare()), batch())
            .prop_map(|(header, batch)| Message::PrePrepare { header, batch })
            .boxed(),
        MessageKind::Prepare => signed(prepare()).prop_map(Message::Prepare).boxed(),
        MessageKind::Commit => signed(commit()).prop_map(Message::Commit).boxed(),
        MessageKind::Reply => signed(reply()).prop_map(Message::Reply).boxed(),
        MessageKind::Checkpoint => signed(checkpoint()).prop_map(Message::Checkpoint).boxed(),
        MessageKind::ViewChange => signed(view_change()).prop_map(Message::ViewChange).boxed(),
        MessageKind::NewView => signed(new_view()).prop_map(Message::NewView).boxed(),
        MessageKind::Status => signed(status()).prop_map(Message::Status).boxed(),
        MessageKind::FetchBatch => signed(fetch_batch()).prop_map(Message::FetchBatch).boxed(),
        MessageKind::Batch => batch().prop_map(Message::Batch).boxed(),
        MessageKind::FetchState => signed(fetch_state()).prop_map(Message::FetchState).boxed(),
        MessageKind::State => state().prop_map(Rc::new).prop_map(Message::State).boxed(),
        MessageKind::CommitCertificate => {
            commit_certificate().prop_map(Rc::new).prop_map(Message::CommitCertificate).boxed()
        }
        MessageKind::Bytes => vec(any::<u8>(), 0..200).prop_map(|bytes| Message::Bytes(bytes.into())).boxed(),
    }
}

/// The same message with its author's own signature; those that prove themselves stay as they are.
pub fn signed_anew(cluster: &Cluster, message: &Message) -> Message {
    match message {
        Message::Request(it) => Message::Request(cluster.sign(it.body().clone())),
        Message::PrePrepare { header, batch } => {
            Message::PrePrepare { header: cluster.sign(*header.body()), batch: Rc::clone(batch) }
        }
        Message::Prepare(it) => Message::Prepare(cluster.sign(*it.body())),
        Message::Commit(it) => Message::Commit(cluster.sign(*it.body())),
        Message::Reply(it) => Message::Reply(cluster.sign(it.body().clone())),
        Message::Checkpoint(it) => Message::Checkpoint(cluster.sign(*it.body())),
        Message::ViewChange(it) => Message::ViewChange(cluster.sign(it.body().clone())),
        Message::NewView(it) => Message::NewView(cluster.sign(it.body().clone())),
        Message::Status(it) => Message::Status(cluster.sign(it.body().clone())),
        Message::FetchBatch(it) => Message::FetchBatch(cluster.sign(*it.body())),
        Message::FetchState(it) => Message::FetchState(cluster.sign(*it.body())),
        Message::Batch(_) | Message::State(_) | Message::CommitCertificate(_) | Message::Bytes(_) => {
            message.clone()
        }
    }
}

/// Whether the message carries its author's valid signature; `None` for unsigned kinds.
pub fn is_authentic(roster: &Roster, message: &Message) -> Option<bool> {
    fn check<T: Body>(roster: &Roster, signed: &Rc<Signed<T>>) -> Option<bool> {
        Some(roster.verify(signed).is_ok())
    }
    match message {
        Message::Request(it) => check(roster, it),
        Message::PrePrepare { header, .. } => check(roster, header),
        Message::Prepare(it) => check(roster, it),
        Message::Commit(it) => check(roster, it),
        Message::Reply(it) => check(roster, it),
        Message::Checkpoint(it) => check(roster, it),
        Message::ViewChange(it) => check(roster, it),
        Message::NewView(it) => check(roster, it),
        Message::Status(it) => check(roster, it),
        Message::FetchBatch(it) => check(roster, it),
        Message::FetchState(it) => check(roster, it),
        Message::Batch(_) | Message::State(_) | Message::CommitCertificate(_) | Message::Bytes(_) => None,
    }
}

/// A body with noise for a signature.
pub fn signed<T: std::fmt::Debug>(body: impl Strategy<Value = T>) -> impl Strategy<Value = Rc<Signed<T>>> {
    (body, any::<[u8; 32]>(), any::<[u8; 32]>()).prop_map(|(body, first, second)| {
        let mut signature = [0; 64];
        let bytes = first.into_iter().chain(second);
        signature.iter_mut().zip(bytes).for_each(|(to, byte)| *to = byte);
        Rc::new(Signed::claimed(body, signature))
    })
}

/// Small numbers, which may mean something, and any others.
fn number() -> impl Strategy<Value = u64> {
    prop_oneof![4 => 0..20u64, 1 => any::<u64>(), 1 => Just(u64::MAX)]
}

fn view() -> impl Strategy<Value = View> {
    number().prop_map(View)
}

fn seq() -> impl Strategy<Value = Seq> {
    number().prop_map(Seq)
}

fn timestamp() -> impl Strategy<Value = Timestamp> {
    number().prop_map(Timestamp)
}

fn replica() -> impl Strategy<Value = ReplicaId> {
    (0..REPLICAS).prop_map(ReplicaId)
}

fn client() -> impl Strategy<Value = ClientId> {
    (0..CLIENTS).prop_map(ClientId)
}

fn digest() -> impl Strategy<Value = Digest> {
    any::<[u8; 32]>().prop_map(Digest)
}

fn bytes() -> impl Strategy<Value = Rc<[u8]>> {
    vec(any::<u8>(), 0..40).prop_map(Rc::from)
}

pub fn request() -> impl Strategy<Value = Request> {
    (client(), timestamp(), any::<bool>(), bytes()).prop_map(|(client, timestamp, read_only, operation)| {
        Request { client, timestamp, read_only, operation }
    })
}

pub fn batch() -> impl Strategy<Value = Rc<Batch>> {
    vec(signed(request()), 0..=BATCH_MAX).prop_map(Batch::new).prop_map(Rc::new)
}

pub fn pre_prepare() -> impl Strategy<Value = PrePrepare> {
    let fields = (view(), seq(), digest(), replica());
    fields.prop_map(|(view, seq, digest, replica)| PrePrepare { view, seq, digest, replica })
}

pub fn prepare() -> impl Strategy<Value = Prepare> {
    let fields = (view(), seq(), digest(), replica());
    fields.prop_map(|(view, seq, digest, replica)| Prepare { view, seq, digest, replica })
}

pub fn commit() -> impl Strategy<Value = Commit> {
    let fields = (view(), seq(), digest(), replica());
    fields.prop_map(|(view, seq, digest, replica)| Commit { view, seq, digest, replica })
}

pub fn reply() -> impl Strategy<Value = Reply> {
    let kind = prop_oneof![Just(ReplyKind::Committed), Just(ReplyKind::Tentative), Just(ReplyKind::ReadOnly)];
    (view(), timestamp(), client(), replica(), kind, bytes()).prop_map(
        |(view, timestamp, client, replica, kind, result)| Reply {
            view,
            timestamp,
            client,
            replica,
            kind,
            result,
        },
    )
}

pub fn checkpoint() -> impl Strategy<Value = Checkpoint> {
    let fields = (seq(), digest(), replica());
    fields.prop_map(|(seq, digest, replica)| Checkpoint { seq, digest, replica })
}

pub fn certificate() -> impl Strategy<Value = PreparedCertificate> {
    let fields = (signed(pre_prepare()), vec(signed(prepare()), 0..=REPLICAS as usize));
    fields.prop_map(|(pre_prepare, prepares)| PreparedCertificate { pre_prepare, prepares })
}

pub fn view_change() -> impl Strategy<Value = ViewChange> {
    let checkpoints = vec(signed(checkpoint()), 0..=REPLICAS as usize);
    let prepared = vec(certificate().prop_map(Rc::new), 0..3);
    (view(), seq(), checkpoints, prepared, replica()).prop_map(
        |(view, low_water_mark, checkpoints, prepared, replica)| ViewChange {
            view,
            low_water_mark,
            checkpoints,
            prepared,
            replica,
        },
    )
}

pub fn new_view() -> impl Strategy<Value = NewView> {
    let fields = (view(), vec(signed(view_change()), 0..3), vec(signed(pre_prepare()), 0..4), replica());
    fields.prop_map(|(view, view_changes, pre_prepares, replica)| NewView {
        view,
        view_changes,
        pre_prepares,
        replica,
    })
}

pub fn status() -> impl Strategy<Value = Status> {
    let bits = || vec(any::<bool>(), LOG_SIZE).prop_map(SeqBits);
    let numbers = (view(), seq(), seq(), seq(), number(), question(), replica());
    let requests =
        (client(), timestamp()).prop_map(|(client, timestamp)| WaitingRequest { client, timestamp });
    let lists = (vec(digest(), 0..=LOG_SIZE), vec(requests, 0..=CLIENTS as usize));
    let sets = (bits(), bits(), any::<u128>().prop_map(ReplicaSet::from_bits), lists);
    (numbers, sets, any::<bool>(), any::<bool>()).prop_map(|(numbers, sets, active, has_new_view)| {
        let (view, low_water_mark, last_executed, assigned, counter, question, replica) = numbers;
        let (prepared, committed, view_changes, (missing, waiting)) = sets;
        Status {
            view,
            active,
            low_water_mark,
            last_executed,
            has_new_view,
            prepared,
            committed,
            view_changes,
            missing,
            assigned,
            waiting,
            counter,
            question,
            replica,
        }
    })
}

fn question() -> impl Strategy<Value = Option<Question>> {
    let question = (replica(), number()).prop_map(|(replica, counter)| Question { replica, counter });
    proptest::option::of(question)
}

pub fn fetch_batch() -> impl Strategy<Value = FetchBatch> {
    (digest(), replica()).prop_map(|(digest, replica)| FetchBatch { digest, replica })
}

pub fn fetch_state() -> impl Strategy<Value = FetchState> {
    let fields = (seq(), number(), replica());
    fields.prop_map(|(min_seq, counter, replica)| FetchState { min_seq, counter, replica })
}

pub fn snapshot() -> impl Strategy<Value = Snapshot> {
    let entries = btree_map("[a-zé]{1,4}", "[ -~é]{0,9}", 0..5);
    let rows = btree_map(client(), (1..=u64::MAX, bytes()), 0..=CLIENTS as usize);
    (entries, rows).prop_map(|(entries, rows)| {
        let mut snapshot = Snapshot::default();
        for (key, value) in entries {
            snapshot.service.execute(format!("put {key} {value}").as_bytes());
        }
        for (client, (timestamp, result)) in rows {
            snapshot.clients.set(client, Timestamp(timestamp), result);
        }
        snapshot
    })
}

pub fn state() -> impl Strategy<Value = StateTransfer> {
    let proof = vec(signed(checkpoint()), 0..=REPLICAS as usize);
    (seq(), digest(), proof, snapshot().prop_map(Rc::new))
        .prop_map(|(seq, digest, proof, snapshot)| StateTransfer { seq, digest, proof, snapshot })
}

pub fn commit_certificate() -> impl Strategy<Value = CommitCertificate> {
    let commits = vec(signed(commit()), 0..=REPLICAS as usize);
    (view(), seq(), digest(), commits, batch()).prop_map(|(view, seq, digest, commits, batch)| {
        CommitCertificate { view, seq, digest, commits, batch }
    })
}
