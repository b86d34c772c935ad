//! Schedules by priorities, after probabilistic concurrency testing: the messages of a replica are as slow as its priority is low,
//! and at a few random moments a replica falls to the lowest one. No message is lost.

use super::dice::Dice;
use super::random;
use crate::hunt::schedule::{Action, TimedAction};
use crate::scenario::Cluster;
use crate::units::Ms;

/// The difference between the latencies of neighbouring priorities.
const STEP_MS: u32 = 60;
/// When the last priority changes.
const CHANGES_MS: u32 = 1200;
/// The maximum number of changes: the depth of the bugs that are likely to be found.
const CHANGES_MAX: u32 = 4;
/// The end of the run.
const END_MS: u32 = 4000;

/// The actions of a schedule, and its end.
pub(super) fn draw(cluster: &Cluster, faulty: u32, dice: &mut Dice) -> (Vec<TimedAction>, Ms) {
    let mut actions = random::liars(cluster, faulty, dice);
    actions.extend(random::requests(cluster, dice));
    let mut order: Vec<u32> = (0..cluster.replicas).collect();
    for place in (1..order.len()).rev() {
        let other = dice.below(u32::try_from(place + 1).unwrap_or(1)) as usize;
        order.swap(place, other);
    }
    for (priority, replica) in (0..).zip(order) {
        // The first one is as fast as the network.
        if priority > 0 {
            actions.push(slow(0, replica, priority, cluster));
        }
    }
    for change in 0..dice.from(0, CHANGES_MAX) {
        let (at, replica) = (dice.below(CHANGES_MS), dice.below(cluster.replicas));
        actions.push(slow(at, replica, cluster.replicas.saturating_add(change), cluster));
    }
    (actions, random::ms(END_MS))
}

/// From a moment on, the messages of a replica take as long as its priority says.
fn slow(at: u32, replica: u32, priority: u32, cluster: &Cluster) -> TimedAction {
    let to = (0..cluster.replicas).filter(|other| *other != replica).collect();
    let latency = random::ms(priority.saturating_mul(STEP_MS));
    TimedAction {
        at: random::ms(at),
        action: Action::Delay { from: vec![replica], to, latency, lasts: None },
    }
}
