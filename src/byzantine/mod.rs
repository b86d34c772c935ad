//! Ways to misbehave: what a node with an adversary hears and says.
//!
//! A strategy never changes the honest part of its node: it sees what comes in and what honesty would say, and decides what is
//! heard and what is said. Its [`Scene`] lets it sign as its own node and as its colluders, and nothing else can make
//! a signature, so forgery cannot be written by mistake.
//!
//! # How to add a strategy
//!
//! One file, or a new entry in a family's file, and three lines elsewhere:
//!
//! 1. a struct with what it must remember, `#[derive(Clone, Debug)]`, and [`Behaviour`] for it: [`hears`](Behaviour::hears) sees each
//!    input and may keep it from the honest part, [`says`](Behaviour::says) gets each message that the honest part sends and posts
//!    what is sent in its place, [`begins`](Behaviour::begins) and [`wakes`](Behaviour::wakes) act without being asked;
//! 2. an [`Entry`] in the family's `ENTRIES`: the stable name, the code of the catalogue (such as `B2`), who may follow it, the
//!    parameters with their ranges, and how it is made of them;
//! 3. a new family: its `mod` and its `ENTRIES` in [`STRATEGIES`] below;
//! 4. the texts `strategy-NAME` and `strategy-NAME-about`, `strategy-parameter-NAME` for a parameter with a new name, and
//!    `strategy-choice-NAME` for a new value to choose, in both catalogues in `www/src/locales/` (tests ask for them);
//! 5. tests in `tests/adversaries/`: what it does, and what correct replicas do about it.
//!
//! The trigger ([`When`]) is checked before `says`; a strategy that acts in `hears`, `begins` or `wakes` calls [`Scene::fires`]. Dice
//! ([`Scene::below`]) come from a stream of the strategy's own, so a run repeats. State must be plain: it is cloned with the world.
//!
//! | family | strategies |
//! |---|---|
//! | `primary` | a primary that says too little or too late: B1, B4, B5 |
//! | `equivocation` | two proposals for one number: B2, B3 |
//! | `proposal` | false proposals: B6 to B13 |
//! | `backup` | careless or false votes: B14 to B19 |
//! | `replay` | votes that others signed, and garbage: B20 to B23 |
//! | `new_view` | a new primary's NEW-VIEW: B29, B32 |
//! | `answers` | false results: B34, B40 |
//! | `view_change` | false VIEW-CHANGEs, and too many: B24 to B28, A5 |
//! | `two_views` | a NEW-VIEW from a false quorum, or two: B30, B31 |
//! | `help` | checkpoints, states, batches, questions, hints: B35 to B39, B41 |
//! | `recorder` | recorded messages again, without any key: B50 |
//! | `client` | what a faulty client does, and who asks in its stead: B42 to B47 |
//! | `fork` | colluders that break agreement: A1, A2 |
//! | `collusion` | colluders that need no proof: A3, A4, A6 |
//! | `scripted` | what the user's own function says; in no list, since it needs the function |

mod answers;
mod backup;
mod cast;
mod client;
mod collusion;
mod conspirator;
mod equivocation;
mod fork;
mod help;
mod memory;
mod new_view;
pub mod node;
mod plain;
mod primary;
mod proposal;
pub(crate) mod read;
mod recorder;
mod replay;
mod scene;
pub mod script;
mod scripted;
#[cfg(test)]
mod tests;
mod two_views;
mod underworld;
mod view_change;

use std::fmt;

pub use cast::{Arguments, Cast, Entry, Kind, Parameter, Trigger};
pub use conspirator::{Conspirator, Order};
pub use plain::{AppliesTo, Family, ParameterInfo, ParameterValue, Strategy, StrategyInfo, When};
pub use scene::{Heard, Letter, Post, Scene};
pub use underworld::{Board, Tales, Underworld};

pub use crate::sim::Delivery;

/// Maximum number of views, numbers or windows that a liar may claim to be ahead. A value that grows by this much at a time stays far below 2^53, up to
/// where JavaScript's numbers are exact.
const FAR_MAX: u64 = 1_000_000;

/// All strategies, family by family.
pub const STRATEGIES: &[&[Entry]] = &[
    primary::ENTRIES,
    equivocation::ENTRIES,
    proposal::ENTRIES,
    backup::ENTRIES,
    replay::ENTRIES,
    new_view::ENTRIES,
    answers::ENTRIES,
    view_change::ENTRIES,
    two_views::ENTRIES,
    help::ENTRIES,
    client::ENTRIES,
    recorder::ENTRIES,
    fork::ENTRIES,
    collusion::ENTRIES,
];

/// All strategies as people read them. `script` is not among them: it works with a function only.
pub fn strategies() -> Vec<StrategyInfo> {
    STRATEGIES.iter().copied().flatten().map(Entry::info).collect()
}

/// A strategy while it is followed.
pub trait Behaviour: fmt::Debug + CloneBehaviour {
    /// The node was told to follow it, or came back from a crash.
    fn begins(&mut self, _scene: &mut Scene<'_>, _post: &mut Post) {}

    /// The node is told something. What is posted leaves before whatever the honest part says.
    fn hears(&mut self, _scene: &mut Scene<'_>, _input: &Heard, _post: &mut Post) -> Delivery {
        Delivery::Deliver
    }

    /// The honest part, or a strategy before this one, sends a letter, and the trigger fires: what is posted is sent in its place.
    fn says(&mut self, _scene: &mut Scene<'_>, letter: Letter, post: &mut Post) {
        post.pass(letter);
    }

    /// The step ends: the node has heard what it was told and said all that it had to say. What is posted leaves last.
    fn ends(&mut self, _scene: &mut Scene<'_>, _post: &mut Post) {}

    /// About how many bytes of what it remembers a clone has of its own, where they may be many.
    fn weight(&self) -> usize {
        0
    }

    /// The highest number that a question of its own had, a STATUS or a FETCH-STATE: older ones are ignored.
    fn asked(&self) -> u64 {
        0
    }

    /// The time has come that it asked for with [`Post::wake_after`].
    fn wakes(&mut self, _scene: &mut Scene<'_>, _post: &mut Post) {}
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
