//! Liveness bound: how long a healed world may go without progress, derived from its parameters (protocol section 3.15).

use super::Round;
use super::plan::Plan;
use super::schedule::STATUS_MS;
use crate::process::Span;

/// The longest time between two heartbeats of an idle replica, in STATUS intervals (protocol section 3.16, c).
const HORIZON: u64 = 1 << 10;
/// View changes that protocol section 3.15 allows besides the doublings and the faulty primaries, two for skew included.
const FURTHER_CHANGES: u64 = 4;

impl Plan {
    /// The maximum time without progress in this round. Each result restarts it: a client sends its next request only after a
    /// result, and an execution resets the timeouts, so each request may need the whole time.
    ///
    /// Without an execution, every correct replica's timeout doubles at each of its view changes. After k = ⌈log2((8Δ + T_status) / T0)⌉
    /// doublings it covers a view change and a request, where Δ is the longest latency. Then at most f primaries in a row are
    /// faulty. That makes k + f + 4 view changes. Each one ends after T_max, plus the 8Δ + T_status in which the replicas
    /// learn of it: some replicas may wait with the longest timeout while others, which executed later, wait with the shortest.
    ///
    /// Before that, the client's request must reach every replica. The client's timeout doubles, so after the end of the faults
    /// the client retransmits within the time that the faults took, plus T_client.
    pub(super) fn bound(&self, round: Round) -> Span {
        let params = self.params();
        let delta = Span::from_ms(self.latency_max_ms.max(self.latency_min_ms).max(1));
        let enough = Span(delta.times(8).0.saturating_add(params.status_interval.0));
        let doublings = (0..64).find(|k| params.view_timeout.times(1 << k) >= enough).unwrap_or(64);
        let changes = doublings + u64::from(self.f()) + FURTHER_CHANGES;
        let change = params.view_timeout_max.max(enough).0.saturating_add(enough.0);
        let client = Span::from_ms(self.heal_ms).0.saturating_add(params.client_timeout.0);
        let one = client.saturating_add(change.saturating_mul(changes));
        match round {
            // An idle replica may miss messages of the others until its last heartbeat.
            Round::Rest => Span(one.saturating_add(Span::from_ms(STATUS_MS * HORIZON).0)),
            // One request of each other client may be executed first, and theirs do not count as progress here.
            Round::Answers => Span(one.saturating_mul(u64::from(self.clients.max(1)))),
            Round::Everything => Span(one),
        }
    }
}
