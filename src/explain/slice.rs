//! Slice of a record: the record and everything that led to it.

use std::collections::BTreeMap;

use super::explanation::SliceRecord;
use super::trace_index::{Topic, TraceIndex};
use crate::byzantine::node::Node;
use crate::node::NodeTimer;
use crate::process::NodeId;
use crate::sim::{Command, DropReason, Record, RecordId, RecordKind};

/// How many records a slice holds at most.
const RECORDS_MAX: usize = 10_000;

/// A record that led to another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cause {
    record: RecordId,
    /// Whether its own causes are left out.
    further: bool,
}

impl Cause {
    /// The record and all that led to it.
    pub(super) fn full(record: RecordId) -> Cause {
        Cause { record, further: false }
    }

    /// The record alone.
    pub(super) fn further(record: RecordId) -> Cause {
        Cause { record, further: true }
    }
}

/// The causes of a record.
#[derive(Clone, Debug, Default)]
pub(super) struct Causes {
    list: Vec<Cause>,
    /// Whether a cause that must exist was not found.
    broken: bool,
}

impl From<Cause> for Causes {
    fn from(cause: Cause) -> Causes {
        Causes { list: vec![cause], broken: false }
    }
}

impl Causes {
    pub(super) fn of(records: impl IntoIterator<Item = RecordId>) -> Causes {
        Causes { list: records.into_iter().map(Cause::full).collect(), broken: false }
    }

    /// A record that must exist.
    pub(super) fn needed(record: Option<Record<NodeTimer>>) -> Causes {
        Causes { broken: record.is_none(), ..Causes::of(record.map(|record| record.id)) }
    }

    /// Votes, of which `need` must exist.
    pub(super) fn quorum(votes: Vec<RecordId>, need: u32) -> Causes {
        Causes { broken: votes.len() < need as usize, ..Causes::of(votes) }
    }

    pub(super) fn broken() -> Causes {
        Causes { list: Vec::new(), broken: true }
    }

    pub(super) fn and(mut self, other: Causes) -> Causes {
        self.list.extend(other.list);
        self.broken |= other.broken;
        self
    }
}

#[derive(Clone, Debug)]
struct Entry {
    causes: Vec<RecordId>,
    further: bool,
}

/// Records, each with its causes.
#[derive(Clone, Debug, Default)]
pub(super) struct Slice {
    entries: BTreeMap<RecordId, Entry>,
    broken_off: bool,
}

impl Slice {
    /// The slice of these records.
    pub(super) fn of(index: &TraceIndex<'_>, roots: &[RecordId]) -> Slice {
        let mut slice = Slice::default();
        let mut open: Vec<Cause> = roots.iter().copied().map(Cause::full).collect();
        while let Some(Cause { record: id, further }) = open.pop() {
            let known = slice.entries.get(&id).map(|entry| entry.further);
            if known == Some(false) || (known.is_some() && further) {
                continue;
            }
            let record = index.record(id).filter(|_| slice.entries.len() < RECORDS_MAX);
            let Some(record) = record else {
                slice.broken_off = true;
                continue;
            };
            let causes = if further { Causes::default() } else { causes_of(index, &record) };
            slice.broken_off |= causes.broken;
            let mut records: Vec<RecordId> = causes.list.iter().map(|it| it.record).collect();
            records.sort_unstable();
            records.dedup();
            open.extend(&causes.list);
            slice.entries.insert(id, Entry { causes: records, further });
        }
        slice.forget_lost();
        slice
    }

    /// Removes the causes that are no longer in the trace.
    fn forget_lost(&mut self) {
        let known: Vec<RecordId> = self.entries.keys().copied().collect();
        for entry in self.entries.values_mut() {
            entry.causes.retain(|record| known.binary_search(record).is_ok());
        }
    }

    /// Whether a cause that must exist was not found.
    pub(super) fn broken_off(&self) -> bool {
        self.broken_off
    }

    /// The causes of a record of the slice.
    pub(super) fn causes(&self, record: RecordId) -> &[RecordId] {
        self.entries.get(&record).map_or(&[], |entry| entry.causes.as_slice())
    }

    /// Whether the causes of a record are left out.
    pub(super) fn is_further(&self, record: RecordId) -> bool {
        self.entries.get(&record).is_some_and(|entry| entry.further)
    }

    pub(super) fn records(&self) -> Vec<SliceRecord> {
        let numbers = |records: &[RecordId]| records.iter().map(|record| record.0).collect();
        let entries = self.entries.iter();
        entries
            .map(|(id, entry)| SliceRecord {
                record: id.0,
                because: numbers(&entry.causes),
                further: entry.further,
            })
            .collect()
    }
}

/// The causes of one record.
fn causes_of(index: &TraceIndex<'_>, record: &Record<NodeTimer>) -> Causes {
    let ruled = match record.kind {
        RecordKind::Sent { from, message, .. } => {
            let message = index.message(message);
            message.map(|message| index.causes_of_message(record, from, &message))
        }
        RecordKind::Reported { node, event } => {
            let event = index.event(event);
            event.map(|event| index.causes_of_event(record, node, event))
        }
        RecordKind::Delivered { packet, .. } => {
            let by_hand =
                |command: &Command<_>| matches!(command, Command::Deliver { packet: it } if *it == packet);
            Some(Causes::of(record.cause.into_iter().chain(commanded_before(index, record, by_hand))))
        }
        RecordKind::Dropped { to, why, .. } => Some(dropped(index, record, to, why)),
        _ => None,
    };
    let mut causes = ruled.unwrap_or_default();
    // Where no rule applies, the cause is the event that began the step. The reasons of an adversary are unknown.
    if causes.list.is_empty() {
        causes.list.extend(record.cause.map(Cause::full));
    }
    causes.list.retain(|cause| cause.record < record.id);
    causes
}

/// The command of the same step, if it is the wanted one.
fn commanded_before(
    index: &TraceIndex<'_>,
    record: &Record<NodeTimer>,
    wanted: impl Fn(&Command<Node>) -> bool,
) -> Option<RecordId> {
    let before = index.record(RecordId(record.id.0.checked_sub(1)?))?;
    let RecordKind::Commanded { command, refused: false } = before.kind else { return None };
    wanted(&index.trace().command(command)?.command).then_some(before.id)
}

/// The causes of a drop: a command on the packet, on the network or on the recipient.
fn dropped(index: &TraceIndex<'_>, record: &Record<NodeTimer>, to: NodeId, why: DropReason) -> Causes {
    let by_command = |wanted: &dyn Fn(&Command<Node>) -> bool| {
        let commands = index.about(Topic::Commands, record.id).rev();
        let mut wanted = commands.filter(|command| match command.kind {
            RecordKind::Commanded { command, refused: false } => {
                index.trace().command(command).is_some_and(|applied| wanted(&applied.command))
            }
            _ => false,
        });
        wanted.next().map(|command| command.id)
    };
    let reason = match why {
        DropReason::ByHand => commanded_before(index, record, |it| matches!(it, Command::Drop { .. })),
        DropReason::Partitioned => by_command(&|it| matches!(it, Command::Partition { .. })),
        DropReason::LinkDown => by_command(
            &|it| matches!(it, Command::Link { to: end, change, .. } if *end == to && change.up == Some(false)),
        ),
        DropReason::RecipientDown => {
            let commanded = by_command(&|it| matches!(it, Command::Crash { node } if *node == to));
            let mid_step = index.about(Topic::Life(to), record.id).rev();
            let mut mid_step = mid_step.filter(|record| matches!(record.kind, RecordKind::Crashed { .. }));
            commanded.max(mid_step.next().map(|record| record.id))
        }
        DropReason::Lost | DropReason::SenderDown | DropReason::Limit | DropReason::NoRecipient => None,
    };
    Causes::of(record.cause.into_iter().chain(reason))
}
