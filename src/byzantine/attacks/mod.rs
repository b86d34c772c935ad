//! Built-in strategies, one family in each file.
//!
//! | family | strategies |
//! |---|---|
//! | `primary` | a primary that sends too little or too late: B1, B4, B5 |
//! | `equivocation` | two proposals for one number: B2, B3 |
//! | `proposal` | false proposals: B6 to B13 |
//! | `backup` | careless or false votes: B14 to B19 |
//! | `replay` | votes that others signed, and garbage: B20 to B23 |
//! | `view_change` | false VIEW-CHANGEs, and too many: B24 to B28, A5 |
//! | `new_view` | a new primary's NEW-VIEW: B29, B32 |
//! | `new_view_equivocation` | a NEW-VIEW from a false quorum, or two: B30, B31 |
//! | `replies` | false results: B34, B40 |
//! | `catch_up` | checkpoints, states, batches, questions, hints: B35 to B39, B41 |
//! | `client` | faulty clients, and replicas that ask in their stead: B42 to B47 |
//! | `network_replay` | recorded messages again, without any key: B50 |
//! | `fork` | colluders that break agreement: A1, A2 |
//! | `collusion` | colluders that need no proof: A3, A4, A6 |
//!
//! The strategy of a user's own function is `scripted`, one folder up: it is in no list, because it needs the function.

mod backup;
mod catch_up;
mod client;
mod collusion;
mod equivocation;
mod fork;
mod network_replay;
mod new_view;
mod new_view_equivocation;
mod primary;
mod proposal;
mod replay;
mod replies;
mod view_change;

use super::StrategyDef;

/// All strategies, family by family.
pub(super) const STRATEGIES: &[&[StrategyDef]] = &[
    primary::STRATEGIES,
    equivocation::STRATEGIES,
    proposal::STRATEGIES,
    backup::STRATEGIES,
    replay::STRATEGIES,
    new_view::STRATEGIES,
    replies::STRATEGIES,
    view_change::STRATEGIES,
    new_view_equivocation::STRATEGIES,
    catch_up::STRATEGIES,
    client::STRATEGIES,
    network_replay::STRATEGIES,
    fork::STRATEGIES,
    collusion::STRATEGIES,
];
