//! A replica that follows a function of the user's.

use std::rc::Rc;

use super::{AppliesTo, Behaviour, Delivery, Entry, Heard, Letter, Post, Scene};
use crate::byzantine::script::{
    Addressed, Desk, Handle, NO_MEMORY, Outcome, STRATEGY, ScriptLetter, ScriptMail, ScriptScene, shortened,
};
use crate::node::Mishap;
use crate::pbft::Message;
use crate::process::{Input, NodeId, Span};

/// The strategy that needs a function. It stands in no list of what there is to choose from: by its name alone it does nothing.
pub(super) const ENTRY: Entry = Entry {
    name: STRATEGY,
    code: "",
    applies_to: AppliesTo::Replica,
    parameters: &[],
    make: |arguments| {
        Box::new(Scripted {
            script: arguments.script(),
            memory: NO_MEMORY.into(),
            inbox: Vec::new(),
            outbox: Vec::new(),
        })
    },
};

/// Gathers what a step brings, and lets the function decide at its end.
#[derive(Clone, Debug)]
struct Scripted {
    /// None only where nobody joined the strategy with its function: then it lets everything pass.
    script: Option<Handle>,
    memory: Rc<str>,
    inbox: Vec<(NodeId, Message)>,
    outbox: Vec<Letter>,
}

impl Behaviour for Scripted {
    fn hears(&mut self, _: &mut Scene<'_>, input: &Heard, _: &mut Post) -> Delivery {
        if let Input::Message { from, body } = input {
            self.inbox.push((*from, body.clone()));
        }
        Delivery::Deliver
    }

    fn says(&mut self, _: &mut Scene<'_>, letter: Letter, post: &mut Post) {
        if self.script.is_some() {
            self.outbox.push(letter);
        } else {
            post.pass(letter);
        }
    }

    fn weight(&self) -> usize {
        self.memory.len()
    }

    fn ends(&mut self, scene: &mut Scene<'_>, post: &mut Post) {
        let (inbox, outbox) = (std::mem::take(&mut self.inbox), std::mem::take(&mut self.outbox));
        let Some(script) = &self.script else { return };
        if outbox.is_empty() && !scene.fires(scene.view(), None) {
            return;
        }
        match ask(script, scene, &self.memory, inbox, outbox) {
            Ok(Outcome { letters, memory, refused }) => {
                self.memory = memory;
                refused.into_iter().for_each(|error| post.report(Mishap { error, failed: false }));
                letters.into_iter().for_each(|letter| dispatch(letter, scene, post));
            }
            Err(error) => post.report(Mishap { error: shortened(&error), failed: true }),
        }
    }
}

fn ask(
    script: &Handle,
    scene: &mut Scene<'_>,
    memory: &str,
    inbox: Vec<(NodeId, Message)>,
    outbox: Vec<Letter>,
) -> Result<Outcome, String> {
    let desk = Rc::new(Desk::new(scene.keys(), Rc::clone(scene.config)));
    let mail = |(from, message): &(NodeId, Message)| ScriptMail { from: from.0, message: desk.show(message) };
    let letter = |letter: &Letter| ScriptLetter {
        to: letter.recipients(scene.me()).into_iter().map(|to| to.0).collect(),
        message: desk.show(&letter.message),
        after_ms: None,
    };
    let (inbox, outbox) = (inbox.iter().map(mail).collect(), outbox.iter().map(letter).collect());
    let quorums = scene.quorums();
    let given = ScriptScene {
        now: scene.now().into(),
        replica: scene.me().0,
        n: quorums.n,
        f: quorums.f,
        view: scene.view().0,
        keys: desk.nodes(),
        random: u32::try_from(scene.below(1 << 32)).unwrap_or(0),
        inbox,
        outbox,
    };
    let said = script.script().step(&given, memory, &desk)?;
    desk.close(&said)
}

fn dispatch(letter: Addressed, scene: &Scene<'_>, post: &mut Post) {
    let Addressed { to, message, after } = letter;
    if after > Span::ZERO {
        to.into_iter().for_each(|to| post.later(after, Letter::to_one(to, message.clone())));
    } else if to == scene.others() {
        post.to_replicas(scene, message);
    } else {
        post.send_each(&to, &message);
    }
}
