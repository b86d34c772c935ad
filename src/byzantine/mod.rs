//! Byzantine behaviour: strategies that decide what a node receives and sends.
//!
//! A strategy never changes the honest part of its node. It sees the inputs and what the honest part would send, and decides what
//! is received and sent. Its [`Context`] lets it sign as its own node and as its colluders, and nothing else can make a
//! signature, so forgery cannot be written by mistake.
//!
//! # How to add a strategy
//!
//! 1. a struct with its memory, `#[derive(Clone, Debug)]`, that implements [`Behaviour`]: [`on_input`](Behaviour::on_input) sees
//!    each input and may suppress it; [`on_send`](Behaviour::on_send) gets each message that the honest part sends,
//!    and its actions replace it; [`on_start`](Behaviour::on_start) and [`on_timer`](Behaviour::on_timer) act without an input;
//! 2. a [`StrategyDef`] in the `STRATEGIES` of its family in `attacks/`: the stable name, the code of the catalogue (such as `B2`),
//!    the nodes that can follow it, the parameters with their ranges, and a function that creates it;
//! 3. the texts `strategy-NAME` and `strategy-NAME-about`, `strategy-parameter-NAME` for a parameter with a new name, and
//!    `strategy-choice-NAME` for a new choice, in each catalogue in `www/src/locales/` (tests ask for them);
//! 4. tests in `tests/adversaries/` of its effects and of the reaction of correct replicas.
//!
//! The trigger ([`When`]) is checked before `on_send`; a strategy that acts in `on_input`, `on_start` or `on_timer` calls
//! [`Context::fires`]. Random numbers ([`Context::below`]) come from the strategy's own stream, so runs repeat. State must be
//! plain data, because it is cloned with the world.

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
mod statement;
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

/// The maximum number of views, sequence numbers or windows that a faulty node may claim to be ahead. A value that grows by this much
/// each time stays far below 2^53, where JavaScript's numbers stop being exact.
const FAR_MAX: u64 = 1_000_000;

/// All strategies as data for users. `script` is not among them, because it needs a function.
pub fn strategies() -> Vec<StrategyInfo> {
    STRATEGIES.iter().copied().flatten().map(StrategyDef::info).collect()
}

/// The behaviour of an active strategy.
pub trait Behaviour: fmt::Debug + CloneBehaviour {
    /// Called when the node starts to follow it, and after a crash.
    fn on_start(&mut self, _context: &mut Context<'_>, _actions: &mut Actions) {}

    /// Called for each input. Messages sent here leave before those of the honest part.
    fn on_input(
        &mut self,
        _context: &mut Context<'_>,
        _input: &NodeInput,
        _actions: &mut Actions,
    ) -> Delivery {
        Delivery::Deliver
    }

    /// Called for each message of the honest part, or of the strategy before, if the trigger fires. The actions replace it.
    fn on_send(&mut self, _context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        actions.pass(outgoing);
    }

    /// Called at the end of a step. Messages sent here leave last.
    fn on_step_end(&mut self, _context: &mut Context<'_>, _actions: &mut Actions) {}

    /// The approximate number of bytes of its memory that a clone has on its own, if they may be many.
    fn weight(&self) -> usize {
        0
    }

    /// The highest counter of its own questions (STATUS and FETCH-STATE). Lower ones are ignored.
    fn asked(&self) -> u64 {
        0
    }

    /// Called after the delay of [`Actions::wake_after`].
    fn on_timer(&mut self, _context: &mut Context<'_>, _actions: &mut Actions) {}
}

/// Copies a strategy with its memory. Implemented for every `Clone` strategy.
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
