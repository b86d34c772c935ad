//! B50: a network attacker without keys that replays recorded messages. A node plays this role: it may record
//! what that node hears, and nothing is signed.

use super::client::EVERY_MIN;
use super::{AppliesTo, Behaviour, Delivery, Entry, Heard, Kind, Parameter, Post, Scene};
use crate::pbft::Message;
use crate::process::{Input, NodeId, Span};

pub(super) const ENTRIES: &[Entry] = &[Entry {
    name: "replay-recorded",
    code: "B50",
    applies_to: AppliesTo::Replica,
    parameters: &[Parameter { name: "every", kind: Kind::Time { max_ms: 60_000, default_ms: 10 } }],
    make: |arguments| Box::new(ReplayRecorded { every: arguments.span("every"), recorded: Vec::new() }),
}];

/// How many messages are kept; a new one takes the place of any other.
const RECORDED_MAX: usize = 500;

/// B50: recorded messages go out again, to anybody, at any time, in any order.
#[derive(Clone, Debug)]
struct ReplayRecorded {
    every: Span,
    recorded: Vec<Message>,
}

impl Behaviour for ReplayRecorded {
    fn begins(&mut self, _: &mut Scene<'_>, post: &mut Post) {
        post.wake_after(self.every.max(EVERY_MIN));
    }

    fn hears(&mut self, scene: &mut Scene<'_>, input: &Heard, _: &mut Post) -> Delivery {
        if let Input::Message { body, .. } = input {
            if self.recorded.len() < RECORDED_MAX {
                self.recorded.push(body.clone());
            } else if let Some(place) = self.recorded.get_mut(scene.below(RECORDED_MAX as u64) as usize) {
                *place = body.clone();
            }
        }
        Delivery::Deliver
    }

    fn wakes(&mut self, scene: &mut Scene<'_>, post: &mut Post) {
        post.wake_after(self.every.max(EVERY_MIN));
        let place = scene.below(self.recorded.len() as u64) as usize;
        let nodes = scene.params().replicas.saturating_add(scene.params().clients);
        let to = NodeId(u32::try_from(scene.below(u64::from(nodes))).unwrap_or(0));
        let message = self.recorded.get(place).filter(|_| to != scene.me());
        if let Some(message) = message.filter(|_| scene.fires(scene.view(), None)) {
            post.send(to, message.clone());
        }
    }
}
