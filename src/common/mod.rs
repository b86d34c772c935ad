//! Parts that all protocols share: ids, encoding, the service, removable rules.
//!
//! | file | content |
//! |---|---|
//! | [`ids`] | replicas, clients, client timestamps, digests |
//! | [`codec`] | the canonical encoding of values |
//! | [`rules`] | rules that a scenario can remove |
//! | [`service`] | the key-value store that the replicas execute |
//! | [`client_table`] | the last executed request and result of each client |
//!
//! It knows [`process`](crate::process) and no protocol.

pub mod client_table;
pub mod codec;
pub mod ids;
pub mod rules;
pub mod service;

use std::rc::Rc;

use crate::process::{Fingerprint, Sink};

/// What a node's own user may ask of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Local {
    /// A client requests this operation. A replica ignores it.
    Submit(Rc<[u8]>),
}

impl Fingerprint for Local {
    fn fingerprint(&self, sink: &mut dyn Sink) {
        let Local::Submit(operation) = self;
        sink.bytes(operation);
    }
}
