//! The timers of a replica and of a client, and the conditions under which they run (protocol section 3.15).

use super::Out;
use super::codec::{TraceWriter, Writer as _};
use super::event::ViewChangeCause;
use super::ids::{ClientId, Seq, Timestamp};
use super::replica::{Replica, ViewStatus};
use super::rules::Rule;
use crate::process::{Fingerprint, Sink, Span};

/// A timer by its name; each runs at most once at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    /// A backup waits for the oldest pending request to execute (section 4.4).
    Request,
    /// A replica waits for the NEW-VIEW of the view that a quorum wants (section 4.4).
    NewView,
    /// Time to send the own VIEW-CHANGE again.
    Resend,
    /// Time to send STATUS.
    Status,
    /// Time to ask again for missing batches.
    FetchBatch,
    /// Time to ask the next replica for a stable checkpoint.
    FetchState,
    /// Time for an idle replica to send STATUS.
    Heartbeat,
    /// From here on, replicas that had an answer to their STATUS may have another.
    AnswerQuota,
    /// A client waits for its reply (section 4.1).
    Client,
}

impl Timer {
    /// Every timer, in order.
    pub const ALL: [Timer; 9] = [
        Timer::Request,
        Timer::NewView,
        Timer::Resend,
        Timer::Status,
        Timer::FetchBatch,
        Timer::FetchState,
        Timer::Heartbeat,
        Timer::AnswerQuota,
        Timer::Client,
    ];

    /// The stable name of the timer.
    pub fn name(self) -> &'static str {
        match self {
            Timer::Request => "request",
            Timer::NewView => "new-view",
            Timer::Resend => "resend",
            Timer::Status => "status",
            Timer::FetchBatch => "fetch-batch",
            Timer::FetchState => "fetch-state",
            Timer::Heartbeat => "heartbeat",
            Timer::AnswerQuota => "answer-quota",
            Timer::Client => "client",
        }
    }
}

impl Fingerprint for Timer {
    fn fingerprint(&self, sink: &mut dyn Sink) {
        TraceWriter(sink).raw(self.name().as_bytes());
    }
}

/// Which timers run; the host holds the clock.
#[derive(Clone, Debug, Default)]
pub(super) struct Timers {
    /// The request that the request timer watches: the oldest pending one when it was started.
    request: Option<(ClientId, Timestamp)>,
    new_view: bool,
    resend: bool,
    status: Option<Progress>,
    fetch_batch: bool,
    fetch_state: bool,
    heartbeat: bool,
    answer_quota: bool,
}

/// How far the replica was when it last set its status timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Progress {
    last_executed: Seq,
}

impl Replica {
    /// `T_cur = min(T0 * 2^max(0, attempts - 1), T_max)`.
    pub(super) fn view_timeout(&self) -> Span {
        let params = self.config.params();
        if !self.keeps(Rule::TimeoutDoubles) {
            return params.view_timeout;
        }
        let doublings = self.attempts.saturating_sub(1).min(63);
        params.view_timeout.times(1 << doublings).min(params.view_timeout_max)
    }

    /// Sets and cancels timers so that exactly those run that the state asks for. Called at the end of every step: one
    /// place decides, no handler can forget.
    pub(super) fn settle_timers(&mut self, out: &mut Out) {
        self.settle_request_timer(out);
        let params = self.config.params();
        let (resend, status) = (params.resend_interval, params.status_interval);
        let fetch = params.fetch_interval;
        let view_timeout = self.view_timeout();

        let waits = self.keeps(Rule::NewViewTimerWaits);
        let wait_for_new_view =
            matches!(self.standing, ViewStatus::Changing { quorum_seen, .. } if quorum_seen || !waits);
        settle(&mut self.timers.new_view, wait_for_new_view, Timer::NewView, view_timeout, out);
        let changing = !self.is_active();
        settle(&mut self.timers.resend, changing, Timer::Resend, resend, out);
        let missing = self.is_missing_bodies();
        settle(&mut self.timers.fetch_batch, missing, Timer::FetchBatch, fetch, out);
        let wants_state = self.transfer.is_some();
        settle(&mut self.timers.fetch_state, wants_state, Timer::FetchState, fetch, out);
        let answered = !self.status.answered.is_empty() || !self.status.helped.is_empty();
        settle(&mut self.timers.answer_quota, answered, Timer::AnswerQuota, Span(status.0 / 2), out);

        let outstanding = self.is_anything_outstanding();
        if outstanding && self.timers.status.is_none() {
            self.timers.status = Some(Progress { last_executed: self.last_executed });
            out.set_timer(Timer::Status, status);
        } else if !outstanding && self.timers.status.take().is_some() {
            out.cancel_timer(Timer::Status);
        }
        self.settle_heartbeat(outstanding, out);
    }

    /// A replica for which nothing is outstanding sends heartbeats, further apart each time, from where it came to rest.
    fn settle_heartbeat(&mut self, outstanding: bool, out: &mut Out) {
        let reached = (self.view, self.log.low(), self.last_executed);
        if self.heartbeats.notice(outstanding, reached) && std::mem::take(&mut self.timers.heartbeat) {
            out.cancel_timer(Timer::Heartbeat);
        }
        let has_peers = self.quorums.n > 1;
        if outstanding || self.timers.heartbeat || !has_peers {
            return;
        }
        if let Some(after) = self.heartbeats.next_after(self.config.params().status_interval) {
            self.timers.heartbeat = true;
            out.set_timer(Timer::Heartbeat, after);
        }
    }

    /// The request timer runs iff the replica is an active backup, not transferring, with a request pending. It keeps
    /// watching the request that was oldest when it started: the progress of others does not stop it, or a
    /// primary could starve one client forever. When it is executed, or a newer one of its client replaces it, the new head is watched.
    fn settle_request_timer(&mut self, out: &mut Out) {
        if self.pending.is_empty() && self.timers.request.is_none() {
            return;
        }
        let head = self.pending.head().map(|head| (head.request.client, head.request.timestamp));
        let wanted = head.filter(|_| self.watches_requests());
        let watched_still_waits = self.timers.request.is_some_and(|(client, timestamp)| {
            let waits = self.pending.of(client).map(|pending| pending.request.timestamp);
            waits == Some(timestamp) && self.state.clients.timestamp(client) < timestamp
        });
        match (wanted, self.timers.request) {
            (Some(_), Some(_)) if watched_still_waits => {}
            (Some(head), _) => {
                self.timers.request = Some(head);
                out.set_timer(Timer::Request, self.view_timeout());
            }
            (None, Some(_)) => {
                self.timers.request = None;
                out.cancel_timer(Timer::Request);
            }
            (None, None) => {}
        }
    }

    /// Whether the request timer runs if a request is pending.
    fn watches_requests(&self) -> bool {
        let is_in_place = self.is_active() || !self.keeps(Rule::RequestTimerRests);
        is_in_place && !self.is_primary() && !self.is_transferring() && self.amnesia.is_none()
    }

    /// Stops the request timer; it starts again at the end of the step where it is needed.
    pub(super) fn stop_request_timer(&mut self, out: &mut Out) {
        if self.timers.request.take().is_some() {
            out.cancel_timer(Timer::Request);
        }
    }

    /// Restarts the request and new-view timers, because a view begins or ends.
    pub(super) fn stop_view_timers(&mut self, out: &mut Out) {
        self.stop_request_timer(out);
        if std::mem::take(&mut self.timers.new_view) {
            out.cancel_timer(Timer::NewView);
        }
        if std::mem::take(&mut self.timers.resend) {
            out.cancel_timer(Timer::Resend);
        }
    }

    pub(super) fn on_timeout(&mut self, timer: Timer, out: &mut Out) {
        match timer {
            // 3.15, paper 4.4
            Timer::Request => {
                if self.timers.request.take().is_some() {
                    self.start_view_change(self.view.next(), ViewChangeCause::RequestTimeout, out);
                }
            }
            // 3.15, 4.4
            Timer::NewView => {
                if std::mem::take(&mut self.timers.new_view) {
                    self.start_view_change(self.view.next(), ViewChangeCause::NewViewTimeout, out);
                }
            }
            // 3.11, point 4; 6.1
            Timer::Resend => {
                self.timers.resend = false;
                self.resend_view_change(out);
            }
            // 3.16
            Timer::Status => {
                let progress = Some(Progress { last_executed: self.last_executed });
                let before = std::mem::take(&mut self.timers.status);
                // A replica that executed something since the last time is not stuck, and need not ask.
                let stuck = before == progress || self.is_transferring() || self.is_asking();
                if before.is_some() && stuck {
                    self.send_status(out);
                }
            }
            // 3.16, c
            Timer::Heartbeat => {
                if std::mem::take(&mut self.timers.heartbeat) {
                    self.heartbeats.count();
                    self.send_status(out);
                }
            }
            // 3.17, 4.4
            Timer::FetchBatch => {
                self.timers.fetch_batch = false;
                self.fetch_missing_bodies(out);
            }
            // 3.18, 4.4
            Timer::FetchState => {
                self.timers.fetch_state = false;
                self.fetch_state(out);
            }
            // 3.16
            Timer::AnswerQuota => {
                self.timers.answer_quota = false;
                self.status.forget_answers();
            }
            // A client's timer (3.1); a replica never sets it.
            Timer::Client => {}
        }
    }

    /// Invariant I18: a waiting backup has its timer, a pending view change is sent again.
    pub(super) fn check_timers(&self) {
        let waits = self.watches_requests() && !self.pending.is_empty();
        debug_assert_eq!(self.timers.request.is_some(), waits, "the request timer runs iff a backup waits");
        debug_assert_eq!(
            self.timers.resend,
            !self.is_active(),
            "a VIEW-CHANGE is sent until its view starts"
        );
    }
}

/// Inlined, because most steps change no timer: five calls a step were 5 % of a run at n = 31.
#[inline]
fn settle(running: &mut bool, wanted: bool, timer: Timer, after: Span, out: &mut Out) {
    if wanted == *running {
        return;
    }
    *running = wanted;
    match wanted {
        true => out.set_timer(timer, after),
        false => out.cancel_timer(timer),
    }
}
