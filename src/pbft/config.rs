//! The configuration of a cluster, validated once, and the quorums that follow from it.

use super::ids::{ReplicaId, Seq, View};
use super::rules::{Rule, Rules};
use crate::process::{NodeId, NodeRange, Span};

/// The largest cluster; a set of replicas is one 128-bit word, and 100 keeps the picture readable.
pub const REPLICAS_MAX: u32 = 100;
/// The largest number of clients.
pub const CLIENTS_MAX: u32 = 100;
/// The largest log size: bounds every message that carries something per sequence number.
pub const LOG_SIZE_MAX: u64 = 10_000;

/// Each threshold of the protocol, named once (protocol section 1.1).
///
/// For n = 3f+1 the quorum is the paper's 2f+1; for other n that number would be too small, so the general form
/// `(n + f + 2) / 2` is used: any two quorums share `f + 1` replicas, hence a correct one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quorums {
    /// How many replicas there are.
    pub n: u32,
    /// How many of them may be faulty.
    pub f: u32,
    /// `Q`: what prepares (PRE-PREPARE and `Q - 1` PREPAREs), commits, makes a checkpoint stable, starts a view.
    pub quorum: u32,
    /// `W = f + 1`: at least one of them is correct. Client acceptance and the join rule.
    pub weak: u32,
    /// The rules that hold: a scenario may weaken a threshold.
    pub rules: Rules,
}

impl Quorums {
    /// The thresholds of a cluster of `n` replicas.
    pub fn of(n: u32) -> Quorums {
        let f = n.saturating_sub(1) / 3;
        Quorums { n, f, quorum: (n + f + 2) / 2, weak: f + 1, rules: Rules::default() }
    }

    /// The same where some rules are missing.
    fn weakened(n: u32, rules: Rules) -> Quorums {
        let paper = Quorums { rules, ..Quorums::of(n) };
        let f = if rules.keeps(Rule::FaultsForAnySize) { paper.f } else { n / 3 };
        let quorum = if !rules.keeps(Rule::QuorumNotMajority) {
            n / 2 + 1
        } else if !rules.keeps(Rule::QuorumForAnySize) {
            2 * f + 1
        } else {
            (n + f + 2) / 2
        };
        Quorums { f, quorum, weak: f + 1, ..paper }
    }

    /// Whether a rule holds.
    pub fn keeps(self, rule: Rule) -> bool {
        self.rules.keeps(rule)
    }

    /// The number of PREPAREs that make a prepared certificate with the PRE-PREPARE.
    pub fn prepares(self) -> u32 {
        if !self.keeps(Rule::PreparePhase) {
            return 0;
        }
        self.quorum.saturating_sub(if self.keeps(Rule::PreparedQuorum) { 1 } else { 2 })
    }

    /// The number of votes that make a prepared certificate: the PRE-PREPARE is the primary's.
    pub fn prepare_votes(self) -> u32 {
        self.prepares() + 1
    }

    /// How many COMMITs make a number committed-local.
    pub fn commits(self) -> u32 {
        self.quorum.saturating_sub(u32::from(!self.keeps(Rule::CommittedQuorum)))
    }

    /// How many CHECKPOINTs make a checkpoint stable.
    pub fn checkpoints(self) -> u32 {
        if self.keeps(Rule::StableQuorum) { self.quorum } else { self.weak }
    }

    /// How many VIEW-CHANGEs a NEW-VIEW needs.
    pub fn view_changes(self) -> u32 {
        if self.keeps(Rule::NewViewQuorum) { self.quorum } else { 1 }
    }

    /// How many other replicas in later views make a replica join them.
    pub fn joins(self) -> u32 {
        if self.keeps(Rule::JoinQuorum) { self.weak } else { 1 }
    }

    /// How many replies a client needs.
    pub fn replies(self) -> u32 {
        if self.keeps(Rule::ReplyQuorum) { self.weak } else { 1 }
    }

    /// `2Q - n`: how many replicas, at least, belong to any two quorums.
    pub fn overlap(self) -> u32 {
        (2 * self.quorum).saturating_sub(self.n)
    }

    /// The primary of a view.
    pub fn primary(self, view: View) -> ReplicaId {
        let primary = view.0 % u64::from(self.n.max(1));
        ReplicaId(u32::try_from(primary).unwrap_or(0))
    }

    /// All replicas as the audience of a multicast.
    pub fn replicas(self) -> NodeRange {
        NodeRange { first: NodeId(0), end: NodeId(self.n) }
    }
}

/// The choices that a cluster's maker has; [`Config::new`] checks them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtocolParams {
    /// How many replicas, 1 to [`REPLICAS_MAX`].
    pub replicas: u32,
    /// How many clients, 0 to [`CLIENTS_MAX`].
    pub clients: u32,
    /// `K`: the number of sequence numbers between two checkpoints.
    pub checkpoint_interval: u64,
    /// `L = c K`: the size of the window between the water marks, at least `2 K`, a multiple of `K`.
    pub log_size: u64,
    /// How many requests one batch may hold.
    pub batch_max: u32,
    /// How many sequence numbers may be proposed and not yet executed.
    pub in_flight_max: u64,
    /// How many bytes an operation may have.
    pub operation_bytes_max: u32,
    /// `T0`: how long a backup waits for a request to execute before it suspects the primary.
    pub view_timeout: Span,
    /// `T_max`: what the doubling of the view timeout stops at.
    pub view_timeout_max: Span,
    /// `T_client`: how long a client waits before it sends its request to all; doubles.
    pub client_timeout: Span,
    /// `T_status`: how often STATUS is sent while anything is outstanding.
    pub status_interval: Span,
    /// `T_resend`: how often a VIEW-CHANGE is sent again.
    pub resend_interval: Span,
    /// `T_fetch`: how long a replica waits for a missing body or state before it asks again.
    pub fetch_interval: Span,
    /// The rules that hold; all of them but in a scenario that removes some.
    pub rules: Rules,
}

impl Default for ProtocolParams {
    /// Four replicas and one client, with the paper's checkpoint interval and time for slow motion.
    fn default() -> Self {
        ProtocolParams {
            replicas: 4,
            clients: 1,
            checkpoint_interval: 100,
            log_size: 200,
            batch_max: 8,
            in_flight_max: 200,
            operation_bytes_max: 4096,
            view_timeout: Span::from_ms(2000),
            view_timeout_max: Span::from_ms(2000).times(1 << 16),
            client_timeout: Span::from_ms(1000),
            status_interval: Span::from_ms(400),
            resend_interval: Span::from_ms(400),
            fetch_interval: Span::from_ms(300),
            rules: Rules::default(),
        }
    }
}

/// A checked configuration: its quorums intersect and every limit is within bounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    params: ProtocolParams,
    quorums: Quorums,
}

/// Why a configuration is refused: the field, the value and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} is {value}; {}", rule.map_or_else(|| format!("it must be from {min} to {max}"), |rule| rule.to_string()))]
pub struct ConfigError {
    /// The field as [`ProtocolParams`] names it.
    pub field: &'static str,
    /// What it held.
    pub value: u64,
    /// The smallest value that is allowed.
    pub min: u64,
    /// The largest value that is allowed.
    pub max: u64,
    /// A further rule that the value breaks, if it lies between the limits.
    pub rule: Option<ConfigRule>,
}

/// A rule about several fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigRule {
    /// The log ends at a checkpoint.
    #[error("it must be a multiple of the checkpoint interval")]
    CheckpointMultiple,
}

impl Config {
    /// Checks the choices.
    ///
    /// # Errors
    /// The first field that is out of bounds.
    pub fn new(params: ProtocolParams) -> Result<Config, ConfigError> {
        let (k, l) = (params.checkpoint_interval, params.log_size);
        let hour_us = 3_600_000_000;
        in_bounds("replicas", u64::from(params.replicas), 1, u64::from(REPLICAS_MAX))?;
        in_bounds("clients", u64::from(params.clients), 0, u64::from(CLIENTS_MAX))?;
        in_bounds("checkpoint_interval", k, 1, LOG_SIZE_MAX / 2)?;
        in_bounds("log_size", l, 2 * k, LOG_SIZE_MAX)?;
        if !l.is_multiple_of(k) {
            let rule = Some(ConfigRule::CheckpointMultiple);
            return Err(ConfigError { field: "log_size", value: l, min: 2 * k, max: LOG_SIZE_MAX, rule });
        }
        in_bounds("batch_max", u64::from(params.batch_max), 1, 1000)?;
        in_bounds("in_flight_max", params.in_flight_max, 1, LOG_SIZE_MAX)?;
        in_bounds("operation_bytes_max", u64::from(params.operation_bytes_max), 1, 1 << 16)?;
        in_bounds("view_timeout", params.view_timeout.0, 1000, hour_us)?;
        in_bounds("view_timeout_max", params.view_timeout_max.0, params.view_timeout.0, hour_us << 16)?;
        in_bounds("client_timeout", params.client_timeout.0, 1000, hour_us)?;
        in_bounds("status_interval", params.status_interval.0, 1000, hour_us)?;
        in_bounds("resend_interval", params.resend_interval.0, 1000, hour_us)?;
        in_bounds("fetch_interval", params.fetch_interval.0, 1000, hour_us)?;
        let quorums = Quorums::weakened(params.replicas, params.rules);
        Ok(Config { params, quorums })
    }

    /// The choices that were checked.
    pub fn params(&self) -> &ProtocolParams {
        &self.params
    }

    /// Whether a checkpoint is due at this sequence number (section 4.3).
    pub fn is_checkpoint(&self, seq: Seq) -> bool {
        seq.0.is_multiple_of(self.params.checkpoint_interval)
    }

    /// The thresholds.
    pub fn quorums(&self) -> Quorums {
        self.quorums
    }

    /// Whether a rule holds.
    pub fn keeps(&self, rule: Rule) -> bool {
        self.params.rules.keeps(rule)
    }

    /// The same cluster with every rule of the paper: for oracles and evidence, which judge by them.
    ///
    /// A missing `StableQuorum` stays missing. It has no effect on safety, so `f + 1` CHECKPOINTs are judged as the proof that they are:
    /// one of a correct replica.
    #[must_use]
    pub fn unweakened(&self) -> Config {
        let rules = Rules::without([Rule::StableQuorum].into_iter().filter(|rule| !self.keeps(*rule)));
        let params = ProtocolParams { rules, ..self.params.clone() };
        Config { quorums: Quorums { rules, ..Quorums::of(params.replicas) }, params }
    }
}

fn in_bounds(field: &'static str, value: u64, min: u64, max: u64) -> Result<(), ConfigError> {
    if (min..=max).contains(&value) {
        Ok(())
    } else {
        Err(ConfigError { field, value, min, max, rule: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of protocol section 1.1, columns f and Q, for n = 1 to 13.
    const TABLE: [(u32, u32); 13] = [
        (0, 1),
        (0, 2),
        (0, 2),
        (1, 3),
        (1, 4),
        (1, 4),
        (2, 5),
        (2, 6),
        (2, 6),
        (3, 7),
        (3, 8),
        (3, 8),
        (4, 9),
    ];

    #[test]
    fn thresholds_are_those_of_the_table() {
        for (n, (f, quorum)) in (1..).zip(TABLE) {
            assert_eq!(Quorums::of(n), Quorums { n, f, quorum, weak: f + 1, rules: Rules::default() });
        }
    }

    #[test]
    fn two_quorums_share_a_correct_replica_and_the_correct_ones_are_a_quorum() {
        for n in 1..=REPLICAS_MAX {
            let q = Quorums::of(n);
            assert!(2 * q.quorum - n > q.f, "n = {n}");
            assert!(q.quorum <= n - q.f, "n = {n}");
            assert!(q.quorum - q.f >= q.weak, "n = {n}");
        }
    }

    #[test]
    fn the_primary_rotates_and_never_overflows() {
        for n in 1..=13 {
            let q = Quorums::of(n);
            for v in (0..3 * u64::from(n)).chain(u64::MAX - 5..=u64::MAX) {
                assert_eq!(u64::from(q.primary(View(v)).0), v % u64::from(n));
            }
        }
    }

    #[test]
    fn a_configuration_out_of_bounds_is_refused_with_field_value_and_remedy() {
        let error = Config::new(ProtocolParams { replicas: 0, ..ProtocolParams::default() }).unwrap_err();
        assert_eq!(error.to_string(), "replicas is 0; it must be from 1 to 100");
        let error = Config::new(ProtocolParams { log_size: 250, ..ProtocolParams::default() }).unwrap_err();
        assert_eq!(error.to_string(), "log_size is 250; it must be a multiple of the checkpoint interval");
    }
}
