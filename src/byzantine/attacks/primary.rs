//! Faulty primaries that send too little or too late: B1 silent, B4 slow, B5 censoring.

use crate::byzantine::{
    Actions, AppliesTo, Arguments, Behaviour, Context, Delivery, Kind, NodeInput, Outgoing, Parameter,
    StrategyDef,
};
use crate::pbft::{ClientId, Message, View};
use crate::process::{Input, Span};

pub(super) const STRATEGIES: &[StrategyDef] = &[
    StrategyDef {
        name: "silent-primary",
        code: "B1",
        applies_to: AppliesTo::Replica,
        parameters: &[],
        make: |_| Box::new(SilentPrimary),
    },
    StrategyDef {
        name: "slow-primary",
        code: "B4",
        applies_to: AppliesTo::Replica,
        parameters: &[Parameter { name: "percent", kind: Kind::Whole { min: 1, max: 1_000, default: 80 } }],
        make: |arguments| Box::new(SlowPrimary { percent: arguments.whole("percent") }),
    },
    StrategyDef {
        name: "censor",
        code: "B5",
        applies_to: AppliesTo::Replica,
        parameters: &[Parameter { name: "client", kind: Kind::Client }],
        make: Censor::boxed,
    },
];

/// B1: sends nothing while it is the primary.
#[derive(Clone, Debug)]
struct SilentPrimary;

impl Behaviour for SilentPrimary {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        if !context.is_primary() {
            actions.pass(outgoing);
        }
    }
}

/// B4: sends each PRE-PREPARE late, just before the backups would suspect it.
#[derive(Clone, Debug)]
struct SlowPrimary {
    /// The percentage of the view timeout that it waits.
    percent: u64,
}

impl Behaviour for SlowPrimary {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        match &outgoing.message {
            Message::PrePrepare { header, .. } if header.replica == context.id() => {
                let patience = context.params().view_timeout.0;
                actions.later(Span(patience.saturating_mul(self.percent) / 100), outgoing);
            }
            _ => actions.pass(outgoing),
        }
    }
}

/// B5: ignores the requests of one client while it is the primary or the next one: requests that it receives as a backup would
/// be proposed when it becomes the primary.
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
    fn on_input(&mut self, context: &mut Context<'_>, input: &NodeInput, _: &mut Actions) -> Delivery {
        let Input::Message { body: Message::Request(request), .. } = input else { return Delivery::Deliver };
        let leads = |view: &View| context.quorums().primary(*view) == context.id();
        let office = [context.view(), context.view().next()].into_iter().find(leads);
        match office.filter(|_| request.client == self.client) {
            Some(view) if context.fires(view, None) => Delivery::Suppress,
            _ => Delivery::Deliver,
        }
    }
}
