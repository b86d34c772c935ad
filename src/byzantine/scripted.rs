//! A replica that follows a function of the user's.

use std::rc::Rc;

use super::{Actions, AppliesTo, Behaviour, Context, Delivery, NodeInput, Outgoing, StrategyDef};
use crate::byzantine::script::{
    Addressed, Desk, Handle, NO_MEMORY, Outcome, STRATEGY, ScriptLetter, ScriptMail, ScriptScene, shortened,
};
use crate::node::Mishap;
use crate::pbft::Message;
use crate::process::{Input, NodeId, Span};

/// The strategy that needs a function. It stands in no list of what there is to choose from: by its name alone it does nothing.
pub(super) const SCRIPT: StrategyDef = StrategyDef {
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
    outbox: Vec<Outgoing>,
}

impl Behaviour for Scripted {
    fn on_input(&mut self, _: &mut Context<'_>, input: &NodeInput, _: &mut Actions) -> Delivery {
        if let Input::Message { from, body } = input {
            self.inbox.push((*from, body.clone()));
        }
        Delivery::Deliver
    }

    fn on_send(&mut self, _: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        if self.script.is_some() {
            self.outbox.push(outgoing);
        } else {
            actions.pass(outgoing);
        }
    }

    fn weight(&self) -> usize {
        self.memory.len()
    }

    fn on_step_end(&mut self, context: &mut Context<'_>, actions: &mut Actions) {
        let (inbox, outbox) = (std::mem::take(&mut self.inbox), std::mem::take(&mut self.outbox));
        let Some(script) = &self.script else { return };
        if outbox.is_empty() && !context.fires(context.view(), None) {
            return;
        }
        match ask(script, context, &self.memory, inbox, outbox) {
            Ok(Outcome { letters: outgoing, memory, refused }) => {
                self.memory = memory;
                refused.into_iter().for_each(|error| actions.report(Mishap { error, failed: false }));
                outgoing.into_iter().for_each(|outgoing| dispatch(outgoing, context, actions));
            }
            Err(error) => actions.report(Mishap { error: shortened(&error), failed: true }),
        }
    }
}

fn ask(
    script: &Handle,
    context: &mut Context<'_>,
    memory: &str,
    inbox: Vec<(NodeId, Message)>,
    outbox: Vec<Outgoing>,
) -> Result<Outcome, String> {
    let desk = Rc::new(Desk::new(context.keys(), Rc::clone(context.config)));
    let mail = |(from, message): &(NodeId, Message)| ScriptMail { from: from.0, message: desk.show(message) };
    let outgoing = |outgoing: &Outgoing| ScriptLetter {
        to: outgoing.recipients(context.me()).into_iter().map(|to| to.0).collect(),
        message: desk.show(&outgoing.message),
        after_ms: None,
    };
    let (inbox, outbox) = (inbox.iter().map(mail).collect(), outbox.iter().map(outgoing).collect());
    let quorums = context.quorums();
    let given = ScriptScene {
        now: context.now().into(),
        replica: context.me().0,
        n: quorums.n,
        f: quorums.f,
        view: context.view().0,
        keys: desk.nodes(),
        random: u32::try_from(context.below(1 << 32)).unwrap_or(0),
        inbox,
        outbox,
    };
    let said = script.script().step(&given, memory, &desk)?;
    desk.close(&said)
}

fn dispatch(outgoing: Addressed, context: &Context<'_>, actions: &mut Actions) {
    let Addressed { to, message, after } = outgoing;
    if after > Span::ZERO {
        to.into_iter().for_each(|to| actions.later(after, Outgoing::to_one(to, message.clone())));
    } else if to == context.others() {
        actions.to_replicas(context, message);
    } else {
        actions.send_each(&to, &message);
    }
}
