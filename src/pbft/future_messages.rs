//! Messages of future views: kept until the view is entered, a bounded number for each sender.
//!
//! On a network that reorders, votes of a new view overtake its NEW-VIEW. Dropping them would be safe (STATUS brings them
//! back) but slow.

use super::ids::{ReplicaId, View};
use super::message::Message;

/// How many messages of one sender are kept: enough for a PRE-PREPARE, a PREPARE and a COMMIT of a few numbers; the rest
/// comes by STATUS.
const KEPT_PER_SENDER: usize = 24;

/// The messages kept, all for one view: the one that is waited for, or the next.
#[derive(Clone, Debug)]
pub(super) struct FutureMessages {
    view: View,
    kept: Vec<(ReplicaId, Message)>,
}

impl Default for FutureMessages {
    /// In view 0, the next one is view 1.
    fn default() -> Self {
        FutureMessages { view: View(1), kept: Vec::new() }
    }
}

impl FutureMessages {
    /// Whether another message of this sender fits.
    pub(super) fn has_room(&self, sender: ReplicaId) -> bool {
        self.kept.iter().filter(|(from, _)| *from == sender).count() < KEPT_PER_SENDER
    }

    /// Keeps a message whose signature was checked.
    pub(super) fn keep(&mut self, sender: ReplicaId, message: Message) {
        if self.has_room(sender) && self.kept.iter().all(|(_, kept)| *kept != message) {
            self.kept.push((sender, message));
        }
    }

    /// How many messages are kept.
    pub(super) fn len(&self) -> usize {
        self.kept.len()
    }

    /// Turns to another view; what was kept for an earlier one is void.
    pub(super) fn expect(&mut self, view: View) {
        if self.view != view {
            self.view = view;
            self.kept.clear();
        }
    }

    /// Takes the messages for a view out, in the order in which they came.
    pub(super) fn take(&mut self, view: View) -> Vec<Message> {
        self.expect(view);
        std::mem::take(&mut self.kept).into_iter().map(|(_, message)| message).collect()
    }
}
