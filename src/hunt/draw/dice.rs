//! Random choices of a scheduler.

use std::sync::LazyLock;

use crate::byzantine::{AppliesTo, ParameterInfo, ParameterValue, Strategy, StrategyInfo, When, strategies};
use crate::scenario::Cluster;
use crate::sim::{Seed, Stream};

/// The strategies of replicas.
static STRATEGIES: LazyLock<Vec<StrategyInfo>> = LazyLock::new(|| {
    strategies().into_iter().filter(|strategy| strategy.applies_to != AppliesTo::Client).collect()
});

/// The random stream of a schedule.
pub(super) struct Dice(Stream);

impl Dice {
    pub(super) fn new(seed: u64, scheduler: &str) -> Dice {
        Dice(Stream::new(Seed(seed), &format!("hunt, {scheduler}")))
    }

    /// A number below `bound`; 0 if `bound` is 0.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        u32::try_from(self.0.below(u64::from(bound))).unwrap_or(0)
    }

    /// A number from the first to the second.
    pub(super) fn from(&mut self, least: u32, most: u32) -> u32 {
        least.saturating_add(self.below(most.saturating_sub(least).saturating_add(1)))
    }

    /// Whether one of `of` equally likely things happened.
    pub(super) fn one_in(&mut self, of: u32) -> bool {
        self.below(of) == 0
    }

    /// One of some values.
    pub(super) fn of<T: Copy>(&mut self, values: &[T]) -> Option<T> {
        let count = u32::try_from(values.len()).unwrap_or(u32::MAX);
        values.get(self.below(count) as usize).copied()
    }

    /// A set of numbers below `count`, each with probability 1/2, but never empty.
    pub(super) fn some(&mut self, count: u32) -> Vec<u32> {
        let mut chosen: Vec<u32> = (0..count).filter(|_| self.one_in(2)).collect();
        if chosen.is_empty() {
            chosen.push(self.below(count));
        }
        chosen
    }

    /// A strategy of a replica with random parameters. `times` are the times, in milliseconds, at which a statement may be made.
    pub(super) fn strategy(&mut self, cluster: &Cluster, times: &[u64]) -> Option<Strategy> {
        let known = STRATEGIES.as_slice();
        let place = self.below(u32::try_from(known.len()).unwrap_or(u32::MAX));
        let info = known.get(place as usize)?;
        let mut strategy = Strategy::named(&info.name);
        for parameter in &info.parameters {
            if let Some(value) = self.parameter(parameter, cluster, times) {
                strategy.parameters.insert(parameter.name.clone(), value);
            }
        }
        let only = |views| When::Where { views: Some(views), seqs: None, ratio: None };
        match self.below(6) {
            0 => strategy.when = only(vec![u64::from(self.below(3))]),
            1 => strategy.when = only(vec![0, 1]),
            _ => {}
        }
        Some(strategy)
    }

    /// A statement of a faulty replica: about any view, any number and any client's request, to anyone.
    pub(super) fn statement(&mut self, cluster: &Cluster, views: u32, times: &[u64]) -> Strategy {
        let kinds =
            ["pre-prepare", "pre-prepare", "pre-prepare", "prepare", "commit", "view-change", "new-view"];
        let message = self.of(&kinds).unwrap_or("commit");
        let mut statement = Strategy::named("say").with("message", ParameterValue::Text(message.to_owned()));
        let view = u64::from(self.below(views));
        if view > 0 {
            statement = statement.with("view", ParameterValue::Whole(view));
        }
        if self.one_in(4) {
            statement = statement.with("seq", ParameterValue::Whole(2));
        }
        let client = self.below(cluster.clients);
        if client > 0 {
            statement = statement.with("client", ParameterValue::Whole(client.into()));
        }
        let to = self.some(cluster.replicas);
        let after = self.of(times).unwrap_or_default();
        statement.with("to", ParameterValue::Nodes(to)).with("after", ParameterValue::Whole(after))
    }

    /// A value, or `None` for the default.
    fn parameter(
        &mut self,
        parameter: &ParameterInfo,
        cluster: &Cluster,
        times: &[u64],
    ) -> Option<ParameterValue> {
        if self.one_in(2) {
            return None;
        }
        Some(match parameter.kind {
            "number" => {
                let min = parameter.min.unwrap_or(0);
                let most = parameter.max.unwrap_or(min).min(min.saturating_add(3));
                ParameterValue::Whole(min + self.0.below(most.saturating_sub(min) + 1))
            }
            "ms" => ParameterValue::Whole(self.of(times).unwrap_or_default().max(10)),
            "flag" => ParameterValue::Flag(self.one_in(2)),
            "choice" => {
                let choices = parameter.choices.as_deref().unwrap_or_default();
                let names: Vec<&str> = choices.iter().map(String::as_str).collect();
                ParameterValue::Text(self.of(&names)?.to_owned())
            }
            "replica" => ParameterValue::Whole(self.below(cluster.replicas).into()),
            "client" => ParameterValue::Whole(self.below(cluster.clients).into()),
            _ => ParameterValue::Nodes(self.some(cluster.replicas)),
        })
    }
}
