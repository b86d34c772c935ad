//! Events that a node reports: those of the protocol, and errors of its script.

use std::rc::Rc;

use crate::pbft::Event;
use crate::process::{Fingerprint, Sink};

/// An event that a node reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeEvent {
    /// An event of the protocol.
    Protocol(Event),
    /// An error of the script that it follows.
    Script(Rc<ScriptError>),
}

/// An error of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptError {
    /// The script's own error, or the reason why an action was rejected.
    pub message: String,
    /// Whether the script failed, so that the node sends nothing in this step. Otherwise one action was rejected, and the script
    /// continued.
    pub failed: bool,
}

impl NodeEvent {
    /// The event, if it is one of the protocol.
    pub fn protocol(&self) -> Option<&Event> {
        match self {
            NodeEvent::Protocol(event) => Some(event),
            NodeEvent::Script(_) => None,
        }
    }
}

impl From<Event> for NodeEvent {
    fn from(event: Event) -> NodeEvent {
        NodeEvent::Protocol(event)
    }
}

/// The prefix of script errors; no event of the protocol begins with it.
const SCRIPT_MARK: &[u8] = b"\xffa script:";

impl Fingerprint for NodeEvent {
    /// An event of the protocol is written without a prefix. The message of a script error is omitted: browsers word the same error
    /// differently, and a run must have the same digest in all of them.
    fn fingerprint(&self, sink: &mut dyn Sink) {
        match self {
            NodeEvent::Protocol(event) => event.fingerprint(sink),
            NodeEvent::Script(error) => {
                sink.bytes(SCRIPT_MARK);
                sink.bytes(&[u8::from(error.failed)]);
            }
        }
    }
}
