//! A faulty primary that tells different replicas different things: B2 equivocation, B3 equivocation with an own PREPARE.

use std::rc::Rc;

use super::memory::{Requests, Told, own_proposal, proposal, upper_half};
use super::{AppliesTo, Arguments, Behaviour, Delivery, Entry, Heard, Kind, Letter, Parameter, Post, Scene};
use crate::pbft::batch::Batch;
use crate::pbft::message::{PrePrepare, Prepare};
use crate::pbft::{Message, View};
use crate::process::NodeId;

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

/// B2: one batch to some backups, another one with the same number to the others. B3: and an own PREPARE for each.
#[derive(Clone, Debug)]
struct Equivocate {
    /// Who gets the second batch; unless said, the upper half of the backups.
    victims: Option<Vec<NodeId>>,
    and_prepare: bool,
    heard: Requests,
    told: Told,
}

impl Equivocate {
    fn new(arguments: &Arguments, and_prepare: bool) -> Equivocate {
        Equivocate {
            victims: arguments.nodes("victims"),
            and_prepare,
            heard: Requests::default(),
            told: Told::default(),
        }
    }
}

impl Behaviour for Equivocate {
    fn hears(&mut self, _: &mut Scene<'_>, input: &Heard, _: &mut Post) -> Delivery {
        self.heard.hear(input);
        Delivery::Deliver
    }

    fn says(&mut self, scene: &mut Scene<'_>, letter: Letter, post: &mut Post) {
        let Some((header, batch)) = own_proposal(scene, &letter) else { return post.pass(letter) };
        let PrePrepare { view, seq, digest, .. } = header;
        let victims = self.victims.clone().unwrap_or_else(|| upper_half(&backups(scene, view)));
        // Without another request to propose: an empty batch, which the victims refuse.
        let other = self.told.once(&header, || self.heard.instead_of(&batch).unwrap_or_else(Batch::null));
        scene.board(|board| board.tell(view, seq, vec![(other.digest(), victims.clone())]));
        let body = PrePrepare { digest: other.digest(), ..header };
        let second = proposal(scene, body, other);
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

fn backups(scene: &Scene<'_>, view: View) -> Vec<NodeId> {
    let quorums = scene.quorums();
    quorums.replicas().others(quorums.primary(view).node()).collect()
}
