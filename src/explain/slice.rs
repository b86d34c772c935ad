//! The records that led to others, to the end.

use std::collections::BTreeMap;

use super::explanation::SliceRecord;
use super::trace_index::{Topic, TraceIndex};
use crate::byzantine::node::Node;
use crate::node::NodeTimer;
use crate::process::NodeId;
use crate::sim::{Command, DropReason, Record, RecordId, RecordKind};

/// How many records a slice holds at most.
const RECORDS_MAX: usize = 10_000;

/// A record that another one rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cause {
    record: RecordId,
    /// Its own causes are another story.
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

/// What a record rests on, and whether something was looked for in vain.
#[derive(Clone, Debug, Default)]
pub(super) struct Causes {
    because: Vec<Cause>,
    broken: bool,
}

impl From<Cause> for Causes {
    fn from(because: Cause) -> Causes {
        Causes { because: vec![because], broken: false }
    }
}

impl Causes {
    pub(super) fn of(records: impl IntoIterator<Item = RecordId>) -> Causes {
        Causes { because: records.into_iter().map(Cause::full).collect(), broken: false }
    }

    /// A record that must be there.
    pub(super) fn needed(record: Option<Record<NodeTimer>>) -> Causes {
        Causes { broken: record.is_none(), ..Causes::of(record.map(|record| record.id)) }
    }

    /// The number of votes that are needed.
    pub(super) fn quorum(votes: Vec<RecordId>, need: u32) -> Causes {
        Causes { broken: votes.len() < need as usize, ..Causes::of(votes) }
    }

    pub(super) fn broken() -> Causes {
        Causes { because: Vec::new(), broken: true }
    }

    pub(super) fn and(mut self, other: Causes) -> Causes {
        self.because.extend(other.because);
        self.broken |= other.broken;
        self
    }
}

#[derive(Clone, Debug)]
struct Entry {
    because: Vec<RecordId>,
    further: bool,
}

/// Records and what each of them rests on.
#[derive(Clone, Debug, Default)]
pub(super) struct Slice {
    entries: BTreeMap<RecordId, Entry>,
    broken_off: bool,
}

impl Slice {
    /// Everything that led to these records.
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
            let mut because: Vec<RecordId> = causes.because.iter().map(|it| it.record).collect();
            because.sort_unstable();
            because.dedup();
            open.extend(&causes.because);
            slice.entries.insert(id, Entry { because, further });
        }
        slice.forget_lost();
        slice
    }

    /// A record whose cause is gone does not name it.
    fn forget_lost(&mut self) {
        let known: Vec<RecordId> = self.entries.keys().copied().collect();
        for entry in self.entries.values_mut() {
            entry.because.retain(|record| known.binary_search(record).is_ok());
        }
    }

    /// Whether something that led here could not be found.
    pub(super) fn broken_off(&self) -> bool {
        self.broken_off
    }

    /// What a record of the slice rests on.
    pub(super) fn because(&self, record: RecordId) -> &[RecordId] {
        self.entries.get(&record).map_or(&[], |entry| entry.because.as_slice())
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
                because: numbers(&entry.because),
                further: entry.further,
            })
            .collect()
    }
}

/// What one record rests on.
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
    // Where no rule says more, the occurrence is the reason. An adversary's reasons are its own.
    if causes.because.is_empty() {
        causes.because.extend(record.cause.map(Cause::full));
    }
    causes.because.retain(|because| because.record < record.id);
    causes
}

/// The command of the same step, if it is as wanted.
fn commanded_before(
    index: &TraceIndex<'_>,
    record: &Record<NodeTimer>,
    wanted: impl Fn(&Command<Node>) -> bool,
) -> Option<RecordId> {
    let before = index.record(RecordId(record.id.0.checked_sub(1)?))?;
    let RecordKind::Commanded { command, refused: false } = before.kind else { return None };
    wanted(&index.trace().command(command)?.command).then_some(before.id)
}

/// A packet does not arrive because of what was done to it, to the network or to its recipient.
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
