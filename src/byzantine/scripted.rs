//! Scripted strategy: the replica follows a function that the user wrote.

use std::rc::Rc;

use super::{Actions, AppliesTo, Behaviour, Context, Delivery, NodeInput, Outgoing, StrategyDef};
use crate::byzantine::script::{
    AddressedMessage, CheckedOutput, Handle, NO_MEMORY, STRATEGY, ScriptContext, ScriptIncoming, ScriptInput,
    ScriptOutgoing, shortened,
};
use crate::node::ScriptError;
use crate::pbft::Message;
use crate::process::{Input, NodeId, Span};

/// The strategy that calls a function. It is not in the list of strategies, because it does nothing without one.
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

/// Collects the messages of a step, and calls the function at its end.
#[derive(Clone, Debug)]
struct Scripted {
    /// `None` only if the strategy was not bound to a function. Then it changes nothing.
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
        match call(script, context, &self.memory, inbox, outbox) {
            Ok(CheckedOutput { outgoing, memory, refused }) => {
                self.memory = memory;
                refused
                    .into_iter()
                    .for_each(|message| actions.report(ScriptError { message, failed: false }));
                outgoing.into_iter().for_each(|outgoing| dispatch(outgoing, context, actions));
            }
            Err(error) => actions.report(ScriptError { message: shortened(&error), failed: true }),
        }
    }
}

fn call(
    script: &Handle,
    context: &mut Context<'_>,
    memory: &str,
    inbox: Vec<(NodeId, Message)>,
    outbox: Vec<Outgoing>,
) -> Result<CheckedOutput, String> {
    let script_context = Rc::new(ScriptContext::new(context.keys(), Rc::clone(context.config)));
    let incoming = |(from, message): &(NodeId, Message)| ScriptIncoming {
        from: from.0,
        message: script_context.show(message),
    };
    let outgoing = |outgoing: &Outgoing| ScriptOutgoing {
        to: outgoing.recipients(context.me()).into_iter().map(|to| to.0).collect(),
        message: script_context.show(&outgoing.message),
        after_ms: None,
    };
    let (inbox, outbox) = (inbox.iter().map(incoming).collect(), outbox.iter().map(outgoing).collect());
    let quorums = context.quorums();
    let input = ScriptInput {
        now: context.now().into(),
        replica: context.me().0,
        n: quorums.n,
        f: quorums.f,
        view: context.view().0,
        keys: script_context.nodes(),
        random: u32::try_from(context.below(1 << 32)).unwrap_or(0),
        inbox,
        outbox,
    };
    let output = script.script().step(&input, memory, &script_context)?;
    script_context.check(&output)
}

fn dispatch(outgoing: AddressedMessage, context: &Context<'_>, actions: &mut Actions) {
    let AddressedMessage { to, message, after } = outgoing;
    if after > Span::ZERO {
        to.into_iter().for_each(|to| actions.later(after, Outgoing::to_one(to, message.clone())));
    } else if to == context.others() {
        actions.to_replicas(context, message);
    } else {
        actions.send_each(&to, &message);
    }
}
