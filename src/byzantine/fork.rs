//! Colluders that break agreement: A1 in one view, A2 across views. Both need `f + 1` of them.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::memory::{Requests, own_proposal, upper_half};
use super::{AppliesTo, Behaviour, Delivery, Entry, Heard, Kind, Letter, Parameter, Post, Scene};
use crate::pbft::batch::Batch;
use crate::pbft::envelope::Signed;
use crate::pbft::ids::Author;
use crate::pbft::message::{Commit, NewView, PrePrepare, Prepare, Request, ViewChange};
use crate::pbft::new_view::plan;
use crate::pbft::{Digest, Message, ReplicaId, Seq, View};
use crate::process::{Input, NodeId};

const PARAMETERS: &[Parameter] = &[Parameter { name: "victims", kind: Kind::Nodes }];

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "fork-in-view",
        code: "A1",
        applies_to: AppliesTo::Replica,
        parameters: PARAMETERS,
        make: |arguments| {
            Box::new(ForkInView { victims: arguments.nodes("victims"), heard: Requests::default() })
        },
    },
    Entry {
        name: "fork-across-views",
        code: "A2",
        applies_to: AppliesTo::Replica,
        parameters: PARAMETERS,
        make: |arguments| {
            Box::new(ForkAcrossViews { victims: arguments.nodes("victims"), ..ForkAcrossViews::default() })
        },
    },
];

/// The replicas in whose names a node can sign, itself included.
pub(super) fn allies(scene: &Scene<'_>) -> Vec<ReplicaId> {
    let replica = |author| if let Author::Replica(replica) = author { Some(replica) } else { None };
    scene.allies().into_iter().filter_map(replica).collect()
}

/// The replicas that are not among the colluders, in order.
pub(super) fn outsiders(scene: &Scene<'_>) -> Vec<NodeId> {
    let allies = allies(scene);
    scene.others().into_iter().filter(|node| !allies.contains(&ReplicaId(node.0))).collect()
}

/// The recipients of the second proposal: the chosen nodes, or the upper half of those that do not collude.
fn audience(scene: &Scene<'_>, chosen: Option<&Vec<NodeId>>) -> Vec<NodeId> {
    chosen.cloned().unwrap_or_else(|| upper_half(&outsiders(scene)))
}

/// A1: the primary proposes one batch to some and another one to the others, and all colluders vote for both, each before its
/// own audience. Two certificates need `2Q` votes, and the correct replicas have cast one each.
#[derive(Clone, Debug)]
struct ForkInView {
    victims: Option<Vec<NodeId>>,
    heard: Requests,
}

impl ForkInView {
    fn propose(
        &self,
        scene: &mut Scene<'_>,
        letter: Letter,
        header: &PrePrepare,
        batch: &Batch,
        post: &mut Post,
    ) {
        let Some(other) = self.heard.instead_of(batch) else { return post.pass(letter) };
        let victims = audience(scene, self.victims.as_ref());
        let digest = other.digest();
        scene.board(|board| board.tell(header.view, header.seq, vec![(digest, victims.clone())]));
        let second = scene.sign(PrePrepare { digest, ..*header });
        let recipients = letter.recipients(scene.me());
        post.pass_to(scene, letter, |to| !victims.contains(&to));
        let second = Message::PrePrepare { header: second, batch: Rc::new(other) };
        recipients.iter().filter(|to| victims.contains(to)).for_each(|to| post.send(*to, second.clone()));
    }
}

impl Behaviour for ForkInView {
    fn hears(&mut self, _: &mut Scene<'_>, input: &Heard, _: &mut Post) -> Delivery {
        self.heard.hear(input);
        Delivery::Deliver
    }

    fn says(&mut self, scene: &mut Scene<'_>, letter: Letter, post: &mut Post) {
        let (view, seq) = match &letter.message {
            Message::PrePrepare { header, .. } => (header.view, header.seq),
            Message::Prepare(vote) => (vote.view, vote.seq),
            Message::Commit(vote) => (vote.view, vote.seq),
            _ => return post.pass(letter),
        };
        let told = scene.board(|board| board.tales(view, seq).cloned());
        let message = letter.message.clone();
        match (&message, told) {
            (Message::PrePrepare { .. }, None) => match own_proposal(scene, &letter) {
                Some((header, batch)) => self.propose(scene, letter, &header, &batch, post),
                None => post.pass(letter),
            },
            (Message::PrePrepare { .. }, Some(told)) => {
                // The first story is not for the ears of those who were told the second.
                post.pass_to(scene, letter, |to| tale_for(&told, to).is_none());
            }
            (Message::Prepare(vote), Some(told)) => split(scene, &letter, &told, post, |scene, digest| {
                Message::Prepare(scene.sign(Prepare { digest, ..*vote.body() }))
            }),
            (Message::Commit(vote), Some(told)) => split(scene, &letter, &told, post, |scene, digest| {
                Message::Commit(scene.sign(Commit { digest, ..*vote.body() }))
            }),
            _ => post.pass(letter),
        }
    }
}

/// What a node was told instead of the truth.
fn tale_for(told: &super::Tales, to: NodeId) -> Option<Digest> {
    told.iter().find(|(_, audience)| audience.contains(&to)).map(|(digest, _)| *digest)
}

/// Each recipient gets the vote for what it was told.
fn split(
    scene: &Scene<'_>,
    letter: &Letter,
    told: &super::Tales,
    post: &mut Post,
    vote: impl Fn(&Scene<'_>, Digest) -> Message,
) {
    for to in letter.recipients(scene.me()) {
        let second = tale_for(told, to).map(|digest| vote(scene, digest));
        post.send(to, second.unwrap_or_else(|| letter.message.clone()));
    }
}

/// A2: the victims are kept in the dark while the others execute. When they give up on the view, the colluders say that nothing
/// has prepared, and a colluding primary starts a new view that assigns the same number again: every message of it is valid.
///
/// The correct replicas that executed would tell the victims, so the network must keep them apart.
#[derive(Clone, Debug, Default)]
struct ForkAcrossViews {
    victims: Option<Vec<NodeId>>,
    heard: Requests,
    /// Whether the victims were given a request to wait for.
    lured: bool,
    /// What the victims said about the latest view that they want.
    changes: BTreeMap<ReplicaId, Rc<Signed<ViewChange>>>,
    /// The view that this node leads the victims in, and the next number there.
    led: Option<(View, Seq)>,
}

impl ForkAcrossViews {
    /// Without a request that waits, the victims would never lose patience: they get one that the others execute later.
    fn lure(
        &mut self,
        scene: &Scene<'_>,
        request: &Rc<Signed<Request>>,
        victims: &[NodeId],
        post: &mut Post,
    ) {
        if !self.lured && self.heard.len() > 1 && scene.is_primary() {
            self.lured = true;
            post.send_each(victims, &Message::Request(Rc::clone(request)));
        }
    }

    /// A VIEW-CHANGE that is valid and keeps silent about everything.
    fn forgetful(scene: &Scene<'_>, view: View, replica: ReplicaId) -> Rc<Signed<ViewChange>> {
        scene.sign(ViewChange {
            view,
            low_water_mark: Seq(0),
            checkpoints: Vec::new(),
            prepared: Vec::new(),
            replica,
        })
    }

    fn on_view_change(
        &mut self,
        scene: &Scene<'_>,
        change: &Rc<Signed<ViewChange>>,
        victims: &[NodeId],
        post: &mut Post,
    ) {
        let view = change.view;
        self.changes.insert(change.replica, Rc::clone(change));
        self.changes.retain(|_, change| change.view >= view);
        if scene.quorums().primary(view) != scene.id() {
            post.send_each(victims, &Message::ViewChange(Self::forgetful(scene, view, scene.id())));
            return;
        }
        let allies = allies(scene);
        let enough = allies.len() + self.changes.len() >= scene.quorums().quorum as usize;
        if !enough || self.led.is_some_and(|(led, _)| led >= view) {
            return;
        }
        let own = allies.iter().map(|ally| Self::forgetful(scene, view, *ally));
        let mut changes: Vec<_> = self.changes.values().cloned().chain(own).collect();
        changes.sort_by_key(|change| change.replica);
        let plan = plan(&changes);
        let assign = |(seq, digest): &(Seq, Digest)| {
            scene.sign(PrePrepare { view, seq: *seq, digest: *digest, replica: scene.id() })
        };
        let pre_prepares = plan.assignments.iter().map(assign).collect();
        let body = NewView { view, view_changes: changes, pre_prepares, replica: scene.id() };
        post.send_each(victims, &Message::NewView(scene.sign(body)));
        self.led = Some((view, plan.max_seq().next()));
    }

    /// The victims tell their new primary what they wait for.
    fn propose(
        &mut self,
        scene: &Scene<'_>,
        request: &Rc<Signed<Request>>,
        victims: &[NodeId],
        post: &mut Post,
    ) {
        let Some((view, seq)) = self.led else { return };
        let batch = Rc::new(Batch::new(vec![Rc::clone(request)]));
        let body = PrePrepare { view, seq, digest: batch.digest(), replica: scene.id() };
        post.send_each(victims, &Message::PrePrepare { header: scene.sign(body), batch });
        self.led = Some((view, seq.next()));
    }

    /// Whatever the victims vote for in a view of the colluders has the colluders' votes.
    fn second(scene: &Scene<'_>, vote: &Prepare, victims: &[NodeId], post: &mut Post) {
        let Prepare { view, seq, digest, .. } = *vote;
        let (replica, primary) = (scene.id(), scene.quorums().primary(view));
        if !allies(scene).contains(&primary) {
            return;
        }
        if replica != primary {
            let prepare = scene.sign(Prepare { view, seq, digest, replica });
            post.send_each(victims, &Message::Prepare(prepare));
        }
        post.send_each(victims, &Message::Commit(scene.sign(Commit { view, seq, digest, replica })));
    }
}

impl Behaviour for ForkAcrossViews {
    fn hears(&mut self, scene: &mut Scene<'_>, input: &Heard, post: &mut Post) -> Delivery {
        let Input::Message { from, body } = input else { return Delivery::Deliver };
        if !scene.fires(scene.view(), None) {
            return Delivery::Deliver;
        }
        let victims = audience(scene, self.victims.as_ref());
        if !victims.contains(from) {
            self.heard.hear(input);
            if let Message::Request(request) = body {
                self.lure(scene, request, &victims, post);
            }
            return Delivery::Deliver;
        }
        match body {
            Message::Request(request) => self.propose(scene, request, &victims, post),
            Message::ViewChange(change) => self.on_view_change(scene, change, &victims, post),
            Message::Prepare(vote) if vote.view > scene.view() => Self::second(scene, vote, &victims, post),
            _ => {}
        }
        // The honest part stays with those who know the truth.
        Delivery::Suppress
    }

    fn says(&mut self, scene: &mut Scene<'_>, letter: Letter, post: &mut Post) {
        let victims = audience(scene, self.victims.as_ref());
        post.pass_to(scene, letter, |to| !victims.contains(&to));
    }
}
