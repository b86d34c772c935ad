//! Schedules of faults at any time, while timers fire on their own.

use super::dice::Dice;
use crate::hunt::schedule::{Action, TimedAction};
use crate::scenario::Cluster;
use crate::units::Ms;

/// When the last fault begins.
const FAULTS_MS: u32 = 1200;
/// The longest fault.
const LONGEST_MS: u32 = 800;
/// The end of the run.
const END_MS: u32 = 3000;

/// The actions of a schedule, and its end.
pub(super) fn draw(cluster: &Cluster, faulty: u32, dice: &mut Dice) -> (Vec<TimedAction>, Ms) {
    let mut actions = liars(cluster, faulty, dice);
    actions.extend(requests(cluster, dice));
    for _ in 0..dice.from(1, 10) {
        actions.push(TimedAction { at: ms(dice.below(FAULTS_MS)), action: fault(cluster, dice) });
    }
    (actions, ms(END_MS))
}

/// Up to `faulty` Byzantine replicas.
pub(super) fn liars(cluster: &Cluster, faulty: u32, dice: &mut Dice) -> Vec<TimedAction> {
    let mut actions = Vec::new();
    let replicas = cluster.replicas;
    if faulty > 0 && !dice.one_in(4) {
        let first = dice.below(replicas);
        let liars = dice.from(1, faulty);
        let group = (liars > 1).then_some(1);
        for liar in 0..liars {
            let replica = (first + liar).checked_rem(replicas).unwrap_or(0);
            actions.push(TimedAction { at: ms(0), action: liar_of(replica, group, cluster, dice) });
        }
    }
    actions
}

/// Two to eight requests.
pub(super) fn requests(cluster: &Cluster, dice: &mut Dice) -> Vec<TimedAction> {
    let count = dice.from(2, 8);
    let request = |number: u32| {
        let client = number.checked_rem(cluster.clients).unwrap_or(0);
        let operation = format!("add x{} 1", dice.below(2));
        TimedAction { at: ms(dice.below(FAULTS_MS)), action: Action::Submit { client, operation } }
    };
    (0..count).map(request).collect()
}

pub(super) fn ms(ms: u32) -> Ms {
    Ms::from_us(u64::from(ms) * 1000)
}

fn liar_of(replica: u32, group: Option<u32>, cluster: &Cluster, dice: &mut Dice) -> Action {
    let times: Vec<u64> = (0..12).map(|step| step * 100).collect();
    let nodes = cluster.replicas.saturating_add(cluster.clients);
    if dice.one_in(4) {
        return Action::Twin { replica, first: dice.some(nodes), second: dice.some(nodes) };
    }
    let strategies: Vec<_> = (0..dice.from(1, 2)).filter_map(|_| dice.strategy(cluster, &times)).collect();
    Action::Behave { replica, strategies, group }
}

fn fault(cluster: &Cluster, dice: &mut Dice) -> Action {
    let nodes = cluster.replicas.saturating_add(cluster.clients);
    let replica = dice.below(cluster.replicas);
    let lasts = Some(ms(dice.from(10, LONGEST_MS)));
    match dice.below(8) {
        0 => Action::Crash { replica, after_packets: None, lasts },
        1 => Action::Crash { replica, after_packets: Some(dice.below(4)), lasts },
        2 => Action::Pause { replica, lasts },
        3 => Action::Delay {
            from: dice.some(nodes),
            to: dice.some(nodes),
            latency: ms(dice.from(50, 400)),
            lasts,
        },
        4 => {
            let timer = dice.of(&["request", "new-view"]).unwrap_or("request");
            Action::Timeout { node: replica, timers: vec![timer.to_owned()] }
        }
        5 => {
            let side = dice.some(nodes);
            let rest = (0..nodes).filter(|node| !side.contains(node)).collect();
            Action::Cut { from: side, to: rest, lasts }
        }
        _ => Action::Cut { from: dice.some(nodes), to: dice.some(nodes), lasts },
    }
}
