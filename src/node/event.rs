//! Facts that a node reports: those of the protocol, and errors of its script.

use std::rc::Rc;

use crate::pbft::Event;
use crate::process::{Fingerprint, Sink};

/// A fact that a node reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeEvent {
    /// One of the protocol.
    Protocol(Event),
    /// Something went wrong in the script that it follows.
    Script(Rc<Mishap>),
}

/// What went wrong in a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mishap {
    /// The script's own error, or why it was refused something.
    pub error: String,
    /// Whether it failed, so that the node says nothing in this step; otherwise it was refused one thing and went on.
    pub failed: bool,
}

impl NodeEvent {
    /// The fact, if it is one of the protocol.
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

/// What stands before what a script reports; no fact of the protocol begins like that.
const SCRIPT_MARK: &[u8] = b"\xffa script:";

impl Fingerprint for NodeEvent {
    /// A fact of the protocol is written as if there were no others. The words of a script's error are left out: browsers word
    /// the same error differently, and a run has the same digest in all of them.
    fn fingerprint(&self, sink: &mut dyn Sink) {
        match self {
            NodeEvent::Protocol(event) => event.fingerprint(sink),
            NodeEvent::Script(mishap) => {
                sink.bytes(SCRIPT_MARK);
                sink.bytes(&[u8::from(mishap.failed)]);
            }
        }
    }
}
