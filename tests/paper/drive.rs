//! Actions that several tests share: a decided batch, a replaced primary, a message to a client.

use std::rc::Rc;

use pbft_lab::pbft::batch::Batch;
use pbft_lab::pbft::event::Execution;
use pbft_lab::pbft::message::CommitCertificate;
use pbft_lab::pbft::new_view::plan;
use pbft_lab::pbft::{Digest, Event, Message, Phase, RejectReason, Seq, SlotStatus, Timer, View};
use pbft_lab::process::{Input, NodeId};

use crate::paper::cluster::{Cluster, Packet};

impl Cluster {
    /// The sizes in which a faulty replica is possible, hence one that the test plays.
    pub fn sizes_with_faults() -> impl Iterator<Item = u32> {
        crate::paper::cluster::SIZES.into_iter().filter(|n| *n >= 4)
    }

    /// Lets a replica accept, prepare and commit a batch by the votes of just enough others.
    pub fn decide(&mut self, replica: u32, view: u64, seq: u64, batch: &Rc<Batch>) -> Vec<Packet> {
        let mut sent = self.prepare_at(replica, view, seq, batch);
        for voter in self.others(replica, self.quorums().quorum - 1) {
            let commit = self.commit(voter, view, seq, batch.digest());
            sent.extend(self.give(replica, Message::Commit(commit)));
        }
        sent
    }

    /// Lets a backup accept and prepare a batch by the PREPAREs of just enough other backups.
    pub fn prepare_at(&mut self, replica: u32, view: u64, seq: u64, batch: &Rc<Batch>) -> Vec<Packet> {
        let mut sent = self.give(replica, self.pre_prepare(view, seq, batch));
        for voter in self.other_backups(replica, view).take(self.quorums().prepares() as usize - 1) {
            let prepare = self.prepare(voter, view, seq, batch.digest());
            sent.extend(self.give(replica, Message::Prepare(prepare)));
        }
        sent
    }

    /// A batch with the COMMITs of exactly `Q` replicas.
    pub fn commit_certificate(&self, view: u64, seq: u64, batch: &Rc<Batch>) -> Message {
        let (digest, voters) = (batch.digest(), 0..self.quorums().quorum);
        Message::CommitCertificate(Rc::new(CommitCertificate {
            view: View(view),
            seq: Seq(seq),
            digest,
            commits: voters.map(|voter| self.commit(voter, view, seq, digest)).collect(),
            batch: Rc::clone(batch),
        }))
    }

    /// A replica enters view 1, in whose NEW-VIEW a quorum of others reports these numbers prepared in view 0.
    pub fn enter_view_1(&mut self, replica: u32, prepared: &[(u64, Digest)]) -> Vec<Packet> {
        let certificates = |cluster: &Cluster| {
            prepared.iter().map(|(seq, digest)| cluster.prepared(0, *seq, *digest)).collect::<Vec<_>>()
        };
        let senders = self.others(replica, self.quorums().quorum).into_iter();
        let changes: Vec<_> = senders.map(|sender| self.view_change(sender, 1, certificates(self))).collect();
        let assigned: Vec<_> =
            plan(&changes).assignments.iter().map(|(seq, digest)| (seq.0, *digest)).collect();
        let new_view = self.sign(self.new_view(1, changes, &assigned));
        let sent = self.give(replica, Message::NewView(new_view));
        assert!(self.replicas[replica as usize].active(), "the NEW-VIEW is valid");
        sent
    }

    /// Gives a replica the PREPAREs of all other backups and the COMMITs of all others.
    pub fn vote_through(&mut self, replica: u32, view: u64, seq: u64, digest: Digest) -> Vec<Packet> {
        let mut sent = Vec::new();
        for voter in self.other_backups(replica, view) {
            sent.extend(self.give(replica, Message::Prepare(self.prepare(voter, view, seq, digest))));
        }
        for voter in self.others(replica, self.n()) {
            sent.extend(self.give(replica, Message::Commit(self.commit(voter, view, seq, digest))));
        }
        sent
    }

    /// The first `count` replicas beside this one.
    pub fn others(&self, replica: u32, count: u32) -> Vec<u32> {
        (0..self.n()).filter(|other| *other != replica).take(count as usize).collect()
    }

    /// The backups of a view beside this replica.
    pub fn other_backups(&self, replica: u32, view: u64) -> impl Iterator<Item = u32> + use<> {
        self.backups(view).filter(move |backup| *backup != replica)
    }

    /// Replaces the primary of the common view: it neither receives nor sends until the others have executed the client's
    /// operation in the next view.
    pub fn change_view(&mut self, client: u32, operation: &str) {
        let highest = self.replicas.iter().map(|replica| replica.view().0).max().unwrap_or_default();
        let primary = NodeId(self.primary(highest));
        self.silent.insert(primary);
        self.run(client, operation);
        self.ring(self.n() + client, Timer::Client);
        self.deliver_all();
        for replica in (0..self.n()).filter(|replica| *replica != primary.0) {
            if self.runs(replica, Timer::Request) {
                self.ring(replica, Timer::Request);
            }
        }
        self.deliver_all();
        self.silent.remove(&primary);
    }

    /// Delivers a message from any sender to a client.
    pub fn tell(&mut self, client: u32, message: Message) -> Vec<Packet> {
        let node = NodeId(self.n() + client);
        self.step(node, Input::Message { from: NodeId(u32::MAX), body: message })
    }

    /// Hands a client a message that must change nothing; says for which reason.
    pub fn client_refuses(&mut self, client: u32, message: Message) -> RejectReason {
        let (before, facts) = (self.client_picture(client), self.facts.len());
        let sent = self.tell(client, message);
        assert!(sent.is_empty(), "a refused message is not answered: {sent:?}");
        assert_eq!(self.client_picture(client), before, "a refused message changes nothing");
        match &self.facts[facts..] {
            [(_, Event::Refused { reason, .. })] => *reason,
            other => panic!("one refusal is reported, not {other:?}"),
        }
    }

    /// Everything that a client shows of itself, as text to compare, and its timer.
    pub fn client_picture(&self, client: u32) -> String {
        let it = &self.clients[client as usize];
        let tally: Vec<_> = it.tally().collect();
        let results: Vec<_> = it.results().collect();
        let timer = self.span(self.n() + client, Timer::Client);
        let numbers = (it.view_estimate(), it.queued(), it.answered(), timer);
        format!("{numbers:?} {:?} {tally:?} {results:?}", it.pending())
    }

    /// The slot of a number at a replica.
    pub fn slot(&self, replica: u32, seq: u64) -> Option<SlotStatus> {
        self.replicas[replica as usize].slots().find(|slot| slot.seq == Seq(seq))
    }

    /// The phase of a number at a replica.
    pub fn phase(&self, replica: u32, seq: u64) -> Phase {
        self.slot(replica, seq).map_or(Phase::Empty, |slot| slot.phase)
    }

    /// The executions of a replica, in order.
    pub fn executions(&self, replica: u32) -> Vec<Rc<Execution>> {
        let executed = self.facts_of(replica).filter_map(|fact| match fact {
            Event::Executed(execution) => Some(Rc::clone(execution)),
            _ => None,
        });
        executed.collect()
    }

    /// The value of a key at a replica.
    pub fn value(&self, replica: u32, key: &str) -> Option<String> {
        self.replicas[replica as usize].snapshot().service.get(key).map(str::to_owned)
    }

    /// A replica's pending requests: client and timestamp, oldest first.
    pub fn waiting(&self, replica: u32) -> Vec<(u32, u64)> {
        let pending = self.replicas[replica as usize].pending();
        pending.map(|request| (request.client.0, request.timestamp.0)).collect()
    }

    /// The number of times that a replica has set a timer.
    pub fn times_set(&self, replica: u32, timer: Timer) -> usize {
        let is_it = |(node, name, _): &&_| (*node, *name) == (NodeId(replica), timer);
        self.timer_settings.iter().filter(is_it).count()
    }
}

/// The REPLYs among these packets: view, timestamp, result.
pub fn replies(sent: &[Packet]) -> Vec<(u64, u64, String)> {
    let reply = |packet: &Packet| match &packet.message {
        Message::Reply(reply) => {
            Some((reply.view.0, reply.timestamp.0, String::from_utf8_lossy(&reply.result).into_owned()))
        }
        _ => None,
    };
    sent.iter().filter_map(reply).collect()
}

/// The PREPAREs among these packets, each multicast once: view, number, digest.
pub fn prepares(sent: &[Packet]) -> Vec<(u64, u64, Digest)> {
    let mut prepares: Vec<_> = (sent.iter())
        .filter_map(|packet| match &packet.message {
            Message::Prepare(it) => Some((it.view.0, it.seq.0, it.digest, packet.to)),
            _ => None,
        })
        .collect();
    let Some((_, _, _, first)) = prepares.first().copied() else { return Vec::new() };
    prepares.retain(|(_, _, _, to)| *to == first);
    prepares.into_iter().map(|(view, seq, digest, _)| (view, seq, digest)).collect()
}

/// The COMMITs among these packets, each multicast once: view, number, digest.
pub fn commits(sent: &[Packet]) -> Vec<(u64, u64, Digest)> {
    let mut commits: Vec<_> = (sent.iter())
        .filter_map(|packet| match &packet.message {
            Message::Commit(it) => Some((it.view.0, it.seq.0, it.digest, packet.to)),
            _ => None,
        })
        .collect();
    let Some((_, _, _, first)) = commits.first().copied() else { return Vec::new() };
    commits.retain(|(_, _, _, to)| *to == first);
    commits.into_iter().map(|(view, seq, digest, _)| (view, seq, digest)).collect()
}
