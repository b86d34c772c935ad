//! The configuration of a cluster, validated once, and the majority that follows from it.

use super::ids::{ClientId, ServerId};
use super::rules::{Rule, Rules};
use crate::common::codec::Limits;
use crate::process::{NodeId, NodeRange, Span};

/// The largest cluster: a set of servers is one 128-bit word.
pub const SERVERS_MAX: u32 = 100;
/// The largest number of clients.
pub const CLIENTS_MAX: u32 = 100;
/// The largest number of log entries that a server holds, whatever a leader sends.
pub const LOG_MAX: u64 = 100_000;

/// The parameters of a cluster; [`Config::new`] checks them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RaftParams {
    /// How many servers there are.
    pub servers: u32,
    /// How many clients there are.
    pub clients: u32,
    /// The shortest election timeout. A follower waits at least this long for a leader (section 5.2).
    pub election_timeout_min: Span,
    /// The longest election timeout. The host draws each timeout uniformly from this range.
    pub election_timeout_max: Span,
    /// The interval of a leader's heartbeats, at most half the shortest election timeout.
    pub heartbeat: Span,
    /// A server takes a snapshot after this many applied entries (section 7).
    pub snapshot_interval: u64,
    /// How many entries behind a snapshot a server keeps for followers that lag a little.
    pub trailing: u64,
    /// How many requests may wait in the leader's log for their commitment.
    pub uncommitted_max: u64,
    /// How many entries an APPEND may carry.
    pub batch_max: u32,
    /// How long a client waits before it tries the next server.
    pub client_timeout: Span,
    /// Whether a new leader appends an entry without a request, which commits the entries before it (dissertation, 6.4).
    pub no_op: bool,
    /// Whether a server asks for votes without a new term first (dissertation, 9.6).
    pub pre_vote: bool,
    /// Whether a leader that hears from no majority steps down (dissertation, 6.2).
    pub check_quorum: bool,
    /// Which sender of a message a server believes.
    pub sender: SenderCheck,
    /// What a server that lost its disk does.
    pub lost_disk: LostDisk,
    /// The server whose first election timeout is 1 ms, for runs that all start with the same leader.
    pub first_leader: Option<ServerId>,
    /// The rules that hold: a scenario may remove some.
    pub rules: Rules,
}

/// Which sender of a message a server believes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SenderCheck {
    /// The field of the message, as with the remote procedure calls of the paper.
    #[default]
    Claimed,
    /// The field must name the node that sent the packet.
    Address,
}

/// What a server that lost its disk does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LostDisk {
    /// It learns the log, but neither votes nor campaigns, and leaders do not count it.
    #[default]
    Learner,
    /// It starts as a new server would, and can vote a second time in one term.
    Naive,
}

impl Default for RaftParams {
    fn default() -> RaftParams {
        RaftParams {
            servers: 3,
            clients: 1,
            election_timeout_min: Span::from_ms(1000),
            election_timeout_max: Span::from_ms(2000),
            heartbeat: Span::from_ms(250),
            snapshot_interval: 100,
            trailing: 20,
            uncommitted_max: 1000,
            batch_max: 64,
            client_timeout: Span::from_ms(1000),
            no_op: true,
            pre_vote: false,
            check_quorum: false,
            sender: SenderCheck::default(),
            lost_disk: LostDisk::default(),
            first_leader: None,
            rules: Rules::default(),
        }
    }
}

/// Why parameters make no cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Too few or too many servers.
    #[error("a cluster has 1 to {SERVERS_MAX} servers")]
    Servers,
    /// Too many clients.
    #[error("a cluster has at most {CLIENTS_MAX} clients")]
    Clients,
    /// The election timeouts are not a range, or start at zero.
    #[error("the shortest election timeout is above zero and not above the longest")]
    ElectionTimeout,
    /// The heartbeat is missing or too slow to keep followers from campaigning.
    #[error("the heartbeat interval is above zero and at most half the shortest election timeout")]
    Heartbeat,
    /// Nothing would ever be compacted, or entries behind a snapshot would outnumber those before the next.
    #[error("the snapshot interval is above the number of trailing entries, and at most {max}", max = LOG_MAX / 2)]
    Snapshot,
    /// No request, or more than the log can hold.
    #[error("the number of uncommitted requests is 1 to {max}", max = LOG_MAX / 4)]
    Uncommitted,
    /// An APPEND that carries nothing, or too much.
    #[error("an APPEND carries 1 to {max} entries", max = LOG_MAX / 4)]
    Batch,
    /// A client that never waits.
    #[error("the timeout of clients is above zero")]
    ClientTimeout,
    /// The first leader is not a server.
    #[error("the first leader is one of the servers")]
    FirstLeader,
}

/// The configuration of a cluster: parameters that passed every check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    params: RaftParams,
}

impl Config {
    /// Checks the parameters.
    ///
    /// # Errors
    /// The first check that fails.
    pub fn new(params: RaftParams) -> Result<Config, ConfigError> {
        let checks = [
            ((1..=SERVERS_MAX).contains(&params.servers), ConfigError::Servers),
            (params.clients <= CLIENTS_MAX, ConfigError::Clients),
            (
                params.election_timeout_min > Span::ZERO
                    && params.election_timeout_min <= params.election_timeout_max,
                ConfigError::ElectionTimeout,
            ),
            (
                params.heartbeat > Span::ZERO && params.heartbeat.times(2) <= params.election_timeout_min,
                ConfigError::Heartbeat,
            ),
            (
                params.trailing < params.snapshot_interval && params.snapshot_interval <= LOG_MAX / 2,
                ConfigError::Snapshot,
            ),
            ((1..=LOG_MAX / 4).contains(&params.uncommitted_max), ConfigError::Uncommitted),
            ((1..=LOG_MAX / 4).contains(&u64::from(params.batch_max)), ConfigError::Batch),
            (params.client_timeout > Span::ZERO, ConfigError::ClientTimeout),
            (params.first_leader.is_none_or(|first| first.0 < params.servers), ConfigError::FirstLeader),
        ];
        match checks.into_iter().find(|(holds, _)| !holds) {
            Some((_, error)) => Err(error),
            None => Ok(Config { params }),
        }
    }

    /// The parameters.
    pub fn params(&self) -> &RaftParams {
        &self.params
    }

    /// Whether a rule holds.
    pub fn keeps(&self, rule: Rule) -> bool {
        self.params.rules.keeps(rule)
    }

    /// How many servers are a majority: any two majorities share a server (section 5.2).
    pub fn majority(&self) -> u32 {
        if self.keeps(Rule::Majority) {
            self.params.servers / 2 + 1
        } else {
            (self.params.servers / 2).max(1)
        }
    }

    /// How many servers may crash while the cluster makes progress.
    pub fn crashes_tolerated(&self) -> u32 {
        (self.params.servers - 1) / 2
    }

    /// All servers as the recipients of a multicast.
    pub fn servers(&self) -> NodeRange {
        NodeRange { first: NodeId(0), end: NodeId(self.params.servers) }
    }

    /// Whether this is a server of the cluster.
    pub fn is_server(&self, server: ServerId) -> bool {
        server.0 < self.params.servers
    }

    /// The node of a client.
    pub fn client_node(&self, client: ClientId) -> NodeId {
        client.node(self.params.servers)
    }

    /// What a decoder accepts at most.
    pub fn limits(&self) -> Limits {
        Limits {
            replicas: self.params.servers,
            clients: self.params.clients,
            log_size: LOG_MAX,
            batch_max: self.params.batch_max,
        }
    }
}
