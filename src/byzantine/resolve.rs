//! Resolution of strategies: the name must exist and every parameter must be in range; missing parameters get their defaults.

use std::fmt;

use super::attacks::STRATEGIES;
use super::spec::{AppliesTo, Family, ParameterInfo, ParameterValue, Strategy, StrategyInfo, When};
use super::{Behaviour, scripted, statement};
use crate::byzantine::script::Handle;
use crate::error::codes::{self, ErrorDetail, ErrorValue};
use crate::error::{ErrorKind, LabError};
use crate::pbft::{ClientId, ProtocolParams, View};
use crate::process::{Fingerprint, NodeId, Sink, Span};
use crate::sim::{Ratio, Stream};
use crate::units::Ms;

/// The definition of a strategy.
pub struct StrategyDef {
    /// The stable name.
    pub name: &'static str,
    /// Its code in the catalogue of Byzantine behaviours.
    pub code: &'static str,
    /// Which nodes can follow it.
    pub applies_to: AppliesTo,
    /// Its parameters.
    pub parameters: &'static [Parameter],
    /// Creates its behaviour.
    pub make: fn(&Arguments) -> Box<dyn Behaviour>,
}

impl StrategyDef {
    /// A strategy of a replica.
    pub(super) const fn of_replica(
        name: &'static str,
        code: &'static str,
        parameters: &'static [Parameter],
        make: fn(&Arguments) -> Box<dyn Behaviour>,
    ) -> StrategyDef {
        StrategyDef { name, code, applies_to: AppliesTo::Replica, parameters, make }
    }
}

/// A parameter of a strategy.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// The name.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
}

/// The type of a parameter.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A whole number.
    Whole {
        /// The minimum.
        min: u64,
        /// The maximum.
        max: u64,
        /// The default.
        default: u64,
    },
    /// Milliseconds.
    Time {
        /// The maximum.
        max_ms: u64,
        /// The default.
        default_ms: u64,
    },
    /// True or false.
    Flag {
        /// The default.
        default: bool,
    },
    /// One of these. The default is the first.
    Choice(&'static [&'static str]),
    /// A replica. By default the strategy chooses.
    Replica,
    /// A client. The default is client 0.
    Client,
    /// Replicas and clients as nodes. By default the strategy chooses.
    Nodes,
}

/// A checked strategy.
#[derive(Clone)]
pub struct ResolvedStrategy {
    pub(super) def: &'static StrategyDef,
    pub(super) arguments: Arguments,
    pub(super) trigger: Trigger,
    /// The strategy as it was chosen.
    pub(super) chosen: Strategy,
}

impl ResolvedStrategy {
    /// The strategy as it was chosen.
    pub fn chosen(&self) -> &Strategy {
        &self.chosen
    }

    /// Whether it needs a function of the user.
    pub(crate) fn wants_script(&self) -> bool {
        self.def.name == scripted::SCRIPT.name
    }

    /// The same strategy with its function.
    pub(crate) fn with_script(mut self, script: Handle) -> ResolvedStrategy {
        self.arguments.0.push((FUNCTION, Argument::Script(script)));
        self
    }

    /// Its function.
    pub(crate) fn script(&self) -> Option<Handle> {
        self.arguments.script()
    }
}

impl fmt::Debug for ResolvedStrategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.chosen.fmt(f)
    }
}

/// The checked parameters of a strategy; a parameter that its definition does not declare is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments(Vec<(&'static str, Argument)>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Argument {
    Whole(u64),
    Time(Span),
    Flag(bool),
    Choice(&'static str),
    Nodes(Vec<NodeId>),
    Script(Handle),
}

/// The name of an argument that users cannot give as a parameter.
const FUNCTION: &str = "function";

impl Arguments {
    fn get(&self, name: &str) -> Option<&Argument> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, argument)| argument)
    }

    /// A whole number, or the number of a client.
    pub fn whole(&self, name: &str) -> u64 {
        if let Some(Argument::Whole(number)) = self.get(name) { *number } else { 0 }
    }

    /// A client.
    pub fn client(&self, name: &str) -> ClientId {
        ClientId(u32::try_from(self.whole(name)).unwrap_or(u32::MAX))
    }

    /// A duration.
    pub fn span(&self, name: &str) -> Span {
        if let Some(Argument::Time(span)) = self.get(name) { *span } else { Span::ZERO }
    }

    /// A flag.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Argument::Flag(true)))
    }

    /// One of the declared texts.
    pub fn choice(&self, name: &str) -> &'static str {
        if let Some(Argument::Choice(choice)) = self.get(name) { choice } else { "" }
    }

    /// The given nodes, if any.
    pub fn nodes(&self, name: &str) -> Option<Vec<NodeId>> {
        if let Some(Argument::Nodes(nodes)) = self.get(name) { Some(nodes.clone()) } else { None }
    }

    /// The function, if the strategy has one.
    pub fn script(&self) -> Option<Handle> {
        if let Some(Argument::Script(script)) = self.get(FUNCTION) { Some(script.clone()) } else { None }
    }

    /// The given replica, if any.
    pub fn replica(&self, name: &str) -> Option<NodeId> {
        self.nodes(name)?.first().copied()
    }
}

/// When a strategy acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    never: bool,
    views: Option<Vec<u64>>,
    seqs: Option<Vec<u64>>,
    ratio: Ratio,
}

impl Trigger {
    /// Whether it acts now on this view and this sequence number. Each call draws once.
    pub fn fires(&self, rng: &mut Stream, view: View, seq: Option<u64>) -> bool {
        let holds = !self.never
            && self.views.as_ref().is_none_or(|views| views.contains(&view.0))
            && self.seqs.as_ref().is_none_or(|seqs| seq.is_some_and(|seq| seqs.contains(&seq)));
        holds && (self.ratio == Ratio::ALWAYS || rng.happens(self.ratio))
    }
}

/// The context of a check, for its errors.
struct Check<'a> {
    choices: &'a ProtocolParams,
    what: ErrorKind,
    prefix: &'a str,
}

impl Strategy {
    /// Checks a strategy for a replica or a client of such a cluster. `prefix` precedes the name of a field in an error.
    ///
    /// # Errors
    /// The first wrong field.
    pub(crate) fn resolve(
        &self,
        whose: AppliesTo,
        choices: &ProtocolParams,
        what: ErrorKind,
        prefix: &str,
    ) -> Result<ResolvedStrategy, LabError> {
        let check = Check { choices, what, prefix };
        let def = check.def(&self.name, whose)?;
        if let Some(unknown) = self.parameters.keys().find(|name| def.parameter(name).is_none()) {
            return Err(check.unknown_parameter(def, unknown));
        }
        let mut arguments = Vec::new();
        for parameter in def.parameters {
            let argument = match self.parameters.get(parameter.name) {
                Some(value) => Some(check.argument(parameter, value)?),
                None => check.default(parameter),
            };
            arguments.extend(argument.map(|argument| (parameter.name, argument)));
        }
        let trigger = check.trigger(&self.when)?;
        Ok(ResolvedStrategy { def, arguments: Arguments(arguments), trigger, chosen: self.clone() })
    }
}

impl StrategyDef {
    fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// The definition as data for users.
    pub(super) fn info(&self) -> StrategyInfo {
        StrategyInfo {
            name: self.name.to_owned(),
            code: self.code.to_owned(),
            family: Family::of(self.code),
            applies_to: self.applies_to,
            parameters: self.parameters.iter().map(Parameter::info).collect(),
            about: format!("strategy-{}-about", self.name),
        }
    }
}

impl Parameter {
    fn info(&self) -> ParameterInfo {
        let (kind, range, default) = match self.kind {
            Kind::Whole { min, max, default } => {
                ("number", Some((min, max)), Some(ParameterValue::Whole(default)))
            }
            Kind::Time { max_ms, default_ms } => {
                ("ms", Some((0, max_ms)), Some(ParameterValue::Whole(default_ms)))
            }
            Kind::Flag { default } => ("flag", None, Some(ParameterValue::Flag(default))),
            Kind::Choice(choices) => {
                ("choice", None, choices.first().map(|choice| ParameterValue::Text((*choice).to_owned())))
            }
            Kind::Replica => ("replica", None, None),
            Kind::Client => ("client", None, Some(ParameterValue::Whole(0))),
            Kind::Nodes => ("nodes", None, None),
        };
        let choices = match self.kind {
            Kind::Choice(choices) => Some(choices.iter().map(|choice| (*choice).to_owned()).collect()),
            _ => None,
        };
        ParameterInfo {
            name: self.name.to_owned(),
            kind,
            min: range.map(|(min, _)| min),
            max: range.map(|(_, max)| max),
            choices,
            default,
            about: format!("strategy-parameter-{}", self.name),
        }
    }
}

impl Check<'_> {
    fn refuse(&self, field: &str, wrong: ErrorDetail) -> LabError {
        self.what.at(format!("{}{field}", self.prefix), wrong)
    }

    fn def(&self, name: &str, whose: AppliesTo) -> Result<&'static StrategyDef, LabError> {
        let all = || STRATEGIES.iter().copied().flatten().chain([&scripted::SCRIPT, &statement::SAY]);
        let found = all().find(|def| def.name == name);
        if let Some(def) = found.filter(|def| def.applies_to == whose) {
            return Ok(def);
        }
        let kind = if whose == AppliesTo::Client { "client" } else { "replica" };
        let fitting = all().filter(|def| def.applies_to == whose);
        let names = ErrorValue::names(fitting.map(|def| def.name));
        let shown: String = name.chars().take(40).collect();
        Err(self.refuse("name", codes::unknown_strategy(format!("{shown:?}"), kind, names)))
    }

    fn unknown_parameter(&self, def: &StrategyDef, unknown: &str) -> LabError {
        let shown: String = unknown.chars().take(40).collect();
        let known: Vec<&str> = def.parameters.iter().map(|parameter| parameter.name).collect();
        let wrong = match known.as_slice() {
            [] => codes::no_parameters(def.name),
            known => codes::unknown_parameter(def.name, ErrorValue::names(known.iter().copied())),
        };
        self.refuse(&format!("parameters.{shown}"), wrong)
    }

    fn argument(&self, parameter: &Parameter, value: &ParameterValue) -> Result<Argument, LabError> {
        let wrong = |wrong: ErrorDetail| self.refuse(&format!("parameters.{}", parameter.name), wrong);
        let ProtocolParams { replicas, clients, .. } = *self.choices;
        let nodes = replicas.saturating_add(clients);
        match (parameter.kind, value) {
            (Kind::Whole { min, max, .. }, ParameterValue::Whole(number)) if (min..=max).contains(number) => {
                Ok(Argument::Whole(*number))
            }
            (Kind::Whole { min, max, .. }, _) => Err(wrong(codes::out_of_range(shown(value), min, max))),
            (Kind::Time { max_ms, .. }, _) => {
                let span = time_of(value).filter(|span| span.0 <= max_ms * 1000);
                let outside = || codes::time_out_of_range(shown(value), 0_u32, max_ms);
                span.map(Argument::Time).ok_or_else(|| wrong(outside()))
            }
            (Kind::Flag { .. }, ParameterValue::Flag(flag)) => Ok(Argument::Flag(*flag)),
            (Kind::Flag { .. }, _) => Err(wrong(codes::not_a_boolean(shown(value)))),
            (Kind::Choice(choices), _) => {
                let text = if let ParameterValue::Text(text) = value { text } else { "" };
                let chosen = choices.iter().find(|choice| **choice == text);
                let none = || codes::not_one_of(shown(value), ErrorValue::choices(choices.iter().copied()));
                chosen.map(|choice| Argument::Choice(choice)).ok_or_else(|| wrong(none()))
            }
            (Kind::Replica, _) => self.member(value, replicas).map_or_else(
                || Err(wrong(codes::not_found(shown(value), "replica", replicas))),
                |replica| Ok(Argument::Nodes(vec![NodeId(replica)])),
            ),
            (Kind::Client, _) => self.member(value, clients).map_or_else(
                || Err(wrong(codes::not_found(shown(value), "client", clients))),
                |client| Ok(Argument::Whole(u64::from(client))),
            ),
            (Kind::Nodes, _) => {
                let listed = match value {
                    ParameterValue::Nodes(listed) => Some(listed),
                    _ => None,
                };
                let listed = listed.filter(|listed| listed.iter().all(|node| *node < nodes));
                let none = || wrong(codes::not_node_numbers(shown(value), nodes));
                Ok(Argument::Nodes(listed.ok_or_else(none)?.iter().copied().map(NodeId).collect()))
            }
        }
    }

    fn member(&self, value: &ParameterValue, count: u32) -> Option<u32> {
        let ParameterValue::Whole(number) = value else { return None };
        u32::try_from(*number).ok().filter(|number| *number < count)
    }

    fn default(&self, parameter: &Parameter) -> Option<Argument> {
        match parameter.kind {
            Kind::Whole { default, .. } => Some(Argument::Whole(default)),
            Kind::Time { default_ms, .. } => Some(Argument::Time(Span::from_ms(default_ms))),
            Kind::Flag { default } => Some(Argument::Flag(default)),
            Kind::Choice(choices) => choices.first().map(|choice| Argument::Choice(choice)),
            Kind::Client => Some(Argument::Whole(0)),
            Kind::Replica | Kind::Nodes => None,
        }
    }

    fn trigger(&self, when: &When) -> Result<Trigger, LabError> {
        let always = Trigger { never: false, views: None, seqs: None, ratio: Ratio::ALWAYS };
        match when {
            When::Always => Ok(always),
            When::Never => Ok(Trigger { never: true, ..always }),
            When::Where { views, seqs, ratio } => {
                let ratio = ratio.map(|ratio| ratio.engine()).transpose();
                let ratio = ratio.map_err(|wrong| self.refuse("when.ratio", wrong))?;
                let ratio = ratio.unwrap_or(Ratio::ALWAYS);
                Ok(Trigger { never: false, views: views.clone(), seqs: seqs.clone(), ratio })
            }
        }
    }
}

fn time_of(value: &ParameterValue) -> Option<Span> {
    match value {
        ParameterValue::Whole(ms) => Some(Span::from_ms(*ms)),
        ParameterValue::Time(ms) => Some(ms.span()),
        _ => None,
    }
}

fn shown(value: &ParameterValue) -> String {
    match value {
        ParameterValue::Flag(flag) => flag.to_string(),
        ParameterValue::Whole(number) => number.to_string(),
        ParameterValue::Time(ms) => Ms::text(*ms),
        ParameterValue::Text(text) => format!("{:?}", text.chars().take(40).collect::<String>()),
        ParameterValue::Nodes(nodes) => format!("{:?}", nodes.get(..8).unwrap_or(nodes)),
    }
}

impl Fingerprint for ResolvedStrategy {
    /// Its name, its arguments with defaults filled in, and its trigger; each part follows its length.
    fn fingerprint(&self, sink: &mut dyn Sink) {
        text(self.def.name, sink);
        for (name, argument) in &self.arguments.0 {
            text(name, sink);
            match argument {
                Argument::Whole(number) | Argument::Time(Span(number)) => numbers(&[*number], sink),
                Argument::Flag(flag) => numbers(&[u64::from(*flag)], sink),
                Argument::Choice(choice) => text(choice, sink),
                // A function has no name. Its effects are in the trace.
                Argument::Script(_) => {}
                Argument::Nodes(nodes) => {
                    numbers(&nodes.iter().map(|node| u64::from(node.0)).collect::<Vec<_>>(), sink);
                }
            }
        }
        let Trigger { never, views, seqs, ratio } = &self.trigger;
        numbers(&[u64::from(*never), u64::from(ratio.hits()), u64::from(ratio.of())], sink);
        for list in [views, seqs] {
            sink.bytes(&[u8::from(list.is_some())]);
            numbers(list.as_deref().unwrap_or_default(), sink);
        }
    }
}

fn text(text: &str, sink: &mut dyn Sink) {
    sink.bytes(&(text.len() as u64).to_be_bytes());
    sink.bytes(text.as_bytes());
}

pub(super) fn numbers(list: &[u64], sink: &mut dyn Sink) {
    sink.bytes(&(list.len() as u64).to_be_bytes());
    list.iter().for_each(|number| sink.bytes(&number.to_be_bytes()));
}
