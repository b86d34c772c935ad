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

/// One client at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ClientView {
    /// The client's number.
    pub id: u32,
    /// Its node.
    pub node: u32,
    /// Whether it runs.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"up\" | \"down\" | \"paused\""))]
    pub health: &'static str,
    /// Whether it follows the protocol now.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"honest\" | \"byzantine\""))]
    pub conduct: &'static str,
    /// The strategies that it follows, in order.
    pub strategies: Vec<Strategy>,
    /// The view that it believes the replicas are in; its next request goes to that view's primary.
    pub view_estimate: u64,
    /// The request that it waits for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending: Option<RequestView>,
    /// What prevents that request from being executed; absent while messages in transit can still help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub obstacle: Option<Obstacle>,
    /// How many submitted operations wait behind that request.
    pub queued: u64,
    /// The replies to that request so far, by replica.
    pub tally: Vec<ReplyView>,
    /// How many equal replies make it accept.
    pub need: u32,
    /// How many requests were answered so far.
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
        /// How many replicas may vote and can reach each other.
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

/// One replica's reply to a client's outstanding request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ReplyView {
    /// Who replied.
    pub replica: u32,
    /// The view it named.
    pub view: u64,
    /// The result it gave.
    pub result: String,
}

/// A request that was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ResultView {
    /// The client's counter.
    pub timestamp: u64,
    /// The operation.
    pub operation: String,
    /// The result that f + 1 replicas agree on.
    pub result: String,
    /// When the client accepted it; absent when that is no longer recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_ms: Option<Ms>,
}

/// A client; `accepted_at` says when it accepted the result with a timestamp.
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
        need: quorums.weak,
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
