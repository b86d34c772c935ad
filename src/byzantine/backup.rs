//! A faulty replica that is careless or false with its votes: B14 silent, B15 and B16 double votes, B17 withheld COMMITs, B18 selective
//! sending, B19 forged senders.

use super::memory::upper_half;
use super::{AppliesTo, Behaviour, Entry, Kind, Letter, Parameter, Post, Scene};
use crate::pbft::batch::null_digest;
use crate::pbft::message::{Commit, Prepare};
use crate::pbft::{Digest, Message, ReplicaId, Seq, View};
use crate::process::NodeId;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "silent",
        code: "B14",
        applies_to: AppliesTo::Replica,
        parameters: &[],
        make: |_| Box::new(Silent),
    },
    Entry {
        name: "double-prepare",
        code: "B15",
        applies_to: AppliesTo::Replica,
        parameters: &[VICTIMS],
        make: |arguments| Box::new(DoublePrepare { victims: arguments.nodes("victims") }),
    },
    Entry {
        name: "double-commit",
        code: "B16",
        applies_to: AppliesTo::Replica,
        parameters: &[VICTIMS],
        make: |arguments| Box::new(DoubleCommit { victims: arguments.nodes("victims") }),
    },
    Entry {
        name: "withhold-commit",
        code: "B17",
        applies_to: AppliesTo::Replica,
        parameters: &[],
        make: |_| Box::new(WithholdCommit),
    },
    Entry {
        name: "selective",
        code: "B18",
        applies_to: AppliesTo::Replica,
        parameters: &[Parameter { name: "to", kind: Kind::Nodes }],
        make: |arguments| Box::new(Selective { to: arguments.nodes("to") }),
    },
    Entry {
        name: "forge-sender",
        code: "B19",
        applies_to: AppliesTo::Replica,
        parameters: &[Parameter { name: "name", kind: Kind::Replica }],
        make: |arguments| Box::new(ForgeSender { name: arguments.replica("name") }),
    },
];

/// Who hears the other story; unless said, the upper half of the other replicas.
const VICTIMS: Parameter = Parameter { name: "victims", kind: Kind::Nodes };

/// B14: it sends nothing at all.
#[derive(Clone, Debug)]
struct Silent;

impl Behaviour for Silent {
    fn says(&mut self, _: &mut Scene<'_>, _: Letter, _: &mut Post) {}
}

/// B15: PREPARE for one digest to some, for another one to the others.
#[derive(Clone, Debug)]
struct DoublePrepare {
    victims: Option<Vec<NodeId>>,
}

impl Behaviour for DoublePrepare {
    fn says(&mut self, scene: &mut Scene<'_>, letter: Letter, post: &mut Post) {
        let Message::Prepare(vote) = &letter.message else { return post.pass(letter) };
        let vote = *vote.body();
        let victims = self.victims.clone();
        vote_twice(scene, &letter, (vote.view, vote.seq, vote.digest), victims, post, |scene, digest| {
            Message::Prepare(scene.sign(Prepare { digest, ..vote }))
        });
    }
}

/// B16: the same with COMMITs.
#[derive(Clone, Debug)]
struct DoubleCommit {
    victims: Option<Vec<NodeId>>,
}

impl Behaviour for DoubleCommit {
    fn says(&mut self, scene: &mut Scene<'_>, letter: Letter, post: &mut Post) {
        let Message::Commit(vote) = &letter.message else { return post.pass(letter) };
        let vote = *vote.body();
        let victims = self.victims.clone();
        vote_twice(scene, &letter, (vote.view, vote.seq, vote.digest), victims, post, |scene, digest| {
            Message::Commit(scene.sign(Commit { digest, ..vote }))
        });
    }
}

/// Sends a vote to some and a false one to the victims: for what its group tells them, or for the null batch.
fn vote_twice(
    scene: &mut Scene<'_>,
    letter: &Letter,
    (view, seq, digest): (View, Seq, Digest),
    victims: Option<Vec<NodeId>>,
    post: &mut Post,
    vote: impl Fn(&Scene<'_>, Digest) -> Message,
) {
    let told = scene.board(|board| board.tales(view, seq).cloned()).unwrap_or_default();
    let halves = victims.unwrap_or_else(|| upper_half(&scene.others()));
    for to in letter.recipients(scene.me()) {
        let tale = told.iter().find(|(_, audience)| audience.contains(&to)).map(|(digest, _)| *digest);
        let lie = tale.or_else(|| halves.contains(&to).then(null_digest)).filter(|lie| *lie != digest);
        post.send(to, lie.map_or_else(|| letter.message.clone(), |lie| vote(scene, lie)));
    }
}

/// B17: it prepares, and never commits.
#[derive(Clone, Debug)]
struct WithholdCommit;

impl Behaviour for WithholdCommit {
    fn says(&mut self, scene: &mut Scene<'_>, letter: Letter, post: &mut Post) {
        let commits = match &letter.message {
            Message::Commit(_) => true,
            // It holds the COMMIT that was kept back.
            Message::CommitCertificate(proof) => proof.commits.iter().any(|it| it.replica == scene.id()),
            _ => false,
        };
        if !commits {
            post.pass(letter);
        }
    }
}

/// B18: only its friends hear from it.
#[derive(Clone, Debug)]
struct Selective {
    /// Unless said, the lower half of the other replicas, and all clients.
    to: Option<Vec<NodeId>>,
}

impl Behaviour for Selective {
    fn says(&mut self, scene: &mut Scene<'_>, letter: Letter, post: &mut Post) {
        let friends = self.to.clone().unwrap_or_else(|| {
            let others = scene.others();
            others.get(..others.len() / 2).unwrap_or_default().to_vec()
        });
        let replicas = scene.params().replicas;
        post.pass_to(scene, letter, |to| friends.contains(&to) || (self.to.is_none() && to.0 >= replicas));
    }
}

/// B19: with each of its votes it sends one in the name of another replica, signed with its own key, so the signature is invalid.
#[derive(Clone, Debug)]
struct ForgeSender {
    /// The forged signer; by default the next replica.
    name: Option<NodeId>,
}

impl Behaviour for ForgeSender {
    fn says(&mut self, scene: &mut Scene<'_>, letter: Letter, post: &mut Post) {
        let next = ReplicaId((scene.id().0 + 1) % scene.quorums().n.max(1));
        let other = self.name.filter(|name| *name != scene.me());
        let replica = other.map_or(next, |name| ReplicaId(name.0));
        let forged = match &letter.message {
            Message::Prepare(vote) => Message::Prepare(scene.forge(Prepare { replica, ..*vote.body() })),
            Message::Commit(vote) => Message::Commit(scene.forge(Commit { replica, ..*vote.body() })),
            _ => return post.pass(letter),
        };
        let recipients = letter.recipients(scene.me());
        post.pass(letter);
        post.send_each(&recipients, &forged);
    }
}
