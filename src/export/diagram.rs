//! Messages of a run as arrows, for drawings.

use std::collections::BTreeMap;

use super::Run;
use crate::api::{MessageBrief, TraceEvent};
use crate::units::Ms;

/// A message from one node to another.
pub(super) struct Arrow {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) sent: Ms,
    /// When it arrived or was dropped.
    pub(super) end: Ms,
    pub(super) lost: bool,
    pub(super) message: MessageBrief,
}

/// The content of a drawing: arrows and notes in the order in which they end.
pub(super) enum Mark {
    Arrow(Arrow),
    /// A note about a node, or its crash.
    Note {
        node: u32,
        at: Ms,
        text: String,
    },
}

impl Mark {
    pub(super) fn arrow(&self) -> Option<&Arrow> {
        match self {
            Mark::Arrow(arrow) => Some(arrow),
            Mark::Note { .. } => None,
        }
    }
}

/// The marks of a run with at most this number of arrows, and the number of arrows that are left out.
pub(super) fn marks(run: &Run<'_>, arrows_max: usize) -> (Vec<Mark>, usize) {
    let mut sent: BTreeMap<u64, Ms> = BTreeMap::new();
    let (mut marks, mut arrows, mut more) = (Vec::new(), 0, 0);
    for record in run.records() {
        let arrow = |from, to, message, lost| {
            let start = record.cause.and_then(|cause| sent.get(&cause)).copied();
            let end = record.at_ms;
            Arrow { from, to, sent: start.unwrap_or(end), end, lost, message }
        };
        let mark = match record.what {
            TraceEvent::Sent { .. } => {
                sent.insert(record.id, record.at_ms);
                continue;
            }
            TraceEvent::Delivered { from, to, message, .. } => Mark::Arrow(arrow(from, to, message, false)),
            TraceEvent::Dropped { from, to, message, .. } if to < run.node_count() => {
                Mark::Arrow(arrow(from, to, message, true))
            }
            other => match note_of(&other) {
                Some((node, text)) => Mark::Note { node, at: record.at_ms, text },
                None => continue,
            },
        };
        match &mark {
            Mark::Arrow(_) if arrows == arrows_max => more += 1,
            Mark::Arrow(_) => {
                arrows += 1;
                marks.push(mark);
            }
            Mark::Note { .. } if more == 0 => marks.push(mark),
            Mark::Note { .. } => {}
        }
    }
    (marks, more)
}

/// The facts that a drawing shows.
fn note_of(what: &TraceEvent) -> Option<(u32, String)> {
    use crate::api::ProtocolEvent;
    use crate::scenario::command::Command;
    Some(match what {
        TraceEvent::Fact { node, fact, .. } => match fact {
            ProtocolEvent::Prepared { seq, .. } => (*node, format!("prepared {seq}")),
            ProtocolEvent::CommittedLocal { seq, .. } => (*node, format!("committed {seq}")),
            ProtocolEvent::Executed { seq, .. } => (*node, format!("executed {seq}")),
            ProtocolEvent::Stable { seq, .. } => (*node, format!("stable {seq}")),
            ProtocolEvent::ViewEntered { view, .. } => (*node, format!("view {view}")),
            ProtocolEvent::ResultAccepted { .. } => (*node, "accepted".to_owned()),
            _ => return None,
        },
        TraceEvent::Crashed { node } => (*node, "crash".to_owned()),
        TraceEvent::Command { command: Command::Crash { replica, after_packets: None }, refused: None } => {
            (*replica, "crash".to_owned())
        }
        TraceEvent::Command { command: Command::Restart { replica, .. }, refused: None } => {
            (*replica, "restart".to_owned())
        }
        _ => return None,
    })
}

/// The sentence about the arrows that are left out.
pub(super) fn cut_sentence(more: usize) -> String {
    format!("The run goes on: {more} later messages are left out.")
}
