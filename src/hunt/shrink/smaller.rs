//! Smaller schedules: each differs in one thing, and none is as large as the schedule that it was made from.

use crate::byzantine::{ParameterValue, Strategy, When};
use crate::hunt::schedule::{Action, Schedule, TimedAction, after};
use crate::units::Ms;

/// Units of time, the roundest first, in microseconds.
const UNITS_US: [u64; 9] = [1_000_000, 500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 1_000];
/// A cluster of this size tolerates one fault. Shrinking does not go below it.
const REPLICAS_MIN: u32 = 4;

/// The schedules with one smaller action.
pub(super) fn parts(schedule: &Schedule) -> impl Iterator<Item = Schedule> {
    schedule.actions.iter().enumerate().flat_map(move |(index, timed)| {
        smaller(&timed.action)
            .into_iter()
            .map(move |action| with(schedule, index, TimedAction { at: timed.at, action }))
    })
}

fn with(schedule: &Schedule, index: usize, timed: TimedAction) -> Schedule {
    let mut changed = schedule.clone();
    if let Some(place) = changed.actions.get_mut(index) {
        *place = timed;
    }
    changed
}

/// Each list without one of its elements, as long as one is left.
fn shorter<T: Clone>(list: &[T]) -> Vec<Vec<T>> {
    if list.len() < 2 {
        return Vec::new();
    }
    let without = |out: usize| {
        let rest = list.iter().enumerate().filter(|(index, _)| *index != out);
        rest.map(|(_, element)| element.clone()).collect()
    };
    (0..list.len()).map(without).collect()
}

/// The smaller actions of the same kind.
fn smaller(action: &Action) -> Vec<Action> {
    let mut all = Vec::new();
    match action.clone() {
        Action::Submit { .. } => {}
        Action::Behave { replica, strategies, group } => {
            all.extend(shorter(&strategies).into_iter().map(|strategies| Action::Behave {
                replica,
                strategies,
                group,
            }));
            for (index, strategy) in strategies.iter().enumerate() {
                for simpler in simpler(strategy) {
                    let mut strategies = strategies.clone();
                    strategies.splice(index..=index, [simpler]);
                    all.push(Action::Behave { replica, strategies, group });
                }
            }
        }
        Action::Twin { replica, first, second } => {
            let firsts = shorter(&first).into_iter().map(|first| (first, second.clone()));
            let seconds = shorter(&second).into_iter().map(|second| (first.clone(), second));
            all.extend(firsts.chain(seconds).map(|(first, second)| Action::Twin { replica, first, second }));
        }
        Action::Cut { from, to, lasts } => {
            for (from, to) in sides(&from, &to) {
                all.push(Action::Cut { from, to, lasts });
            }
        }
        Action::Delay { from, to, latency, lasts } => {
            for (from, to) in sides(&from, &to) {
                all.push(Action::Delay { from, to, latency, lasts });
            }
        }
        Action::Crash { replica, after_packets, lasts } => {
            all.extend(after_packets.map(|_| Action::Crash { replica, after_packets: None, lasts }));
        }
        Action::Pause { .. } => {}
        Action::Timeout { node, timers } => {
            all.extend(shorter(&timers).into_iter().map(|timers| Action::Timeout { node, timers }));
        }
    }
    // A fault that does not end needs one command less.
    all.extend(action.lasts().map(|_| action.clone().lasting(None)));
    all
}

/// The sides of a cut with one node less.
fn sides(from: &[u32], to: &[u32]) -> Vec<(Vec<u32>, Vec<u32>)> {
    let senders = shorter(from).into_iter().map(|from| (from, to.to_vec()));
    let recipients = shorter(to).into_iter().map(|to| (from.to_vec(), to));
    senders.chain(recipients).collect()
}

/// The same strategy with one parameter less, or without its trigger.
fn simpler(strategy: &Strategy) -> Vec<Strategy> {
    let mut all = Vec::new();
    for (name, value) in &strategy.parameters {
        let mut without = strategy.clone();
        without.parameters.remove(name);
        all.push(without);
        if let ParameterValue::Nodes(nodes) = value {
            let fewer = shorter(nodes).into_iter();
            all.extend(fewer.map(|nodes| strategy.clone().with(name, ParameterValue::Nodes(nodes))));
        }
    }
    if strategy.when != When::Always {
        all.push(Strategy { when: When::Always, ..strategy.clone() });
    }
    all
}

/// The schedules with one client or one replica less: the last one, if no action names it.
pub(super) fn nodes(schedule: &Schedule) -> impl Iterator<Item = Schedule> {
    // A strategy may name a node that is gone.
    let is_valid = |fewer: &Schedule| fewer.scenario().check().is_ok();
    [fewer_clients(schedule), fewer_replicas(schedule)].into_iter().flatten().filter(is_valid)
}

fn fewer_clients(schedule: &Schedule) -> Option<Schedule> {
    let (replicas, clients) = (schedule.cluster.replicas, schedule.cluster.clients.checked_sub(1)?);
    if clients == 0 {
        return None;
    }
    let mut fewer = schedule.clone();
    fewer.cluster.clients = clients;
    let last = replicas.saturating_add(clients);
    fewer.actions.retain(|timed| !matches!(timed.action, Action::Submit { client, .. } if client == clients));
    fewer.actions = fewer
        .actions
        .iter()
        .filter_map(|timed| renamed(timed, |node| (node != last).then_some(node)))
        .collect();
    Some(fewer)
}

fn fewer_replicas(schedule: &Schedule) -> Option<Schedule> {
    let replicas = schedule.cluster.replicas.checked_sub(1)?;
    if replicas < REPLICAS_MIN {
        return None;
    }
    let mut fewer = schedule.clone();
    fewer.cluster.replicas = replicas;
    // Clients have the numbers after the replicas.
    let name = |node: u32| match node.cmp(&replicas) {
        std::cmp::Ordering::Less => Some(node),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(node - 1),
    };
    fewer.actions = fewer.actions.iter().filter_map(|timed| renamed(timed, name)).collect();
    Some(fewer)
}

/// An action in a cluster where nodes have other numbers; `None` if nothing is left of it.
fn renamed(timed: &TimedAction, name: impl Fn(u32) -> Option<u32>) -> Option<TimedAction> {
    let all = |nodes: &[u32]| -> Option<Vec<u32>> {
        let left: Vec<u32> = nodes.iter().filter_map(|node| name(*node)).collect();
        (!left.is_empty()).then_some(left)
    };
    let action = match timed.action.clone() {
        submit @ Action::Submit { .. } => submit,
        Action::Behave { replica, strategies, group } => {
            let strategies =
                strategies.into_iter().map(|strategy| renamed_strategy(strategy, &all)).collect();
            Action::Behave { replica: name(replica)?, strategies, group }
        }
        Action::Twin { replica, first, second } => {
            Action::Twin { replica: name(replica)?, first: all(&first)?, second: all(&second)? }
        }
        Action::Cut { from, to, lasts } => Action::Cut { from: all(&from)?, to: all(&to)?, lasts },
        Action::Delay { from, to, latency, lasts } => {
            Action::Delay { from: all(&from)?, to: all(&to)?, latency, lasts }
        }
        Action::Crash { replica, after_packets, lasts } => {
            Action::Crash { replica: name(replica)?, after_packets, lasts }
        }
        Action::Pause { replica, lasts } => Action::Pause { replica: name(replica)?, lasts },
        Action::Timeout { node, timers } => Action::Timeout { node: name(node)?, timers },
    };
    Some(TimedAction { at: timed.at, action })
}

/// A strategy whose lists name the other numbers.
fn renamed_strategy(mut strategy: Strategy, all: &impl Fn(&[u32]) -> Option<Vec<u32>>) -> Strategy {
    for value in strategy.parameters.values_mut() {
        if let ParameterValue::Nodes(nodes) = value {
            *nodes = all(nodes).unwrap_or_default();
        }
    }
    strategy
}

/// The schedules with one rounder time: of an action, of its span, or of the end of the run.
pub(super) fn times(schedule: &Schedule, hit: Ms) -> impl Iterator<Item = Schedule> {
    let actions = schedule.actions.iter().enumerate().flat_map(move |(index, timed)| {
        let begins = rounder(timed.at).map(move |at| TimedAction { at, action: timed.action.clone() });
        let span = timed.action.lasts();
        let spans = span.into_iter().flat_map(rounder);
        let spans = spans
            .map(move |span| TimedAction { at: timed.at, action: timed.action.clone().lasting(Some(span)) });
        begins.chain(spans).map(move |timed| with(schedule, index, timed))
    });
    // The run ends soon after the violation.
    let soon = after(hit, Ms::from_us(1_000_000));
    let end = (soon < schedule.end).then(|| Schedule { end: soon, ..schedule.clone() });
    actions.chain(end)
}

/// The times near to one, below and above, that are rounder, the roundest first.
fn rounder(time: Ms) -> impl Iterator<Item = Ms> {
    let us = time.us();
    let nearest = UNITS_US.into_iter().flat_map(move |unit| {
        let below = us - us.checked_rem(unit).unwrap_or(0);
        [below, below.saturating_add(unit)]
    });
    nearest.filter(move |other| cost(*other) < cost(us)).map(Ms::from_us)
}

/// How hard a time is to remember: its digits without the zeros at the end, and then its length.
fn cost(us: u64) -> (u32, u64) {
    let mut rest = us;
    while rest > 0 && rest.is_multiple_of(10) {
        rest /= 10;
    }
    (rest.checked_ilog10().map_or(0, |digits| digits + 1), us)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rounder_time_is_easier_to_remember_and_the_roundest_comes_first() {
        let of = |us: u64| rounder(Ms::from_us(us)).map(Ms::us).collect::<Vec<_>>();
        assert_eq!(of(0), [0; 0]);
        assert_eq!(of(10_000).first(), Some(&0));
        assert_eq!(of(115_000).first(), Some(&0));
        assert!(of(115_000).contains(&110_000) && of(115_000).contains(&100_000));
        for us in [1, 999, 1_001, 35_000, 123_456] {
            assert!(of(us).iter().all(|other| cost(*other) < cost(us)), "{us}");
        }
    }

    #[test]
    fn a_smaller_action_has_one_thing_less() {
        let lasts = Some(Ms::from_us(10));
        let cut = Action::Cut { from: vec![0, 1], to: vec![2], lasts };
        let expected = [
            Action::Cut { from: vec![1], to: vec![2], lasts },
            Action::Cut { from: vec![0], to: vec![2], lasts },
            Action::Cut { from: vec![0, 1], to: vec![2], lasts: None },
        ];
        assert_eq!(smaller(&cut), expected);
        assert_eq!(smaller(&Action::Pause { replica: 1, lasts: None }), []);
    }
}
