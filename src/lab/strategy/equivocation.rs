//! A faulty primary that tells different replicas different things: B2 equivocation, B3 equivocation with an own PREPARE.

use std::rc::Rc;

use super::{AppliesTo, Arguments, Behaviour, Entry, Heard, Hearing, Kind, Letter, Parameter, Post, Scene};
use crate::pbft::batch::Batch;
use crate::pbft::envelope::Signed;
use crate::pbft::message::{PrePrepare, Prepare, Request};
use crate::pbft::{Message, View};
use crate::process::{Input, NodeId};

const PARAMETERS: &[Parameter] = &[Parameter { name: "victims", kind: Kind::Nodes }];

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "equivocate",
        code: "B2",
        applies_to: AppliesTo::Replica,
        parameters: PARAMETERS,
        make: |arguments| Box::new(Equivocate::new(arguments, false)),
    },
    Entry {
        name: "equivocate-and-prepare",
        code: "B3",
        applies_to: AppliesTo::Replica,
        parameters: PARAMETERS,
        make: |arguments| Box::new(Equivocate::new(arguments, true)),
    },
];

/// How many requests it remembers, the latest: it needs one that a second batch can hold.
const HEARD_MAX: usize = 32;

/// B2: one batch to some backups, another one with the same number to the others. B3: and an own PREPARE for each.
#[derive(Clone, Debug)]
struct Equivocate {
    /// Who gets the second batch; unless said, the upper half of the backups.
    victims: Option<Vec<NodeId>>,
    and_prepare: bool,
    heard: Vec<Rc<Signed<Request>>>,
}

impl Equivocate {
    fn new(arguments: &Arguments, and_prepare: bool) -> Equivocate {
        Equivocate { victims: arguments.nodes("victims"), and_prepare, heard: Vec::new() }
    }

    /// A batch other than this one, which backups can find nothing wrong with if any other request was ever heard: the
    /// same requests the other way round, or another request in their place. Otherwise an empty one, which they refuse.
    fn other_batch(&self, batch: &Batch) -> Batch {
        if batch.requests().len() > 1 {
            return Batch::new(batch.requests().iter().rev().cloned().collect());
        }
        let fresh = |request: &&Rc<Signed<Request>>| !batch.requests().contains(request);
        Batch::new(self.heard.iter().rev().find(fresh).cloned().into_iter().collect())
    }
}

impl Behaviour for Equivocate {
    fn hears(&mut self, _: &mut Scene<'_>, input: &Heard, _: &mut Post) -> Hearing {
        if let Input::Message { body: Message::Request(request), .. } = input {
            self.heard.retain(|known| known != request);
            self.heard.push(Rc::clone(request));
            let extra = self.heard.len().saturating_sub(HEARD_MAX);
            self.heard.drain(..extra);
        }
        Hearing::Heed
    }

    fn says(&mut self, scene: &mut Scene<'_>, letter: Letter, post: &mut Post) {
        let Message::PrePrepare { header, batch } = &letter.message else { return post.pass(letter) };
        if header.replica != scene.id() {
            return post.pass(letter);
        }
        let (view, seq, digest) = (header.view, header.seq, header.digest);
        let victims = self.victims.clone().unwrap_or_else(|| upper_half(scene, view));
        let other = Rc::new(self.other_batch(batch));
        scene.board(|board| board.tell(view, seq, vec![(other.digest(), victims.clone())]));
        let body = PrePrepare { digest: other.digest(), ..*header.body() };
        let second = Message::PrePrepare { header: scene.sign(body), batch: other };
        let told = |digest| Prepare { view, seq, digest, replica: scene.id() };
        let votes = self.and_prepare.then(|| (scene.sign(told(digest)), scene.sign(told(body.digest))));
        for to in letter.recipients(scene.me()) {
            let is_victim = victims.contains(&to);
            post.send(to, if is_victim { second.clone() } else { letter.message.clone() });
            if let Some((first, second)) = &votes {
                post.send(to, Message::Prepare(Rc::clone(if is_victim { second } else { first })));
            }
        }
    }
}

/// The upper half of a view's backups, rounded up.
fn upper_half(scene: &Scene<'_>, view: View) -> Vec<NodeId> {
    let quorums = scene.quorums();
    let backups: Vec<NodeId> = quorums.replicas().others(quorums.primary(view).node()).collect();
    backups.get(backups.len() / 2..).unwrap_or_default().to_vec()
}
