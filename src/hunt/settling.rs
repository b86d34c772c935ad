//! Liveness in a hunt: after the faults have ended, every request must be answered within a bound.

use super::execution::{Hit, ViolationKey};
use super::schedule::Schedule;
use crate::byzantine::node::Node;
use crate::checks::invariants::liveness;
use crate::process::{NodeId, Span};
use crate::scenario::Latency;
use crate::sim::{Health, Oracle, Trust, World};
use crate::units::Ms;

/// How often the world is checked for answers.
const LOOK_EVERY: Span = Span::from_ms(100);
/// View changes that protocol section 3.15 allows besides the doublings and one faulty primary, two for skew included.
const FURTHER_CHANGES: u64 = 5;

/// The maximum time from the end of the faults to the last answer, one request at a time (protocol section 3.15).
///
/// No timeout is longer than twice the time of the run so far, because each one had to expire before it doubled.
pub(super) fn bound(schedule: &Schedule) -> Ms {
    let Schedule { cluster, network, end, .. } = schedule;
    let span = |ms: Ms| ms.span().0;
    let first = span(cluster.view_timeout_ms);
    let longest = end.us().saturating_add(first).saturating_mul(2);
    let enough =
        slowest(network.latency_ms).saturating_mul(8).saturating_add(span(cluster.status_interval_ms));
    let doublings = (0..63).find(|k| first.saturating_mul(1 << k) >= enough).unwrap_or(63);
    let change = longest.max(enough).saturating_add(enough);
    let client = end.us().saturating_add(span(cluster.client_timeout_ms));
    let one = client.saturating_add(change.saturating_mul(doublings + FURTHER_CHANGES));
    Ms::from_us(one.saturating_mul(2))
}

/// The longest latency that is likely, in microseconds.
fn slowest(latency: Latency) -> u64 {
    match latency {
        Latency::Constant(latency) | Latency::Uniform(_, latency) => latency.us(),
        Latency::Exponential { max, .. } => max.us(),
    }
}

/// Runs on for at most this long, until every request is answered. Returns the violation if one is not.
pub(super) fn unanswered<O: Oracle<Node>>(
    world: &mut World<Node, O>,
    span: Ms,
    steps_max: u64,
) -> Option<Hit> {
    let end = world.now().after(span.span());
    let mut look = world.now();
    loop {
        look = look.after(LOOK_EVERY).min(end);
        while world.step_count() < steps_max && world.step_until(look).is_some() {}
        let waits = liveness::settled(world).into_iter().find(|it| it.code == liveness::UNANSWERED_CODE)?;
        // Without this many steps there is no verdict, and with more than f faulty replicas no promise.
        if world.step_count() >= steps_max || is_beyond(world) {
            return None;
        }
        if look >= end {
            let violation = ViolationKey { property: waits.property, beyond_f: false };
            return Some(Hit { violation, code: waits.code, sentence: waits.statement, at: end.into() });
        }
    }
}

/// Whether more than f replicas are down or were Byzantine, such as one that a late crash stopped.
fn is_beyond<O: Oracle<Node>>(world: &World<Node, O>) -> bool {
    let replicas = (0..world.node_count()).map(NodeId).filter_map(|node| world.node(node)?.replica());
    let (mut faulty, mut f) = (0, 0);
    for replica in replicas {
        let node = replica.id().node();
        f = replica.quorums().f;
        let is_down = world.health(node) != Some(Health::Up);
        faulty += u32::from(is_down || world.trust().of(node) == Trust::Byzantine);
    }
    faulty > f
}
