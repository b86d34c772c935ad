//! I17 liveness, I18 timer, I19 no starvation: judged when faults are healed and the bound of protocol section 3.15 is over.
//!
//! Nothing that happened is judged here but where the correct nodes stand: safety never waits, liveness may.

use super::super::node::Node;
use crate::pbft::{Replica, ReplicaId, Timer};
use crate::process::NodeId;
use crate::sim::{Health, Oracle, Violation, World};

/// I18: a correct, active backup with a request pending has its request timer running; whoever waits for a view sends its
/// VIEW-CHANGE again.
pub fn timers_run<O: Oracle<Node>>(world: &World<Node, O>) -> Vec<Violation> {
    let mut found = Vec::new();
    for (id, replica) in correct_replicas(world) {
        let runs = |timer: Timer| world.timers(id.node()).any(|running| running.timer == timer.into());
        let backup = world_primary(replica) != id;
        let waits = replica.active() && backup && !replica.transferring() && !replica.amnesic();
        if waits && replica.pending().next().is_some() && !runs(Timer::Request) {
            found.push(violation("timer", format!("{id} waits for a request without its request timer.")));
        }
        if !replica.active() && !runs(Timer::Resend) {
            found.push(violation(
                "timer",
                format!("{id} waits for a view without sending its VIEW-CHANGE again."),
            ));
        }
    }
    found
}

/// I17 and I19: every correct client has its answers, all correct replicas stand at the same number with the same state, and a
/// quorum is active in one view or waits for a later one. (Fewer than a weak certificate may wait: they cannot move the others, and
/// still execute what those decide. The next request moves the others where they are needed.)
pub fn settled<O: Oracle<Node>>(world: &World<Node, O>) -> Vec<Violation> {
    let mut found = Vec::new();
    for client in (0..world.node_count()).filter_map(|node| world.node(NodeId(node))?.client()) {
        if client.pending().is_some() || client.queued() > 0 {
            let property = if client.answered() == 0 { "no starvation" } else { "liveness" };
            found.push(violation(property, format!("{} has no answer within the bound.", client.id())));
        }
    }
    let Some((first, one)) = correct_replicas(world).next() else { return found };
    for (id, other) in correct_replicas(world) {
        if other.last_executed() != one.last_executed() {
            let (ours, theirs) = (other.last_executed(), one.last_executed());
            let statement = format!("{id} has executed up to {ours}, {first} up to {theirs}.");
            found.push(violation("liveness", statement));
        } else if other.state_digest() != one.state_digest() {
            found.push(violation("liveness", format!("{id} and {first} have different states.")));
        }
    }
    let active_in = |view| correct_replicas(world).filter(|(_, it)| it.active() && it.view() == view).count();
    let most = correct_replicas(world).map(|(_, replica)| active_in(replica.view())).max().unwrap_or(0);
    let waiting = correct_replicas(world).filter(|(_, replica)| !replica.active()).count();
    let (quorum, weak) = (one.quorums().quorum as usize, one.quorums().weak as usize);
    if most + waiting < quorum || waiting >= weak {
        let statement = format!(
            "No view has a quorum of active replicas; the best has {most}, and {waiting} wait for a later one."
        );
        found.push(violation("liveness", statement));
    }
    found
}

fn correct_replicas<O: Oracle<Node>>(world: &World<Node, O>) -> impl Iterator<Item = (ReplicaId, &Replica)> {
    (0..world.node_count()).map(NodeId).filter_map(|node| {
        let up = world.health(node) == Some(Health::Up) && world.conduct().is_correct(node);
        let replica = world.node(node).filter(|_| up)?.replica()?;
        Some((replica.id(), replica))
    })
}

fn world_primary(replica: &Replica) -> ReplicaId {
    replica.quorums().primary(replica.view())
}

fn violation(property: &'static str, statement: String) -> Violation {
    Violation { property, statement, evidence: Vec::new() }
}
