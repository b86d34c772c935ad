//! View of a client.

use serde::Serialize;

use super::replica::{RequestView, TimerView, conduct_of, health_of, request_of};
use super::text::text_of;
use crate::byzantine::Strategy;
use crate::byzantine::node::Node;
use crate::checks::faults::Fault;
use crate::pbft::{Client, Quorums};
use crate::process::Time;
use crate::sim::Health;
use crate::units::Ms;

/// A client at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ClientView {
    /// The number of the client.
    pub id: u32,
    /// Its node.
    pub node: u32,
    /// Whether it is running.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"up\" | \"down\" | \"paused\""))]
    pub health: &'static str,
    /// Whether it follows the protocol now.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"honest\" | \"byzantine\""))]
    pub conduct: &'static str,
    /// The strategies that it follows, in order.
    pub strategies: Vec<Strategy>,
    /// The view in which it assumes the replicas to be. Its next request goes to the primary of that view.
    pub view_estimate: u64,
    /// Its outstanding request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending: Option<RequestView>,
    /// What prevents the request from being executed. Absent while messages in transit can still help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub obstacle: Option<Obstacle>,
    /// The number of submitted operations that wait behind the request.
    pub queued: u64,
    /// The replies to the request so far, by replica.
    pub tally: Vec<ReplyView>,
    /// The number of matching replies that it needs to accept a result.
    pub need: u32,
    /// The number of requests with an accepted result.
    pub answered: u64,
    /// The last results, oldest first, at most 100.
    pub results: Vec<ResultView>,
    /// Its running timers.
    pub timers: Vec<TimerView>,
}

/// What prevents the execution of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Obstacle {
    /// All replicas that can vote and reach each other have voted, and the votes are too few.
    Votes {
        /// The votes that are missing.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "\"prepare\" | \"commit\" | \"view-change\""))]
        phase: &'static str,
        /// The number of votes.
        have: u32,
        /// The number of votes that are needed.
        need: u32,
        /// The number of replicas that may vote and can reach each other.
        may_vote: u32,
        /// Whether enough replicas may vote, but a partition separates them.
        parted: bool,
    },
    /// The primary does not order the request.
    Primary {
        /// The primary.
        primary: u32,
        /// Why it does not.
        fault: Fault,
    },
}

/// The reply of a replica to a client's outstanding request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ReplyView {
    /// The replica.
    pub replica: u32,
    /// The view in the reply.
    pub view: u64,
    /// The result in the reply.
    pub result: String,
}

/// A request with an accepted result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ResultView {
    /// The timestamp of the request.
    pub timestamp: u64,
    /// The operation.
    pub operation: String,
    /// The result that f + 1 replicas agree on.
    pub result: String,
    /// When the client accepted it. Absent if its record was discarded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_ms: Option<Ms>,
}

/// The view of a client. `accepted_at` returns when it accepted the result with a timestamp.
pub(crate) fn client_of(
    node: &Node,
    client: &Client,
    quorums: Quorums,
    health: Option<Health>,
    timers: Vec<TimerView>,
    accepted_at: impl Fn(u64) -> Option<Time>,
) -> ClientView {
    ClientView {
        id: client.id().0,
        node: client.id().node(quorums.n).0,
        health: health_of(health),
        conduct: conduct_of(node),
        strategies: node.adversary().strategies().cloned().collect(),
        view_estimate: client.view_estimate().0,
        pending: client.pending().map(request_of),
        obstacle: None,
        queued: client.queued() as u64,
        tally: client
            .tally()
            .map(|reply| ReplyView {
                replica: reply.replica.0,
                view: reply.view.0,
                result: text_of(&reply.result),
            })
            .collect(),
        need: quorums.replies(),
        answered: client.answered(),
        results: client
            .results()
            .map(|record| ResultView {
                timestamp: record.timestamp.0,
                operation: text_of(&record.operation),
                result: text_of(&record.result),
                at_ms: accepted_at(record.timestamp.0).map(Into::into),
            })
            .collect(),
        timers,
    }
}
