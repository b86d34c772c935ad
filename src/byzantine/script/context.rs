//! Script context: signs and sends for a script, within limits.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use serde_json::{Map, Value};

use super::encode::script_message_of;
use super::types::ScriptMessage;
use super::{ScriptOutput, decode, shortened};
use crate::error::codes::{self, ErrorValue};
use crate::error::{ErrorKind, LabError};
use crate::json::{Reader, parse, text_of, value_of};
use crate::pbft::codec::Limits;
use crate::pbft::envelope::{Body, Signed, Signer};
use crate::pbft::ids::Author;
use crate::pbft::{Config, Message, MessageKind};
use crate::process::{NodeId, Span};

/// How many packets a script may send in one step.
const PACKETS_MAX: usize = 10_000;
/// How many bytes of new messages it may send in one step.
const BYTES_MAX: usize = 8_000_000;
/// How many messages it may sign in one step.
const SIGNATURES_MAX: usize = 10_000;
/// How many bytes of JSON its memory may have.
const MEMORY_MAX: usize = 1_000_000;

const WHAT: ErrorKind = ErrorKind::ScriptError;

/// The context of one script in one step. It holds only the keys that the replica may use.
#[derive(Debug)]
pub struct ScriptContext {
    /// The replica's own key first.
    keys: Vec<Signer>,
    config: Rc<Config>,
    /// The messages that the script was given, in both forms, so that an unchanged one is sent as it is.
    known: RefCell<Vec<(Value, Message)>>,
    outgoing: RefCell<Vec<AddressedMessage>>,
    refused: RefCell<Option<String>>,
    packets: Cell<usize>,
    bytes: Cell<usize>,
    signatures: Cell<usize>,
}

/// A message with its recipients and its delay.
#[derive(Clone, Debug)]
pub(crate) struct AddressedMessage {
    pub(crate) to: Vec<NodeId>,
    pub(crate) message: Message,
    pub(crate) after: Span,
}

/// The checked output of one step of a script.
#[derive(Clone, Debug)]
pub(crate) struct CheckedOutput {
    /// The messages to send, in order.
    pub(crate) outgoing: Vec<AddressedMessage>,
    /// The memory of the script.
    pub(crate) memory: Rc<str>,
    /// The reason why the first action was rejected, if one was.
    pub(crate) refused: Option<String>,
}

impl ScriptContext {
    pub(crate) fn new(keys: Vec<Signer>, config: Rc<Config>) -> ScriptContext {
        ScriptContext {
            keys,
            config,
            known: RefCell::default(),
            outgoing: RefCell::default(),
            refused: RefCell::default(),
            packets: Cell::new(0),
            bytes: Cell::new(0),
            signatures: Cell::new(0),
        }
    }

    /// The plain form of a message for the script.
    pub(crate) fn show(&self, message: &Message) -> ScriptMessage {
        let plain = script_message_of(message);
        self.known.borrow_mut().push((value_of(&plain), message.clone()));
        plain
    }

    /// Signs a statement: `{"body": …, "as": …}`, as JSON. The body may omit the signature and the signer. `as`, the number of a node,
    /// sets the signer; by default it is the replica itself. Returns the complete message as JSON.
    ///
    /// # Errors
    /// When the replica does not hold the key, or the body is not a statement.
    pub fn sign(&self, text: &str) -> Result<String, LabError> {
        self.note_refusal(|| {
            if self.signatures.replace(self.signatures.get() + 1) >= SIGNATURES_MAX {
                return Err(WHAT.at("", codes::too_many_signatures(SIGNATURES_MAX)));
            }
            let request = parse(text, WHAT)?;
            let fields = Reader::new(WHAT, &request).object(&["body", "as"])?;
            let body = fields.need("body")?;
            let signer_field = signer_field(decode::kind(&body)?);
            let field = signer_field.ok_or_else(|| body.refuse(codes::unsigned_kind()))?;
            let named = fields.get("as").map(|reader| reader.small(0..=u32::MAX)).transpose()?;
            let whole = self.completed(request.get("body"), field, named, &body)?;
            let place = Map::from_iter([("body".to_owned(), whole)]);
            let place = Value::Object(place);
            let body = Reader::new(WHAT, &place).any_object()?.need("body")?;
            let message = decode::message(&body, self.limits())?;
            let key = self.key_for(&message, &body)?;
            let plain = self.show(&signed_by(key, message));
            Ok(text_of(&plain))
        })
    }

    /// Sends a message: `{"to": …, "message": …, "afterMs": …}`, as JSON. It is sent after the messages of the outbox.
    ///
    /// # Errors
    /// When it is not a message, or a limit is exceeded.
    pub fn send(&self, text: &str) -> Result<(), LabError> {
        self.note_refusal(|| {
            let value = parse(text, WHAT)?;
            let outgoing = self.addressed(&Reader::new(WHAT, &value))?;
            self.outgoing.borrow_mut().push(outgoing);
            Ok(())
        })
    }

    /// Checks the output of the script.
    pub(crate) fn check(&self, output: &ScriptOutput) -> Result<CheckedOutput, String> {
        let outgoing = self.outbox(&output.outbox).map_err(|refusal| refusal.message)?;
        let memory = output.memory.as_str();
        if memory.len() > MEMORY_MAX {
            let bytes = memory.len();
            return Err(format!("memory has {bytes} bytes of JSON; at most {MEMORY_MAX} are kept."));
        }
        // A memory that is not JSON would make each later step fail.
        let is_json = serde_json::from_str::<serde::de::IgnoredAny>(memory).is_ok();
        if !memory.starts_with('{') || !is_json {
            return Err("memory must be an object.".to_owned());
        }
        let sent = self.outgoing.take();
        let outgoing = outgoing.into_iter().chain(sent).collect();
        Ok(CheckedOutput { outgoing, memory: memory.into(), refused: self.refused.take() })
    }

    fn outbox(&self, text: &str) -> Result<Vec<AddressedMessage>, LabError> {
        let place = Map::from_iter([("outbox".to_owned(), parse(text, WHAT)?)]);
        let place = Value::Object(place);
        let outgoing = Reader::new(WHAT, &place).any_object()?.need("outbox")?.list(PACKETS_MAX)?;
        outgoing.map(|element| self.addressed(&element)).collect()
    }

    fn addressed(&self, reader: &Reader<'_>) -> Result<AddressedMessage, LabError> {
        let params = self.config.params();
        let (to, place, after) = decode::outgoing(reader, params.replicas.saturating_add(params.clients))?;
        let own = self.keys.first().map(|own| self.node_of(own.author()));
        if let Some(own) = to.iter().find(|to| Some(**to) == own) {
            return Err(reader.refuse(codes::to_itself(own.0)));
        }
        let packets = self.packets.get().saturating_add(to.len());
        if packets > PACKETS_MAX {
            return Err(WHAT.at("", codes::too_many_sends(PACKETS_MAX)));
        }
        self.packets.set(packets);
        let known = self.known.borrow();
        let message = match known.iter().find(|(plain, _)| place.is(plain)) {
            Some((_, message)) => message.clone(),
            None => self.fresh(&place)?,
        };
        Ok(AddressedMessage { to, message, after: after.span() })
    }

    /// A message that the script made or changed.
    fn fresh(&self, place: &Reader<'_>) -> Result<Message, LabError> {
        let message = decode::message(place, self.limits())?;
        let bytes = self.bytes.get().saturating_add(message.encode().len());
        if bytes > BYTES_MAX {
            return Err(WHAT.at("", codes::too_many_sent_bytes(BYTES_MAX)));
        }
        self.bytes.set(bytes);
        Ok(message)
    }

    /// The body with the fields that may be omitted: the signer, a signature to be replaced, and the digest of a batch.
    fn completed(
        &self,
        body: Option<&Value>,
        field: &str,
        named: Option<u32>,
        place: &Reader<'_>,
    ) -> Result<Value, LabError> {
        let mut body = body.and_then(Value::as_object).cloned().unwrap_or_default();
        let replicas = self.config.params().replicas;
        let name = match (named, field) {
            (Some(node), "client") => {
                let wrong = || WHAT.at("as", codes::replica_signs_request(node));
                Some(node.checked_sub(replicas).ok_or_else(wrong)?)
            }
            (Some(node), _) => Some(node),
            (None, "client") => None,
            (None, _) => self.keys.first().map(|own| self.node_of(own.author()).0),
        };
        if let Some(name) = name.filter(|_| named.is_some() || !body.contains_key(field)) {
            body.insert(field.to_owned(), name.into());
        }
        body.insert("signature".to_owned(), "0".repeat(128).into());
        if body.contains_key("batch") && !body.contains_key("digest") {
            let batch = decode::batch(&place.any_object()?.need("batch")?)?;
            body.insert("digest".to_owned(), batch.digest().to_string().into());
        }
        Ok(Value::Object(body))
    }

    /// The key of the message's author.
    fn key_for(&self, message: &Message, place: &Reader<'_>) -> Result<&Signer, LabError> {
        let author = message.author();
        let key = self.keys.iter().find(|key| Some(key.author()) == author);
        key.ok_or_else(|| {
            let author = author.map_or_else(String::new, |author| author.to_string());
            let own = self.keys.iter().map(|key| key.author().to_string()).collect();
            place.refuse(codes::key_not_held(author, ErrorValue::Names(own)))
        })
    }

    /// Runs an action, and keeps the first refusal.
    fn note_refusal<T>(&self, act: impl FnOnce() -> Result<T, LabError>) -> Result<T, LabError> {
        act().inspect_err(|refusal| {
            self.refused.borrow_mut().get_or_insert_with(|| shortened(&refusal.message));
        })
    }

    fn limits(&self) -> Limits {
        Limits::of(&self.config)
    }

    /// The node of an author.
    pub(crate) fn node_of(&self, author: Author) -> NodeId {
        author.node(self.config.params().replicas)
    }

    /// The nodes whose keys the replica holds.
    pub(crate) fn nodes(&self) -> Vec<u32> {
        self.keys.iter().map(|key| self.node_of(key.author()).0).collect()
    }
}

/// The field that names the signer of a kind of message; none for messages without a signature.
fn signer_field(kind: MessageKind) -> Option<&'static str> {
    match kind {
        MessageKind::Request => Some("client"),
        MessageKind::Batch | MessageKind::State | MessageKind::CommitCertificate | MessageKind::Bytes => None,
        _ => Some("replica"),
    }
}

fn signed_by(key: &Signer, message: Message) -> Message {
    match message {
        Message::Request(body) => Message::Request(again(key, &body)),
        Message::PrePrepare { header, batch } => Message::PrePrepare { header: again(key, &header), batch },
        Message::Prepare(body) => Message::Prepare(again(key, &body)),
        Message::Commit(body) => Message::Commit(again(key, &body)),
        Message::Reply(body) => Message::Reply(again(key, &body)),
        Message::Checkpoint(body) => Message::Checkpoint(again(key, &body)),
        Message::ViewChange(body) => Message::ViewChange(again(key, &body)),
        Message::NewView(body) => Message::NewView(again(key, &body)),
        Message::Status(body) => Message::Status(again(key, &body)),
        Message::FetchBatch(body) => Message::FetchBatch(again(key, &body)),
        Message::FetchState(body) => Message::FetchState(again(key, &body)),
        unsigned @ (Message::Batch(_)
        | Message::State(_)
        | Message::CommitCertificate(_)
        | Message::Bytes(_)) => unsigned,
    }
}

fn again<T: Body + Clone>(key: &Signer, signed: &Signed<T>) -> Rc<Signed<T>> {
    key.sign_as_written(signed.body().clone())
}
