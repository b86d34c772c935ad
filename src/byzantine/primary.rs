//! A faulty primary that says too little or too late: B1 silent, B4 slow, B5 censoring.

use super::{AppliesTo, Arguments, Behaviour, Delivery, Entry, Heard, Kind, Letter, Parameter, Post, Scene};
use crate::pbft::{ClientId, Message, View};
use crate::process::{Input, Span};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "silent-primary",
        code: "B1",
        applies_to: AppliesTo::Replica,
        parameters: &[],
        make: |_| Box::new(SilentPrimary),
    },
    Entry {
        name: "slow-primary",
        code: "B4",
        applies_to: AppliesTo::Replica,
        parameters: &[Parameter { name: "percent", kind: Kind::Whole { min: 1, max: 1_000, default: 80 } }],
        make: |arguments| Box::new(SlowPrimary { percent: arguments.whole("percent") }),
    },
    Entry {
        name: "censor",
        code: "B5",
        applies_to: AppliesTo::Replica,
        parameters: &[Parameter { name: "client", kind: Kind::Client }],
        make: Censor::boxed,
    },
];

/// B1: as the primary it sends nothing at all.
#[derive(Clone, Debug)]
struct SilentPrimary;

impl Behaviour for SilentPrimary {
    fn says(&mut self, scene: &mut Scene<'_>, letter: Letter, post: &mut Post) {
        if !scene.is_primary() {
            post.pass(letter);
        }
    }
}

/// B4: each PRE-PREPARE leaves late, just before the backups would lose patience.
#[derive(Clone, Debug)]
struct SlowPrimary {
    /// How much of the view timeout it waits.
    percent: u64,
}

impl Behaviour for SlowPrimary {
    fn says(&mut self, scene: &mut Scene<'_>, letter: Letter, post: &mut Post) {
        match &letter.message {
            Message::PrePrepare { header, .. } if header.replica == scene.id() => {
                let patience = scene.params().view_timeout.0;
                post.later(Span(patience.saturating_mul(self.percent) / 100), letter);
            }
            _ => post.pass(letter),
        }
    }
}

/// B5: as the primary it never hears what one client asks. Nor does it while it is the next one to be: what it had heard as a
/// backup it would propose as soon as it is in office.
#[derive(Clone, Debug)]
struct Censor {
    client: ClientId,
}

impl Censor {
    fn boxed(arguments: &Arguments) -> Box<dyn Behaviour> {
        Box::new(Censor { client: arguments.client("client") })
    }
}

impl Behaviour for Censor {
    fn hears(&mut self, scene: &mut Scene<'_>, input: &Heard, _: &mut Post) -> Delivery {
        let Input::Message { body: Message::Request(request), .. } = input else { return Delivery::Deliver };
        let leads = |view: &View| scene.quorums().primary(*view) == scene.id();
        let office = [scene.view(), scene.view().next()].into_iter().find(leads);
        match office.filter(|_| request.client == self.client) {
            Some(view) if scene.fires(view, None) => Delivery::Suppress,
            _ => Delivery::Deliver,
        }
    }
}
