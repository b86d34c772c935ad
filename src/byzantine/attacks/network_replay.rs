//! B50: a network attacker without keys that replays recorded messages. A node plays this role: it records the messages that
//! the node receives, and signs nothing.

use super::client::EVERY_MIN;
use crate::byzantine::{
    Actions, AppliesTo, Behaviour, Context, Delivery, Kind, NodeInput, Parameter, StrategyDef,
};
use crate::pbft::Message;
use crate::process::{Input, NodeId, Span};

pub(super) const STRATEGIES: &[StrategyDef] = &[StrategyDef {
    name: "replay-recorded",
    code: "B50",
    applies_to: AppliesTo::Replica,
    parameters: &[Parameter { name: "every", kind: Kind::Time { max_ms: 60_000, default_ms: 10 } }],
    make: |arguments| Box::new(ReplayRecorded { every: arguments.span("every"), recorded: Vec::new() }),
}];

/// The maximum number of recorded messages. A new one replaces a random one.
const RECORDED_MAX: usize = 500;

/// B50: sends recorded messages again, to any node, at any time, in any order.
#[derive(Clone, Debug)]
struct ReplayRecorded {
    every: Span,
    recorded: Vec<Message>,
}

impl Behaviour for ReplayRecorded {
    fn on_start(&mut self, _: &mut Context<'_>, actions: &mut Actions) {
        actions.wake_after(self.every.max(EVERY_MIN));
    }

    fn on_input(&mut self, context: &mut Context<'_>, input: &NodeInput, _: &mut Actions) -> Delivery {
        if let Input::Message { body, .. } = input {
            if self.recorded.len() < RECORDED_MAX {
                self.recorded.push(body.clone());
            } else if let Some(place) = self.recorded.get_mut(context.below(RECORDED_MAX as u64) as usize) {
                *place = body.clone();
            }
        }
        Delivery::Deliver
    }

    fn on_timer(&mut self, context: &mut Context<'_>, actions: &mut Actions) {
        actions.wake_after(self.every.max(EVERY_MIN));
        let place = context.below(self.recorded.len() as u64) as usize;
        let nodes = context.params().replicas.saturating_add(context.params().clients);
        let to = NodeId(u32::try_from(context.below(u64::from(nodes))).unwrap_or(0));
        let message = self.recorded.get(place).filter(|_| to != context.me());
        if let Some(message) = message.filter(|_| context.fires(context.view(), None)) {
            actions.send(to, message.clone());
        }
    }
}
