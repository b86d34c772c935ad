//! Decoder: from the plain data of a script to messages.

use std::rc::Rc;

use crate::error::LabError;
use crate::error::codes;
use crate::json::{Fields, Reader};
use crate::pbft::batch::Batch;
use crate::pbft::codec::{self, Encoded as _, Limits};
use crate::pbft::envelope::Signed;
use crate::pbft::message::{
    Checkpoint, Commit, CommitCertificate, FetchBatch, FetchState, NewView, PrePrepare, Prepare,
    PreparedCertificate, Question, Reply, ReplyKind, Request, SeqBits, StateTransfer, Status, ViewChange,
    WaitingRequest,
};
use crate::pbft::state::Snapshot;
use crate::pbft::{ClientId, Digest, Message, MessageKind, ReplicaId, Seq, Timestamp, View};
use crate::process::NodeId;
use crate::units::LATENCY_MAX;
use crate::units::{Ms, WHOLE_MAX};

/// The basis of a result, as scripts write it.
pub(super) const BASES: [(&str, ReplyKind); 3] = [
    ("committed", ReplyKind::Committed),
    ("tentative", ReplyKind::Tentative),
    ("read-only", ReplyKind::ReadOnly),
];

/// How many bytes one message may have.
pub(super) const MESSAGE_BYTES_MAX: usize = 1_000_000;
/// How many elements of a list are read. The limits of the cluster are checked afterwards.
const LIST_MAX: usize = 10_000;

/// An outgoing message as a script writes it: the recipients, the message, the delay.
pub(super) fn outgoing<'a>(
    reader: &Reader<'a>,
    nodes: u32,
) -> Result<(Vec<NodeId>, Reader<'a>, Ms), LabError> {
    let fields = reader.object(&["to", "message", "afterMs"])?;
    let to = fields.need("to")?;
    let node = |reader: &Reader<'_>| reader.small(0..=nodes.saturating_sub(1)).map(NodeId);
    let to = if to.is_list() {
        to.list(nodes as usize)?.map(|reader| node(&reader)).collect::<Result<_, _>>()?
    } else {
        vec![node(&to)?]
    };
    let after = fields.get("afterMs").map(|reader| reader.ms(Ms::from_us(0)..=LATENCY_MAX)).transpose()?;
    Ok((to, fields.need("message")?, after.unwrap_or(Ms::from_us(0))))
}

/// A message as a script writes it. The limits are those for bytes from the network.
pub(super) fn message(reader: &Reader<'_>, limits: Limits) -> Result<Message, LabError> {
    let kind = kind(reader)?;
    let message = Read { limits }.message(kind, reader)?;
    let bytes = message.encode();
    if bytes.len() > MESSAGE_BYTES_MAX {
        return Err(reader.refuse(codes::too_long(bytes.len(), MESSAGE_BYTES_MAX)));
    }
    let is_raw = kind == MessageKind::Bytes;
    let legal = if is_raw { Ok(()) } else { Message::decode(&bytes, limits).map(drop) };
    legal.map_err(|wrong| reader.refuse(codes::invalid_message(wrong.to_string())))?;
    Ok(message)
}

/// The kind of a message.
pub(super) fn kind(reader: &Reader<'_>) -> Result<MessageKind, LabError> {
    let names: Vec<_> =
        MessageKind::ALL.into_iter().chain([MessageKind::Bytes]).map(|kind| (kind.name(), kind)).collect();
    reader.any_object()?.need("kind")?.choice(&names)
}

/// The requests of a batch. Their `kind` is optional.
pub(super) fn batch(reader: &Reader<'_>) -> Result<Rc<Batch>, LabError> {
    let one = |element: Reader<'_>| {
        let fields = element.object(&[&["kind"], REQUEST].concat())?;
        fields.get("kind").map(|kind| kind.choice(&[(MessageKind::Request.name(), ())])).transpose()?;
        request(&fields)
    };
    Ok(Rc::new(Batch::new(reader.list(LIST_MAX)?.map(one).collect::<Result<_, _>>()?)))
}

struct Read {
    limits: Limits,
}

impl Read {
    fn message(&self, kind: MessageKind, reader: &Reader<'_>) -> Result<Message, LabError> {
        let fields = |names: &[&str]| reader.object(&[&["kind"], names].concat());
        Ok(match kind {
            MessageKind::Request => Message::Request(request(&fields(REQUEST)?)?),
            MessageKind::PrePrepare => {
                let fields = fields(&[VOTE, &["batch"]].concat())?;
                Message::PrePrepare { header: header(&fields)?, batch: batch(&fields.need("batch")?)? }
            }
            MessageKind::Prepare => Message::Prepare(prepare(&fields(VOTE)?)?),
            MessageKind::Commit => Message::Commit(commit(&fields(VOTE)?)?),
            MessageKind::Reply => Message::Reply(reply(&fields(REPLY)?)?),
            MessageKind::Checkpoint => Message::Checkpoint(checkpoint(&fields(CHECKPOINT)?)?),
            MessageKind::ViewChange => Message::ViewChange(view_change(&fields(VIEW_CHANGE)?)?),
            MessageKind::NewView => Message::NewView(new_view(&fields(NEW_VIEW)?)?),
            MessageKind::Status => Message::Status(self.status(&fields(STATUS)?)?),
            MessageKind::FetchBatch => {
                let fields = fields(&["digest", "replica", "signature"])?;
                let body = FetchBatch { digest: digest(&fields)?, replica: replica(&fields)? };
                Message::FetchBatch(signed(&fields, body)?)
            }
            MessageKind::Batch => Message::Batch(batch(&fields(&["batch"])?.need("batch")?)?),
            MessageKind::FetchState => {
                let fields = fields(&["minSeq", "counter", "replica", "signature"])?;
                let min_seq = Seq(number(&fields, "minSeq")?);
                let body =
                    FetchState { min_seq, counter: number(&fields, "counter")?, replica: replica(&fields)? };
                Message::FetchState(signed(&fields, body)?)
            }
            MessageKind::State => {
                Message::State(self.state(&fields(&["seq", "digest", "proof", "snapshot"])?)?)
            }
            MessageKind::CommitCertificate => {
                Message::CommitCertificate(Rc::new(certificate_of_commits(&fields(&[
                    "view", "seq", "digest", "commits", "batch",
                ])?)?))
            }
            MessageKind::Bytes => Message::Bytes(hex(&fields(&["bytes"])?.need("bytes")?)?.into()),
        })
    }

    fn status(&self, fields: &Fields<'_>) -> Result<Rc<Signed<Status>>, LabError> {
        let low_water_mark = Seq(number(fields, "lowWaterMark")?);
        let bits = |name: &str| -> Result<SeqBits, LabError> {
            let mut bits = vec![false; usize::try_from(self.limits.log_size).unwrap_or(0)];
            for element in fields.need(name)?.list(bits.len())? {
                let seq = element.number(0..=WHOLE_MAX)?;
                let place =
                    seq.checked_sub(low_water_mark.0 + 1).and_then(|place| usize::try_from(place).ok());
                let bit = place.and_then(|place| bits.get_mut(place));
                let (low, high) = (low_water_mark.0, low_water_mark.plus(self.limits.log_size).0);
                *bit.ok_or_else(|| element.refuse(codes::outside_window(seq, low, high)))? = true;
            }
            Ok(SeqBits(bits))
        };
        let replicas = fields.need("viewChanges")?.list(LIST_MAX)?;
        let replicas = replicas.map(|element| element.small(0..=127).map(ReplicaId));
        let missing = fields.need("missing")?.list(LIST_MAX)?.map(|element| digest_of(&element));
        let waiting = |fields: &Fields<'_>| {
            let timestamp = Timestamp(number(fields, "timestamp")?);
            Ok(WaitingRequest { client: client(fields)?, timestamp })
        };
        let body = Status {
            view: view(fields)?,
            active: fields.need("active")?.flag()?,
            low_water_mark,
            last_executed: Seq(number(fields, "lastExecuted")?),
            has_new_view: fields.need("hasNewView")?.flag()?,
            prepared: bits("prepared")?,
            committed: bits("committed")?,
            view_changes: replicas.collect::<Result<_, _>>()?,
            missing: missing.collect::<Result<_, _>>()?,
            assigned: Seq(number(fields, "assigned")?),
            waiting: list(fields, "waiting", &["client", "timestamp"], waiting)?,
            counter: number(fields, "counter")?,
            question: fields.get("question").map(|reader| question(&reader)).transpose()?,
            replica: replica(fields)?,
        };
        signed(fields, body)
    }

    fn state(&self, fields: &Fields<'_>) -> Result<Rc<StateTransfer>, LabError> {
        let place = fields.need("snapshot")?;
        let bytes = hex(&place)?;
        let mut reader = codec::Reader::new(&bytes, self.limits);
        let snapshot = Snapshot::read(&mut reader).and_then(|snapshot| reader.finish().map(|()| snapshot));
        let snapshot = snapshot.map_err(|wrong| place.refuse(codes::invalid_snapshot(wrong.to_string())))?;
        Ok(Rc::new(StateTransfer {
            seq: seq(fields)?,
            digest: digest(fields)?,
            proof: list(fields, "proof", CHECKPOINT, checkpoint)?,
            snapshot: Rc::new(snapshot),
        }))
    }
}

const REQUEST: &[&str] = &["client", "timestamp", "readOnly", "operation", "signature"];
const VOTE: &[&str] = &["view", "seq", "digest", "replica", "signature"];
const REPLY: &[&str] = &["view", "timestamp", "client", "replica", "basis", "result", "signature"];
const CHECKPOINT: &[&str] = &["seq", "digest", "replica", "signature"];
const VIEW_CHANGE: &[&str] = &["view", "lowWaterMark", "checkpoints", "prepared", "replica", "signature"];
const NEW_VIEW: &[&str] = &["view", "viewChanges", "prePrepares", "replica", "signature"];
const STATUS: &[&str] = &[
    "view",
    "active",
    "lowWaterMark",
    "lastExecuted",
    "hasNewView",
    "prepared",
    "committed",
    "viewChanges",
    "missing",
    "assigned",
    "waiting",
    "counter",
    "question",
    "replica",
    "signature",
];

fn question(reader: &Reader<'_>) -> Result<Question, LabError> {
    let fields = reader.object(&["replica", "counter"])?;
    Ok(Question { replica: replica(&fields)?, counter: number(&fields, "counter")? })
}

fn request(fields: &Fields<'_>) -> Result<Rc<Signed<Request>>, LabError> {
    let body = Request {
        client: client(fields)?,
        timestamp: Timestamp(number(fields, "timestamp")?),
        read_only: fields.need("readOnly")?.flag()?,
        operation: fields.need("operation")?.text(MESSAGE_BYTES_MAX)?.as_bytes().into(),
    };
    signed(fields, body)
}

fn header(fields: &Fields<'_>) -> Result<Rc<Signed<PrePrepare>>, LabError> {
    let body = PrePrepare {
        view: view(fields)?,
        seq: seq(fields)?,
        digest: digest(fields)?,
        replica: replica(fields)?,
    };
    signed(fields, body)
}

fn prepare(fields: &Fields<'_>) -> Result<Rc<Signed<Prepare>>, LabError> {
    let body = Prepare {
        view: view(fields)?,
        seq: seq(fields)?,
        digest: digest(fields)?,
        replica: replica(fields)?,
    };
    signed(fields, body)
}

fn commit(fields: &Fields<'_>) -> Result<Rc<Signed<Commit>>, LabError> {
    let body =
        Commit { view: view(fields)?, seq: seq(fields)?, digest: digest(fields)?, replica: replica(fields)? };
    signed(fields, body)
}

fn reply(fields: &Fields<'_>) -> Result<Rc<Signed<Reply>>, LabError> {
    let body = Reply {
        view: view(fields)?,
        timestamp: Timestamp(number(fields, "timestamp")?),
        client: client(fields)?,
        replica: replica(fields)?,
        kind: fields.need("basis")?.choice(&BASES)?,
        result: fields.need("result")?.text(MESSAGE_BYTES_MAX)?.as_bytes().into(),
    };
    signed(fields, body)
}

fn checkpoint(fields: &Fields<'_>) -> Result<Rc<Signed<Checkpoint>>, LabError> {
    let body = Checkpoint { seq: seq(fields)?, digest: digest(fields)?, replica: replica(fields)? };
    signed(fields, body)
}

fn certificate(fields: &Fields<'_>) -> Result<Rc<PreparedCertificate>, LabError> {
    let pre_prepare = header(&fields.need("prePrepare")?.object(VOTE)?)?;
    Ok(Rc::new(PreparedCertificate { pre_prepare, prepares: list(fields, "prepares", VOTE, prepare)? }))
}

fn view_change(fields: &Fields<'_>) -> Result<Rc<Signed<ViewChange>>, LabError> {
    let body = ViewChange {
        view: view(fields)?,
        low_water_mark: Seq(number(fields, "lowWaterMark")?),
        checkpoints: list(fields, "checkpoints", CHECKPOINT, checkpoint)?,
        prepared: list(fields, "prepared", &["prePrepare", "prepares"], certificate)?,
        replica: replica(fields)?,
    };
    signed(fields, body)
}

fn new_view(fields: &Fields<'_>) -> Result<Rc<Signed<NewView>>, LabError> {
    let body = NewView {
        view: view(fields)?,
        view_changes: list(fields, "viewChanges", VIEW_CHANGE, view_change)?,
        pre_prepares: list(fields, "prePrepares", VOTE, header)?,
        replica: replica(fields)?,
    };
    signed(fields, body)
}

fn certificate_of_commits(fields: &Fields<'_>) -> Result<CommitCertificate, LabError> {
    Ok(CommitCertificate {
        view: view(fields)?,
        seq: seq(fields)?,
        digest: digest(fields)?,
        commits: list(fields, "commits", VOTE, commit)?,
        batch: batch(&fields.need("batch")?)?,
    })
}

fn list<T>(
    fields: &Fields<'_>,
    name: &str,
    known: &[&str],
    read: impl Fn(&Fields<'_>) -> Result<T, LabError>,
) -> Result<Vec<T>, LabError> {
    fields.need(name)?.list(LIST_MAX)?.map(|element| read(&element.object(known)?)).collect()
}

fn signed<T>(fields: &Fields<'_>, body: T) -> Result<Rc<Signed<T>>, LabError> {
    let place = fields.need("signature")?;
    let bytes = hex(&place)?.try_into();
    let signature = bytes.map_err(|_| place.refuse(codes::wrong_digit_count(place.shown(), 128_u32)))?;
    Ok(Rc::new(Signed::claimed(body, signature)))
}

fn number(fields: &Fields<'_>, name: &str) -> Result<u64, LabError> {
    fields.need(name)?.number(0..=WHOLE_MAX)
}

fn view(fields: &Fields<'_>) -> Result<View, LabError> {
    number(fields, "view").map(View)
}

fn seq(fields: &Fields<'_>) -> Result<Seq, LabError> {
    number(fields, "seq").map(Seq)
}

fn replica(fields: &Fields<'_>) -> Result<ReplicaId, LabError> {
    fields.need("replica")?.small(0..=u32::MAX).map(ReplicaId)
}

fn client(fields: &Fields<'_>) -> Result<ClientId, LabError> {
    fields.need("client")?.small(0..=u32::MAX).map(ClientId)
}

fn digest(fields: &Fields<'_>) -> Result<Digest, LabError> {
    digest_of(&fields.need("digest")?)
}

fn digest_of(reader: &Reader<'_>) -> Result<Digest, LabError> {
    let bytes = hex(reader)?.try_into();
    bytes.map(Digest).map_err(|_| reader.refuse(codes::wrong_digit_count(reader.shown(), 64_u32)))
}

fn hex(reader: &Reader<'_>) -> Result<Vec<u8>, LabError> {
    let text = reader.text(2 * MESSAGE_BYTES_MAX)?;
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let byte = |pair: &[u8]| match pair {
        [high, low] => Some(digit(high)? << 4 | digit(low)?),
        _ => None,
    };
    let bytes = text.as_bytes().chunks(2).map(byte).collect::<Option<_>>();
    bytes.ok_or_else(|| reader.refuse(codes::not_hexadecimal(reader.shown())))
}
