//! Interface between a history and its run: position, commands, and weight in bytes.

use std::rc::Rc;

use super::Session;
use crate::byzantine::node::Node;
use crate::byzantine::script::Scripts;
use crate::process::NodeId;
use crate::scenario::command::Command;
use crate::sim::{Applied, Place, RecordId, Weight};

impl Session {
    /// The step, time and record count that the run has reached.
    pub(crate) fn place(&self) -> Place {
        let trace = self.world.trace();
        let records = trace.end().0;
        let last = records.checked_sub(1).and_then(|last| trace.record(RecordId(last)));
        // The clock may have advanced since the last event.
        let at = last.map_or(self.world.now(), |last| last.at);
        Place { step: self.world.step_count(), at, records }
    }

    /// The commands executed so far, scheduled ones included.
    pub(crate) fn given(&self) -> &[Rc<Applied<Node>>] {
        self.world.applied()
    }

    /// The commands that are recorded for later.
    pub(crate) fn recorded(&self) -> impl ExactSizeIterator<Item = &Rc<Applied<Node>>> {
        self.recorded.iter()
    }

    /// Replaces the commands that are recorded for later.
    pub(crate) fn record(&mut self, future: Vec<Rc<Applied<Node>>>) {
        self.recorded = future.into();
    }

    /// The registered scripts.
    pub(crate) fn scripts(&self) -> &Scripts {
        &self.scripts
    }

    /// Takes the registered scripts of another state of the same run.
    pub(crate) fn take_scripts_of(&mut self, other: &Session) {
        self.scripts = other.scripts.clone();
    }

    /// The command as the user gave it.
    pub(crate) fn wording(&self, applied: &Applied<Node>) -> Option<Command> {
        Command::of(&applied.command, &self.params)
    }

    /// The name of a node.
    pub(crate) fn name_of(&self, node: u32) -> String {
        match node.checked_sub(self.quorums.n) {
            None => format!("replica {node}"),
            Some(client) => format!("client {client}"),
        }
    }

    /// The approximate size of a clone in bytes: its own, and those shared with other clones.
    pub(crate) fn weight(&self) -> Weight {
        let nodes = (0..self.world.node_count()).filter_map(|id| self.world.node(NodeId(id)));
        let nodes: usize = nodes.map(Node::weight).sum();
        let recorded = self.recorded.len() * size_of::<Rc<Applied<Node>>>();
        let own = size_of::<Self>() + self.world.weight() + nodes + recorded;
        let watch = self.world.oracle().weight();
        Weight { own: watch.own + own as u64, ..watch }
    }

    /// How many of the oldest records are discarded.
    pub(crate) fn discarded(&self) -> u64 {
        self.world.trace().discarded()
    }

    /// Discards old records: most of those before this one.
    pub(crate) fn forget_before(&mut self, first: u64) {
        self.world.forget_before(RecordId(first));
    }
}
