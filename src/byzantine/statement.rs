//! A replica that makes one chosen statement at a chosen time: the strategy `say`, for directed schedules.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::helpers::Requests;
use super::{
    Actions, AppliesTo, Arguments, Behaviour, Context, Delivery, FAR_MAX, Kind, NodeInput, Parameter,
    StrategyDef,
};
use crate::pbft::batch::Batch;
use crate::pbft::envelope::Signed;
use crate::pbft::message::{Commit, NewView, PrePrepare, Prepare, ViewChange};
use crate::pbft::new_view::plan;
use crate::pbft::{ClientId, Message, ReplicaId, Seq, View};
use crate::process::{Input, NodeId, Span};

/// The statements: `view-change` claims that nothing has prepared, `new-view` uses the first VIEW-CHANGE of each other replica that
/// was heard, and `echo` returns each vote to its sender.
const MESSAGES: &[&str] = &["pre-prepare", "prepare", "commit", "view-change", "new-view", "echo"];

/// In no list of what there is to choose from: alone it means little, and a schedule needs several.
pub(super) const SAY: StrategyDef = StrategyDef {
    name: "say",
    code: "",
    applies_to: AppliesTo::Replica,
    parameters: &[
        Parameter { name: "message", kind: Kind::Choice(MESSAGES) },
        Parameter { name: "view", kind: Kind::Whole { min: 0, max: FAR_MAX, default: 0 } },
        Parameter { name: "seq", kind: Kind::Whole { min: 1, max: FAR_MAX, default: 1 } },
        Parameter { name: "client", kind: Kind::Client },
        Parameter { name: "to", kind: Kind::Nodes },
        Parameter { name: "after", kind: Kind::Time { max_ms: 60_000, default_ms: 0 } },
    ],
    make: |arguments| Box::new(Say::new(arguments)),
};

/// Says one thing, once, a while after the order came.
#[derive(Clone, Debug)]
struct Say {
    message: &'static str,
    view: View,
    seq: Seq,
    /// Whose latest request is in the batch.
    client: ClientId,
    /// All other replicas by default.
    to: Option<Vec<NodeId>>,
    after: Span,
    heard: Requests,
    changes: BTreeMap<ReplicaId, Rc<Signed<ViewChange>>>,
}

impl Say {
    fn new(arguments: &Arguments) -> Say {
        Say {
            message: arguments.choice("message"),
            view: View(arguments.whole("view")),
            seq: Seq(arguments.whole("seq")),
            client: arguments.client("client"),
            to: arguments.nodes("to"),
            after: arguments.span("after"),
            heard: Requests::default(),
            changes: BTreeMap::new(),
        }
    }

    /// The batch that the statement is about, if its request was heard.
    fn batch(&self) -> Option<Batch> {
        let request = self.heard.iter().rev().find(|request| request.client == self.client)?;
        Some(Batch::new(vec![Rc::clone(request)]))
    }

    fn statement(&self, context: &Context<'_>) -> Option<Message> {
        let (view, seq, replica) = (self.view, self.seq, context.id());
        Some(match self.message {
            "view-change" => Message::ViewChange(self.view_change(context)),
            "new-view" => Message::NewView(self.new_view(context)),
            "prepare" => {
                let digest = self.batch()?.digest();
                Message::Prepare(context.sign(Prepare { view, seq, digest, replica }))
            }
            "commit" => {
                let digest = self.batch()?.digest();
                Message::Commit(context.sign(Commit { view, seq, digest, replica }))
            }
            _ => {
                let batch = self.batch()?;
                let header = context.sign(PrePrepare { view, seq, digest: batch.digest(), replica });
                Message::PrePrepare { header, batch: Rc::new(batch) }
            }
        })
    }

    fn view_change(&self, context: &Context<'_>) -> Rc<Signed<ViewChange>> {
        context.sign(ViewChange {
            view: self.view,
            low_water_mark: Seq(0),
            checkpoints: Vec::new(),
            prepared: Vec::new(),
            replica: context.id(),
        })
    }

    fn new_view(&self, context: &Context<'_>) -> Rc<Signed<NewView>> {
        let (view, replica) = (self.view, context.id());
        let own = [(replica, self.view_change(context))];
        let changes: BTreeMap<_, _> = self.changes.clone().into_iter().chain(own).collect();
        let changes: Vec<_> = changes.into_values().take(context.quorums().quorum as usize).collect();
        let assign = |(seq, digest)| context.sign(PrePrepare { view, seq, digest, replica });
        let pre_prepares = plan(&changes).assignments.into_iter().map(assign).collect();
        context.sign(NewView { view, view_changes: changes, pre_prepares, replica })
    }

    fn recipients(&self, context: &Context<'_>) -> Vec<NodeId> {
        self.to.clone().unwrap_or_else(|| context.others())
    }
}

impl Behaviour for Say {
    fn on_start(&mut self, _: &mut Context<'_>, actions: &mut Actions) {
        if self.message != "echo" {
            actions.wake_after(self.after);
        }
    }

    fn on_input(&mut self, context: &mut Context<'_>, input: &NodeInput, actions: &mut Actions) -> Delivery {
        self.heard.hear(input);
        let Input::Message { from, body } = input else { return Delivery::Deliver };
        match body {
            Message::PrePrepare { batch, .. } => {
                batch.requests().iter().for_each(|request| self.heard.keep(request));
            }
            Message::ViewChange(change) if change.replica != context.id() => {
                self.changes.entry(change.replica).or_insert_with(|| Rc::clone(change));
            }
            Message::Prepare(_) | Message::Commit(_)
                if self.message == "echo" && self.recipients(context).contains(from) =>
            {
                actions.send(*from, body.clone());
            }
            _ => {}
        }
        Delivery::Deliver
    }

    fn on_timer(&mut self, context: &mut Context<'_>, actions: &mut Actions) {
        if let Some(statement) = self.statement(context) {
            actions.send_each(&self.recipients(context), &statement);
        }
    }
}
