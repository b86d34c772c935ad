//! I17 liveness, I18 timer, I19 no starvation: judged after faults are healed and the bound of protocol section 3.15 has
//! passed.
//!
//! These look at the state of the correct nodes, not at what happened: safety must always hold, liveness only eventually.

use super::violation_kinds;
use crate::byzantine::node::Node;
use crate::pbft::{Replica, ReplicaId, Timer};
use crate::process::NodeId;
use crate::sim::{Health, Oracle, Violation, World};

/// The code of the violation that a client has no result.
pub const UNANSWERED_CODE: &str = violation_kinds::UNANSWERED.code;

/// I18: a correct, active backup with a pending request has its request timer running, and a replica that waits for a view
/// retransmits its VIEW-CHANGE.
pub fn timers_run<O: Oracle<Node>>(world: &World<Node, O>) -> Vec<Violation> {
    let mut found = Vec::new();
    for (id, replica) in correct_replicas(world) {
        let runs = |timer: Timer| world.timers(id.node()).any(|running| running.timer == timer.into());
        let backup = world_primary(replica) != id;
        let waits = replica.active() && backup && !replica.transferring() && !replica.amnesic();
        if waits && replica.pending().next().is_some() && !runs(Timer::Request) {
            found.push(violation_kinds::REQUEST_TIMER_STOPPED.with([("replica", id.into())], Vec::new()));
        }
        if !replica.active() && !runs(Timer::Resend) {
            found.push(violation_kinds::RESEND_TIMER_STOPPED.with([("replica", id.into())], Vec::new()));
        }
    }
    found
}

/// I17 and I19: every correct client has its results, all correct replicas have executed the same number with the same state,
/// and a quorum is active in one view or waits for a later one. (Fewer than a weak certificate may wait: they cannot move the
/// others, and still execute what those decide. The next request moves the others if necessary.)
pub fn settled<O: Oracle<Node>>(world: &World<Node, O>) -> Vec<Violation> {
    let mut found = Vec::new();
    let correct = (0..world.node_count()).map(NodeId).filter(|node| world.trust().is_correct(*node));
    for client in correct.filter_map(|node| world.node(node)?.client()) {
        if client.pending().is_some() || client.queued() > 0 {
            let property = if client.answered() == 0 { "no starvation" } else { "liveness" };
            let kind = violation_kinds::UNANSWERED.of(property);
            found.push(kind.with([("client", client.id().into())], Vec::new()));
        }
    }
    let Some((first, one)) = correct_replicas(world).next() else { return found };
    for (id, other) in correct_replicas(world) {
        if other.last_executed() != one.last_executed() {
            let numbers = [
                ("replica", id.into()),
                ("seq", other.last_executed().into()),
                ("other", first.into()),
                ("end", one.last_executed().into()),
            ];
            found.push(violation_kinds::LEFT_BEHIND.with(numbers, Vec::new()));
        } else if other.state_digest() != one.state_digest() {
            let numbers = [("replica", id.into()), ("other", first.into())];
            found.push(violation_kinds::STATES_DIFFER.with(numbers, Vec::new()));
        }
    }
    let active_in = |view| correct_replicas(world).filter(|(_, it)| it.active() && it.view() == view).count();
    let most = correct_replicas(world).map(|(_, replica)| active_in(replica.view())).max().unwrap_or(0);
    let waiting = correct_replicas(world).filter(|(_, replica)| !replica.active()).count();
    let (quorum, weak) = (one.quorums().quorum as usize, one.quorums().weak as usize);
    if most + waiting < quorum || waiting >= weak {
        let numbers = [("have", (most as u64).into()), ("waiting", (waiting as u64).into())];
        found.push(violation_kinds::NO_ACTIVE_QUORUM.with(numbers, Vec::new()));
    }
    found
}

fn correct_replicas<O: Oracle<Node>>(world: &World<Node, O>) -> impl Iterator<Item = (ReplicaId, &Replica)> {
    (0..world.node_count()).map(NodeId).filter_map(|node| {
        let up = world.health(node) == Some(Health::Up) && world.trust().is_correct(node);
        let replica = world.node(node).filter(|_| up)?.replica()?;
        Some((replica.id(), replica))
    })
}

fn world_primary(replica: &Replica) -> ReplicaId {
    replica.quorums().primary(replica.view())
}
