//! Byzantine behaviour: strategies that decide what a node receives and sends.
//!
//! A strategy never changes the honest part of its node. It sees the inputs and what the honest part would send, and decides what
//! is received and sent. Its [`Context`] lets it sign as its own node and as its colluders, and nothing else can make a
//! signature, so forgery cannot be written by mistake.
//!
//! # How to add a strategy
//!
//! 1. a struct with what it must remember, `#[derive(Clone, Debug)]`, and [`Behaviour`] for it: [`on_input`](Behaviour::on_input) sees
//!    each input and may keep it from the honest part; [`on_send`](Behaviour::on_send) gets each message that the honest part sends,
//!    and its actions replace it; [`on_start`](Behaviour::on_start) and [`on_timer`](Behaviour::on_timer) act without an input;
//! 2. a [`StrategyDef`] in the `STRATEGIES` of its family in `attacks/`: the stable name, the code of the catalogue (such as `B2`),
//!    who may follow it, the parameters with their ranges, and how it is made of them;
//! 3. the texts `strategy-NAME` and `strategy-NAME-about`, `strategy-parameter-NAME` for a parameter with a new name, and
//!    `strategy-choice-NAME` for a new value to choose, in each catalogue in `www/src/locales/` (tests ask for them);
//! 4. tests in `tests/adversaries/`: what it does, and what correct replicas do about it.
//!
//! The trigger ([`When`]) is checked before `on_send`; a strategy that acts in `on_input`, `on_start` or `on_timer` calls
//! [`Context::fires`]. Random numbers ([`Context::below`]) come from a stream of the strategy's own, so a run repeats. State must be
//! plain: it is cloned with the world.

mod adversary;
pub(crate) mod attacks;
mod collusion_groups;
mod context;
mod helpers;
pub mod node;
pub(crate) mod read;
mod resolve;
pub mod script;
mod scripted;
mod spec;
#[cfg(test)]
mod tests;

use std::fmt;

pub use adversary::{ByzantineAdversary, Order};
pub use collusion_groups::{CollusionGroups, DigestsByRecipient, SharedPlan};
pub use context::{Actions, Context, NodeInput, Outgoing};
pub use resolve::{Arguments, Kind, Parameter, ResolvedStrategy, StrategyDef, Trigger};
pub use spec::{AppliesTo, Family, ParameterInfo, ParameterValue, Strategy, StrategyInfo, When};

pub use crate::sim::Delivery;
use attacks::STRATEGIES;

/// Maximum number of views, numbers or windows that a liar may claim to be ahead. A value that grows by this much at a time stays far
/// below 2^53, up to where JavaScript's numbers are exact.
const FAR_MAX: u64 = 1_000_000;

/// All strategies as people read them. `script` is not among them: it works with a function only.
pub fn strategies() -> Vec<StrategyInfo> {
    STRATEGIES.iter().copied().flatten().map(StrategyDef::info).collect()
}

/// A strategy while it is followed.
pub trait Behaviour: fmt::Debug + CloneBehaviour {
    /// The node was told to follow it, or came back from a crash.
    fn on_start(&mut self, _context: &mut Context<'_>, _actions: &mut Actions) {}

    /// The node is told something. What is posted leaves before whatever the honest part says.
    fn on_input(
        &mut self,
        _context: &mut Context<'_>,
        _input: &NodeInput,
        _actions: &mut Actions,
    ) -> Delivery {
        Delivery::Deliver
    }

    /// The honest part, or a strategy before this one, sends a message, and the trigger fires: the actions replace it.
    fn on_send(&mut self, _context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        actions.pass(outgoing);
    }

    /// The step ends: the node has heard what it was told and said all that it had to say. What is posted leaves last.
    fn on_step_end(&mut self, _context: &mut Context<'_>, _actions: &mut Actions) {}

    /// About how many bytes of what it remembers a clone has of its own, where they may be many.
    fn weight(&self) -> usize {
        0
    }

    /// The highest number that a question of its own had, a STATUS or a FETCH-STATE: older ones are ignored.
    fn asked(&self) -> u64 {
        0
    }

    /// The time has come that it asked for with [`Actions::wake_after`].
    fn on_timer(&mut self, _context: &mut Context<'_>, _actions: &mut Actions) {}
}

/// Copies a strategy with all that it remembers; every `Clone` strategy has it.
pub trait CloneBehaviour {
    /// The copy.
    fn clone_behaviour(&self) -> Box<dyn Behaviour>;
}

impl<T: Behaviour + Clone + 'static> CloneBehaviour for T {
    fn clone_behaviour(&self) -> Box<dyn Behaviour> {
        Box::new(self.clone())
    }
}

impl Clone for Box<dyn Behaviour> {
    fn clone(&self) -> Self {
        (**self).clone_behaviour()
    }
}
