//! Line 98 of the checklist: a batch that committed in one view keeps its number in every later one.
//!
//! Plain random schedules hardly ever lose the one message that matters. So each view draws the recipients of its proposals, its
//! PREPAREs and its COMMITs, and the VIEW-CHANGEs that reach the next primary. `f` replicas are puppets that try to break agreement:
//! they propose two batches for a number, vote for everything and hide their prepared certificates.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use pbft_lab::pbft::batch::Batch;
use pbft_lab::pbft::envelope::Signed;
use pbft_lab::pbft::event::Assignment;
use pbft_lab::pbft::message::{NewView, ViewChange};
use pbft_lab::pbft::new_view::plan;
use pbft_lab::pbft::{Crypto, Digest, Event, Message, MessageKind, ProtocolParams, Seq, Timer, View};
use pbft_lab::process::{Disk, Input, NodeId};
use proptest::prelude::*;

use crate::paper::cluster::{Cluster, Packet};

/// A set of replicas, one bit for each.
type Mask = u16;

fn holds(mask: Mask, replica: u32) -> bool {
    mask >> replica & 1 == 1
}

/// The draws of one view.
#[derive(Clone, Debug)]
struct Draw {
    /// The replicas that receive PRE-PREPAREs; the others receive another batch if a puppet is the primary.
    proposals: Mask,
    prepares: Mask,
    commits: Mask,
    /// Whose VIEW-CHANGEs the next primary hears.
    view_changes: Mask,
    new_view: Mask,
    /// Whether the puppets claim that nothing prepared; otherwise they repeat an earlier claim of another replica.
    hide: bool,
    /// The replicas that crash and restart at the end of the view.
    crash: Mask,
    order: u64,
}

fn any_mask() -> impl Strategy<Value = Mask> {
    // All replicas, one alone, or any set: agreement depends on the narrow cases.
    prop_oneof![3 => Just(Mask::MAX), 2 => (0..7u32).prop_map(|bit| 1 << bit), 3 => any::<Mask>()]
}

fn any_draw() -> impl Strategy<Value = Draw> {
    let hearers = (any_mask(), any_mask(), any_mask(), any_mask(), any_mask());
    let crash = prop_oneof![3 => Just(0), 1 => any::<Mask>()];
    (hearers, any::<bool>(), crash, any::<u64>()).prop_map(|(masks, hide, crash, order)| {
        let (proposals, prepares, commits, view_changes, new_view) = masks;
        Draw { proposals, prepares, commits, view_changes, new_view, hide, crash, order }
    })
}

struct World {
    cluster: Cluster,
    puppets: BTreeSet<u32>,
    /// Every NEW-VIEW that a correct replica entered by.
    entered: Vec<NewView>,
    /// The number of requests of each client.
    asked: u64,
    random: u64,
}

impl World {
    fn new(n: u32, first_puppet: u32) -> World {
        let params = ProtocolParams {
            replicas: n,
            clients: 8,
            checkpoint_interval: 2,
            log_size: 4,
            batch_max: 1,
            in_flight_max: 2,
            ..ProtocolParams::default()
        };
        let mut cluster = Cluster::with_crypto(params, Crypto::Symbolic);
        let puppets: BTreeSet<u32> = (0..cluster.quorums().f).map(|next| (first_puppet + next) % n).collect();
        cluster.silent.extend(puppets.iter().copied().map(NodeId));
        World { cluster, puppets, entered: Vec::new(), asked: 0, random: 0 }
    }

    fn correct(&self) -> Vec<u32> {
        (0..self.cluster.n()).filter(|id| !self.puppets.contains(id)).collect()
    }

    fn one_view(&mut self, view: u64, draw: &Draw) {
        self.random = draw.order;
        self.ask(view);
        if self.puppets.contains(&self.cluster.primary(view)) {
            self.lead_as_puppet(view, draw);
        }
        // Votes bring forth votes: PREPAREs first, then COMMITs.
        for _ in 0..3 {
            self.deliver(view, draw);
            self.vote_as_puppets(view);
        }
        self.deliver(view, draw);
        self.crash(draw);
        self.change_view(view, draw);
        self.note_new_views();
    }

    /// A client's request reaches all replicas, so that every backup has a reason to suspect the primary.
    fn ask(&mut self, view: u64) {
        let client = (view % 8) as u32;
        self.asked += 1;
        let request = self.cluster.request(client, self.asked, &format!("append x {}", self.asked));
        for replica in self.correct() {
            self.cluster.give(replica, Message::Request(Rc::clone(&request)));
        }
    }

    /// Delivers in a drawn order what this view lets through.
    fn deliver(&mut self, view: u64, draw: &Draw) {
        let next = self.cluster.primary(view + 1);
        while !self.cluster.flight.is_empty() {
            self.random =
                self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let index = (self.random >> 33) as usize % self.cluster.flight.len();
            let Some(packet) = self.cluster.flight.remove(index) else { return };
            let Packet { from, to, message } = packet;
            let heard = match message.kind() {
                MessageKind::PrePrepare => holds(draw.proposals, to.0),
                MessageKind::Prepare => holds(draw.prepares, to.0),
                MessageKind::Commit => holds(draw.commits, to.0),
                MessageKind::ViewChange if to.0 == next => holds(draw.view_changes, from.0),
                MessageKind::NewView => holds(draw.new_view, to.0),
                _ => true,
            };
            let alive = !self.cluster.silent.contains(&to);
            if heard && alive {
                self.cluster.step(to, Input::Message { from, body: message });
            }
        }
    }

    /// A puppet starts its view on a quorum that suits it, then proposes two batches for the next number.
    fn lead_as_puppet(&mut self, view: u64, draw: &Draw) {
        let mut max_seq = Seq(0);
        if view > 0 {
            let Some(new_view) = self.puppets_new_view(view, draw) else { return };
            max_seq = new_view.pre_prepares.last().map_or(plan(&new_view.view_changes).min_seq, |it| it.seq);
            let signed = Message::NewView(self.cluster.sign(new_view));
            for replica in self.correct().into_iter().filter(|id| holds(draw.new_view, *id)) {
                self.cluster.give(replica, signed.clone());
            }
        }
        self.note_new_views();
        for lie in [false, true] {
            let operation = format!("append x {view}{lie}");
            let batch = Rc::new(Batch::new(vec![self.cluster.request(7, 100 + view, &operation)]));
            let proposal = self.cluster.pre_prepare(view, max_seq.0 + 1, &batch);
            for replica in self.correct().into_iter().filter(|id| holds(draw.proposals, *id) != lie) {
                self.cluster.give(replica, proposal.clone());
            }
        }
    }

    fn puppets_new_view(&mut self, view: u64, draw: &Draw) -> Option<NewView> {
        let mut known: BTreeMap<u32, Rc<Signed<ViewChange>>> = BTreeMap::new();
        for packet in &self.cluster.sent {
            if let Message::ViewChange(change) = &packet.message
                && change.view == View(view)
                && holds(draw.view_changes, change.replica.0)
            {
                known.insert(change.replica.0, Rc::clone(change));
            }
        }
        for puppet in &self.puppets {
            known.insert(*puppet, self.puppets_view_change(*puppet, view, draw));
        }
        let quorum = self.cluster.quorums().quorum as usize;
        if known.len() < quorum {
            return None;
        }
        // The puppets first, then any replica: a quorum with as few correct ones as possible.
        let mut chosen: Vec<u32> = self.puppets.iter().copied().collect();
        chosen.extend(known.keys().filter(|id| !self.puppets.contains(id)));
        chosen.truncate(quorum);
        chosen.sort_unstable();
        let changes: Vec<_> = chosen.iter().map(|id| Rc::clone(&known[id])).collect();
        let due = plan(&changes).assignments;
        let due: Vec<_> = due.into_iter().map(|(seq, digest)| (seq.0, digest)).collect();
        Some(self.cluster.new_view(view, changes, &due))
    }

    /// A VIEW-CHANGE that hides everything, or repeats the certificates that a correct replica reported for an earlier view.
    fn puppets_view_change(&self, puppet: u32, view: u64, draw: &Draw) -> Rc<Signed<ViewChange>> {
        let mut earlier = self.cluster.sent.iter().filter_map(|packet| match &packet.message {
            Message::ViewChange(change) if change.view < View(view) && !draw.hide => Some(change),
            _ => None,
        });
        let blank = self.cluster.blank_view_change(puppet, view);
        self.cluster.sign(match earlier.next_back() {
            Some(change) => ViewChange { view: blank.view, replica: blank.replica, ..change.body().clone() },
            None => blank,
        })
    }

    /// Puppets multicast a vote for every digest of the view.
    fn vote_as_puppets(&mut self, view: u64) {
        for (seq, digest) in self.assigned_in(view) {
            for puppet in self.puppets.clone() {
                let prepare = self.cluster.prepare(puppet, view, seq.0, digest);
                let commit = self.cluster.commit(puppet, view, seq.0, digest);
                for replica in self.correct() {
                    self.cluster.give(replica, Message::Prepare(Rc::clone(&prepare)));
                    self.cluster.give(replica, Message::Commit(Rc::clone(&commit)));
                }
            }
        }
    }

    /// Every digest that the correct replicas voted for, or were asked to, in a view.
    fn assigned_in(&self, view: u64) -> BTreeSet<(Seq, Digest)> {
        let votes = self.cluster.sent.iter().filter_map(|packet| match &packet.message {
            Message::PrePrepare { header, .. } => Some((header.view, header.seq, header.digest)),
            Message::Prepare(prepare) => Some((prepare.view, prepare.seq, prepare.digest)),
            _ => None,
        });
        votes.filter(|vote| vote.0 == View(view)).map(|(_, seq, digest)| (seq, digest)).collect()
    }

    fn crash(&mut self, draw: &Draw) {
        for replica in self.correct().into_iter().filter(|id| holds(draw.crash, *id)) {
            self.cluster.restart(replica, Disk::Kept);
        }
    }

    /// Every replica with a running view timer suspects the view; puppets join in.
    fn change_view(&mut self, view: u64, draw: &Draw) {
        for replica in self.correct() {
            let behind = self.cluster.replicas[replica as usize].view() <= View(view);
            for timer in [Timer::Request, Timer::NewView] {
                if behind && self.cluster.runs(replica, timer) {
                    self.cluster.ring(replica, timer);
                    break;
                }
            }
        }
        for puppet in self.puppets.clone() {
            let change = self.puppets_view_change(puppet, view + 1, draw);
            for replica in self.correct() {
                self.cluster.give(replica, Message::ViewChange(Rc::clone(&change)));
            }
        }
        self.deliver(view, draw);
    }

    fn note_new_views(&mut self) {
        for replica in self.correct() {
            if let Some(new_view) = self.cluster.replicas[replica as usize].new_view()
                && self.entered.iter().all(|known| known != new_view.body())
            {
                self.entered.push(new_view.body().clone());
            }
        }
    }

    /// Invariants I1, I6, I8 and I12, and no alarm.
    fn check(&self) -> Result<usize, TestCaseError> {
        let mut decided: BTreeMap<Seq, Digest> = BTreeMap::new();
        let mut prepared: BTreeMap<(View, Seq), Digest> = BTreeMap::new();
        let mut commits: BTreeSet<(View, Seq)> = BTreeSet::new();
        for (node, fact) in self.cluster.facts.iter().filter(|(node, _)| !self.puppets.contains(&node.0)) {
            match fact {
                Event::CommittedLocal(Assignment { view, seq, digest }) => {
                    prop_assert_eq!(*decided.entry(*seq).or_insert(*digest), *digest, "I1 at {}", node);
                    commits.insert((*view, *seq));
                }
                Event::Executed(it) => {
                    let digest = it.batch.digest();
                    prop_assert_eq!(*decided.entry(it.seq).or_insert(digest), digest, "I1 at {}", node);
                }
                Event::Prepared(Assignment { view, seq, digest }) => {
                    prop_assert_eq!(
                        *prepared.entry((*view, *seq)).or_insert(*digest),
                        *digest,
                        "I6 at {}",
                        node
                    );
                }
                Event::Alarm(alarm) => prop_assert!(false, "{:?} at {}", alarm, node),
                _ => {}
            }
        }
        for new_view in &self.entered {
            let plan = plan(&new_view.view_changes);
            for (_, seq) in commits.iter().filter(|(view, seq)| *view < new_view.view && *seq > plan.min_seq)
            {
                let kept =
                    plan.assignments.iter().find(|(assigned, _)| assigned == seq).map(|(_, digest)| digest);
                prop_assert_eq!(kept, decided.get(seq), "I8: number {} in view {}", seq, new_view.view);
            }
        }
        self.check_signatures()?;
        Ok(commits.len())
    }

    /// Invariant I12: no correct replica signed two digests for one view and number.
    fn check_signatures(&self) -> Result<(), TestCaseError> {
        let mut signed: BTreeMap<(MessageKind, u32, View, Seq), Digest> = BTreeMap::new();
        for packet in &self.cluster.sent {
            let (by, view, seq, digest) = match &packet.message {
                Message::PrePrepare { header, .. } => {
                    (header.replica, header.view, header.seq, header.digest)
                }
                Message::Prepare(it) => (it.replica, it.view, it.seq, it.digest),
                Message::Commit(it) => (it.replica, it.view, it.seq, it.digest),
                _ => continue,
            };
            let first = *signed.entry((packet.message.kind(), by.0, view, seq)).or_insert(digest);
            prop_assert!(self.puppets.contains(&by.0) || first == digest, "I12: {:?}", packet.message);
        }
        Ok(())
    }
}

fn survives(n: u32, first_puppet: u32, draws: &[Draw]) -> Result<usize, TestCaseError> {
    let mut world = World::new(n, first_puppet);
    for (view, draw) in (0..).zip(draws) {
        world.one_view(view, draw);
    }
    world.check()
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 20_000, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn c098_no_number_ever_commits_twice_differently_with_one_puppet_of_four(
        puppet in 0..4u32, draws in proptest::collection::vec(any_draw(), 2..6),
    ) {
        survives(4, puppet, &draws)?;
    }

    #[test]
    fn c098_no_number_ever_commits_twice_differently_with_two_puppets_of_seven(
        puppet in 0..7u32, draws in proptest::collection::vec(any_draw(), 2..6),
    ) {
        survives(7, puppet, &draws)?;
    }
}

#[test]
fn c098_the_random_views_do_commit_and_change() {
    // Without commits the test could not fail: while all replicas are connected, each view commits.
    let draw = Draw {
        proposals: Mask::MAX,
        prepares: Mask::MAX,
        commits: Mask::MAX,
        view_changes: Mask::MAX,
        new_view: Mask::MAX,
        hide: true,
        crash: 0,
        order: 1,
    };
    for n in [4, 7] {
        let mut world = World::new(n, n - 1);
        for view in 0..3 {
            // No replica commits the last batch, so that the next view has something to carry over.
            let last = Draw { commits: if view == 1 { 1 } else { Mask::MAX }, ..draw.clone() };
            world.one_view(view, &last);
        }
        assert!(world.check().expect("all invariants hold") >= 3, "n = {n}");
        assert!(world.entered.len() >= 2, "n = {n}: {} views were entered", world.entered.len());
    }
}
