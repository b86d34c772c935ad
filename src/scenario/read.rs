//! Reads scenarios, commands and goals from JSON: their shape. Whether they make sense is asked in [`validate`](super::validate).

use serde_json::Value;

use super::{Caption, Cluster, CryptoKind, Latency, LocalText, Network, Scenario, TimedCommand, VERSION};
use crate::byzantine::{self, Strategy};
use crate::error::codes::{self, ErrorValue};
use crate::error::{ErrorKind, LabError};
use crate::json::{self, Fields, Reader};
use crate::pbft::config::{CLIENTS_MAX, REPLICAS_MAX};
use crate::scenario::command::{Command, DiskKind};
use crate::scenario::goal::{GOALS_MAX, Goal, Phase};
use crate::scenario::lesson::{Quiz, Task};
use crate::scenario::weakened::Weakening;
use crate::units::{Ms, Ratio, TIME_MAX_US, WHOLE_MAX};

/// What the JSON export of a run, which holds a scenario, calls its format.
pub const EXPORT_FORMAT: &str = "pbft-lab-trace";
/// The version of that format.
pub const EXPORT_VERSION: u32 = 1;

/// How many commands a scenario may hold.
pub(super) const COMMANDS_MAX: usize = 100_000;
/// How many mutants a scenario may name.
pub(super) const MUTANTS_MAX: usize = 100;
/// How many captions a scenario may hold.
pub(super) const CAPTIONS_MAX: usize = 1_000;
/// How many bytes any other text may have; the checks know better.
pub(super) const ANY_BYTES_MAX: usize = 100_000;
/// How many groups or members a list of nodes may have.
pub(super) const NODES_MAX: usize = 200;

impl Scenario {
    /// Reads a scenario and checks all of it. The JSON export of a run holds one: that is read.
    ///
    /// # Errors
    /// The first mistake: its field, its value and what would be right.
    pub fn parse(text: &str) -> Result<Scenario, LabError> {
        let value = json::parse(text, ErrorKind::ScenarioError)?;
        let whole = Reader::new(ErrorKind::ScenarioError, &value);
        let scenario = scenario(&exported(&whole)?.unwrap_or(whole))?;
        scenario.check()?;
        Ok(scenario)
    }
}

impl Command {
    /// The names of all commands.
    pub(super) fn names() -> [&'static str; 17] {
        COMMANDS.map(|(name, _)| name)
    }

    /// Reads a command; whether it can be obeyed is asked when it is given.
    ///
    /// # Errors
    /// The first mistake: its field, its value and what would be right.
    pub fn parse(text: &str) -> Result<Command, LabError> {
        let value = json::parse(text, ErrorKind::CommandError)?;
        let (_, command) = command(&Reader::new(ErrorKind::CommandError, &value), &["do"])?;
        Ok(command)
    }
}

impl Goal {
    /// Reads a goal; whether it speaks of nodes that exist is asked when it is used.
    ///
    /// # Errors
    /// The first mistake: its field, its value and what would be right.
    pub fn parse(text: &str) -> Result<Goal, LabError> {
        let value = json::parse(text, ErrorKind::GoalError)?;
        goal(&Reader::new(ErrorKind::GoalError, &value))
    }
}

/// Replaces a default by what a field says, if it is there.
fn set<T>(
    target: &mut T,
    field: Option<Reader<'_>>,
    read: impl FnOnce(&Reader<'_>) -> Result<T, LabError>,
) -> Result<(), LabError> {
    if let Some(reader) = field {
        *target = read(&reader)?;
    }
    Ok(())
}

pub(super) fn optional<'a, T>(
    fields: &Fields<'a>,
    name: &str,
    read: impl FnOnce(&Reader<'a>) -> Result<T, LabError>,
) -> Result<Option<T>, LabError> {
    fields.get(name).map(|reader| read(&reader)).transpose()
}

pub(super) fn list<'a, T>(
    reader: &Reader<'a>,
    max: usize,
    read: impl Fn(&Reader<'a>) -> Result<T, LabError>,
) -> Result<Vec<T>, LabError> {
    reader.list(max)?.map(|element| read(&element)).collect()
}

/// The scenario in a JSON export; none where the text is none.
fn exported<'a>(whole: &Reader<'a>) -> Result<Option<Reader<'a>>, LabError> {
    let Ok(fields) = whole.any_object() else { return Ok(None) };
    let format = Value::from(EXPORT_FORMAT);
    if !fields.get("format").is_some_and(|reader| reader.is(&format)) {
        return Ok(None);
    }
    fields.need("version")?.version(EXPORT_VERSION)?;
    fields.need("scenario").map(Some)
}

/// The shape of a scenario.
pub(crate) fn scenario(reader: &Reader<'_>) -> Result<Scenario, LabError> {
    let known = &[
        "version", "title", "about", "cluster", "network", "commands", "captions", "goal", "ask", "task",
        "explain",
    ];
    // The version comes first: a later format may have fields that this reader would call unknown.
    optional(&reader.any_object()?, "version", version)?;
    let fields = reader.object(known)?;
    let defaults = Scenario::default();
    let commands = optional(&fields, "commands", |reader| list(reader, COMMANDS_MAX, timed_command))?;
    let captions = optional(&fields, "captions", |reader| list(reader, CAPTIONS_MAX, caption))?;
    Ok(Scenario {
        version: VERSION,
        title: optional(&fields, "title", LocalText::read)?,
        about: optional(&fields, "about", LocalText::read)?,
        cluster: optional(&fields, "cluster", cluster)?.unwrap_or(defaults.cluster),
        network: optional(&fields, "network", network)?.unwrap_or(defaults.network),
        commands: commands.unwrap_or_default(),
        captions: captions.unwrap_or_default(),
        goal: optional(&fields, "goal", goal)?,
        ask: optional(&fields, "ask", Quiz::read)?,
        task: optional(&fields, "task", Task::read)?,
        explain: optional(&fields, "explain", Quiz::read)?,
    })
}

fn version(reader: &Reader<'_>) -> Result<u32, LabError> {
    reader.version(VERSION)
}

fn cluster(reader: &Reader<'_>) -> Result<Cluster, LabError> {
    let fields = reader.object(&[
        "replicas",
        "clients",
        "seed",
        "checkpointInterval",
        "logSize",
        "batchMax",
        "viewTimeoutMs",
        "clientTimeoutMs",
        "statusIntervalMs",
        "resendIntervalMs",
        "fetchIntervalMs",
        "crypto",
        "mutants",
    ])?;
    let mut cluster = Cluster::default();
    set(&mut cluster.replicas, fields.get("replicas"), |reader| reader.small(1..=REPLICAS_MAX))?;
    set(&mut cluster.clients, fields.get("clients"), |reader| reader.small(0..=CLIENTS_MAX))?;
    set(&mut cluster.seed, fields.get("seed"), seed)?;
    set(&mut cluster.checkpoint_interval, fields.get("checkpointInterval"), number)?;
    cluster.log_size = cluster.checkpoint_interval.saturating_mul(2);
    set(&mut cluster.log_size, fields.get("logSize"), number)?;
    set(&mut cluster.batch_max, fields.get("batchMax"), small)?;
    set(&mut cluster.view_timeout_ms, fields.get("viewTimeoutMs"), ms)?;
    set(&mut cluster.client_timeout_ms, fields.get("clientTimeoutMs"), ms)?;
    set(&mut cluster.status_interval_ms, fields.get("statusIntervalMs"), ms)?;
    set(&mut cluster.resend_interval_ms, fields.get("resendIntervalMs"), ms)?;
    set(&mut cluster.fetch_interval_ms, fields.get("fetchIntervalMs"), ms)?;
    let crypto =
        [("every", CryptoKind::Every), ("once", CryptoKind::Once), ("symbolic", CryptoKind::Symbolic)];
    set(&mut cluster.crypto, fields.get("crypto"), |reader| reader.choice(&crypto))?;
    set(&mut cluster.mutants, fields.get("mutants"), |reader| list(reader, MUTANTS_MAX, mutant))?;
    Ok(cluster)
}

fn mutant(reader: &Reader<'_>) -> Result<Weakening, LabError> {
    let choices = Weakening::choices();
    let names = || ErrorValue::names(choices.iter().map(|(name, _)| *name));
    reader.choice(&choices).map_err(|_| reader.refuse(codes::unknown_name(reader.shown(), names())))
}

/// The seed stays text: a number of JavaScript cannot hold every seed.
fn seed(reader: &Reader<'_>) -> Result<String, LabError> {
    let text = reader.text(ANY_BYTES_MAX);
    text.map(str::to_owned).map_err(|_| reader.refuse(codes::seed_not_a_string(reader.shown())))
}

fn network(reader: &Reader<'_>) -> Result<Network, LabError> {
    let fields = reader.object(&["latencyMs", "loss", "duplicate", "reorder"])?;
    let mut network = Network::default();
    set(&mut network.latency_ms, fields.get("latencyMs"), latency)?;
    set(&mut network.loss, fields.get("loss"), ratio)?;
    set(&mut network.duplicate, fields.get("duplicate"), ratio)?;
    set(&mut network.reorder, fields.get("reorder"), ratio)?;
    Ok(network)
}

fn latency(reader: &Reader<'_>) -> Result<Latency, LabError> {
    let single = reader.single(&["constant", "uniform", "exponential"]);
    let (name, inner) =
        single.map_err(|_| reader.refuse(codes::wrong_form(reader.shown(), latency_of(reader))))?;
    match name {
        "constant" => Ok(Latency::Constant(ms(&inner)?)),
        "uniform" => {
            let pair = inner.pair();
            let (min, max) = pair.map_err(|_| inner.refuse(codes::wrong_form(inner.shown(), "[10, 30]")))?;
            Ok(Latency::Uniform(ms(&min)?, ms(&max)?))
        }
        _ => {
            let form = r#"{"min": 5, "mean": 20, "max": 100}"#;
            inner.any_object().map_err(|_| inner.refuse(codes::wrong_form(inner.shown(), form)))?;
            let fields = inner.object(&["min", "mean", "max"])?;
            let field = |name| ms(&fields.need(name)?);
            Ok(Latency::Exponential { min: field("min")?, mean: field("mean")?, max: field("max")? })
        }
    }
}

/// The probable meaning of a latency in another form.
fn latency_of(reader: &Reader<'_>) -> String {
    let shown = reader.shown().to_string();
    match shown.chars().all(|sign| sign.is_ascii_digit() || sign == '.') {
        true => format!(r#"{{"constant": {shown}}}"#),
        false => r#"{"uniform": [10, 30]}"#.to_owned(),
    }
}

fn ratio(reader: &Reader<'_>) -> Result<Ratio, LabError> {
    let wrong = || reader.refuse(codes::wrong_form(reader.shown(), ratio_of(&reader.shown().to_string())));
    let (hits, of) = reader.pair().map_err(|_| wrong())?;
    Ok(Ratio(small(&hits)?, small(&of)?))
}

/// A decimal fraction as a ratio; where it is none, any ratio: it only shows the form.
fn ratio_of(decimal: &str) -> String {
    ratio_of_decimal(decimal).unwrap_or_else(|| "[1, 100]".to_owned())
}

fn ratio_of_decimal(decimal: &str) -> Option<String> {
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let of = 10_u32.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let hits: u32 = format!("{whole}{fraction}").parse().ok()?;
    let (mut a, mut b) = (hits, of);
    while b > 0 {
        (a, b) = (b, a.checked_rem(b)?);
    }
    (hits <= of).then(|| Some(format!("[{}, {}]", hits.checked_div(a)?, of.checked_div(a)?)))?
}

fn timed_command(reader: &Reader<'_>) -> Result<TimedCommand, LabError> {
    let (fields, command) = command(reader, &["do", "atMs", "afterStep"])?;
    let after_step = optional(&fields, "afterStep", number)?;
    Ok(TimedCommand { at_ms: ms(&fields.need("atMs")?)?, after_step, command })
}

fn caption(reader: &Reader<'_>) -> Result<Caption, LabError> {
    let fields = reader.object(&["atMs", "text", "pause", "ask", "task", "explain"])?;
    let pause = optional(&fields, "pause", Reader::flag)?.unwrap_or(false);
    let ask = optional(&fields, "ask", Quiz::read)?;
    let task = optional(&fields, "task", Task::read)?;
    Ok(Caption {
        at_ms: ms(&fields.need("atMs")?)?,
        text: LocalText::read(&fields.need("text")?)?,
        pause: pause || ask.is_some() || task.is_some(),
        ask,
        task,
        explain: optional(&fields, "explain", Quiz::read)?,
    })
}

/// The commands and their fields.
const COMMANDS: [(&str, &[&str]); 17] = [
    ("submit", &["client", "operation"]),
    ("crash", &["replica", "afterPackets"]),
    ("restart", &["replica", "disk"]),
    ("pause", &["replica"]),
    ("resume", &["replica"]),
    ("behave", &["replica", "strategy", "strategies", "group"]),
    ("honest", &["replica"]),
    ("twin", &["replica", "sides"]),
    ("clientBehave", &["client", "strategy", "strategies", "group"]),
    ("partition", &["groups", "oneWay"]),
    ("heal", &[]),
    ("link", &["from", "to", "up", "latencyMs", "loss", "duplicate", "reorder", "hold"]),
    ("drop", &["packet"]),
    ("deliver", &["packet"]),
    ("duplicate", &["packet"]),
    ("delay", &["packet", "ms"]),
    ("timeout", &["node", "timer"]),
];

/// Reads a command; `common` are the fields that every command of this place may have.
fn command<'a>(reader: &Reader<'a>, common: &[&str]) -> Result<(Fields<'a>, Command), LabError> {
    let choices = COMMANDS.map(|(name, known)| (name, (name, known)));
    let (name, known) = reader.any_object()?.need("do")?.choice(&choices)?;
    let fields = reader.object(&[common, known].concat())?;
    let command = command_of(name, &fields)?;
    Ok((fields, command))
}

fn command_of(name: &str, fields: &Fields<'_>) -> Result<Command, LabError> {
    let small_of = |name| small(&fields.need(name)?);
    let packet = || number(&fields.need("packet")?);
    Ok(match name {
        "submit" => {
            let operation = fields.need("operation")?.text(json::TEXT_BYTES_MAX)?.to_owned();
            Command::Submit { client: small_of("client")?, operation }
        }
        "crash" => {
            let after_packets = optional(fields, "afterPackets", small)?;
            Command::Crash { replica: small_of("replica")?, after_packets }
        }
        "restart" => {
            let disks = [("kept", DiskKind::Kept), ("lost", DiskKind::Lost)];
            let disk = optional(fields, "disk", |reader| reader.choice(&disks))?.unwrap_or_default();
            Command::Restart { replica: small_of("replica")?, disk }
        }
        "pause" => Command::Pause { replica: small_of("replica")? },
        "resume" => Command::Resume { replica: small_of("replica")? },
        "behave" => {
            let (strategy, strategies, group) = behaviour_of(fields)?;
            Command::Behave { replica: small_of("replica")?, strategy, strategies, group }
        }
        "clientBehave" => {
            let (strategy, strategies, group) = behaviour_of(fields)?;
            Command::ClientBehave { client: small_of("client")?, strategy, strategies, group }
        }
        "honest" => Command::Honest { replica: small_of("replica")? },
        "twin" => {
            let side = |reader: &Reader<'_>| list(reader, NODES_MAX, small);
            Command::Twin {
                replica: small_of("replica")?,
                sides: list(&fields.need("sides")?, NODES_MAX, side)?,
            }
        }
        "partition" => {
            let group = |reader: &Reader<'_>| list(reader, NODES_MAX, small);
            let one_way = optional(fields, "oneWay", Reader::flag)?.unwrap_or(false);
            Command::Partition { groups: list(&fields.need("groups")?, NODES_MAX, group)?, one_way }
        }
        "heal" => Command::Heal {},
        "link" => link_of(fields)?,
        "drop" => Command::Drop { packet: packet()? },
        "deliver" => Command::Deliver { packet: packet()? },
        "duplicate" => Command::Duplicate { packet: packet()? },
        "delay" => Command::Delay { packet: packet()?, ms: ms(&fields.need("ms")?)? },
        // The caller has chosen among the names of the table: only this one is left.
        _ => {
            let timer = fields.need("timer")?.text(ANY_BYTES_MAX)?.to_owned();
            Command::Timeout { node: small_of("node")?, timer }
        }
    })
}

/// One strategy or several, and the group of colluders.
type Behaviour = (Option<Strategy>, Option<Vec<Strategy>>, Option<u32>);

fn behaviour_of(fields: &Fields<'_>) -> Result<Behaviour, LabError> {
    let strategy = optional(fields, "strategy", byzantine::read::strategy)?;
    let strategies = optional(fields, "strategies", byzantine::read::strategies)?;
    Ok((strategy, strategies, optional(fields, "group", small)?))
}

fn link_of(fields: &Fields<'_>) -> Result<Command, LabError> {
    Ok(Command::Link {
        from: small(&fields.need("from")?)?,
        to: small(&fields.need("to")?)?,
        up: optional(fields, "up", Reader::flag)?,
        latency_ms: optional(fields, "latencyMs", latency)?,
        loss: optional(fields, "loss", ratio)?,
        duplicate: optional(fields, "duplicate", ratio)?,
        reorder: optional(fields, "reorder", ratio)?,
        hold: optional(fields, "hold", Reader::flag)?,
    })
}

const GOALS: [&str; 14] = [
    "answered",
    "executedAtLeast",
    "stableAtLeast",
    "viewAtLeast",
    "phase",
    "stored",
    "timeAtLeastMs",
    "violation",
    "holds",
    "proven",
    "reached",
    "not",
    "all",
    "any",
];

pub(super) fn goal(reader: &Reader<'_>) -> Result<Goal, LabError> {
    let (name, inner) = reader.single(&GOALS)?;
    let inner_goal = || goal(&inner).map(Box::new);
    Ok(match name {
        "answered" => {
            let fields = inner.object(&["client", "count"])?;
            Goal::Answered { client: small(&fields.need("client")?)?, count: number(&fields.need("count")?)? }
        }
        "executedAtLeast" => Goal::ExecutedAtLeast(number(&inner)?),
        "stableAtLeast" => Goal::StableAtLeast(number(&inner)?),
        "viewAtLeast" => Goal::ViewAtLeast(number(&inner)?),
        "phase" => phase_goal(&inner)?,
        "stored" => stored_goal(&inner)?,
        "timeAtLeastMs" => Goal::TimeAtLeastMs(ms(&inner)?),
        "violation" => Goal::Violation(inner.text(ANY_BYTES_MAX)?.to_owned()),
        "holds" => Goal::Holds(inner.text(ANY_BYTES_MAX)?.to_owned()),
        "proven" => Goal::Proven(small(&inner)?),
        "reached" => Goal::Reached(inner_goal()?),
        "not" => Goal::Not(inner_goal()?),
        "all" => Goal::All(list(&inner, GOALS_MAX, goal)?),
        _ => Goal::Any(list(&inner, GOALS_MAX, goal)?),
    })
}

fn phase_goal(reader: &Reader<'_>) -> Result<Goal, LabError> {
    let fields = reader.object(&["replica", "seq", "atLeast"])?;
    let phases = [
        ("pre-prepared", Phase::PrePrepared),
        ("prepared", Phase::Prepared),
        ("committed-local", Phase::CommittedLocal),
        ("executed", Phase::Executed),
    ];
    Ok(Goal::Phase {
        replica: small(&fields.need("replica")?)?,
        seq: number(&fields.need("seq")?)?,
        at_least: fields.need("atLeast")?.choice(&phases)?,
    })
}

fn stored_goal(reader: &Reader<'_>) -> Result<Goal, LabError> {
    let fields = reader.object(&["replica", "key", "value"])?;
    let text = |name| fields.need(name)?.text(ANY_BYTES_MAX).map(str::to_owned);
    Ok(Goal::Stored { replica: small(&fields.need("replica")?)?, key: text("key")?, value: text("value")? })
}

fn small(reader: &Reader<'_>) -> Result<u32, LabError> {
    reader.small(0..=u32::MAX)
}

/// Numbers stay where JavaScript's are exact.
fn number(reader: &Reader<'_>) -> Result<u64, LabError> {
    reader.number(0..=WHOLE_MAX)
}

fn ms(reader: &Reader<'_>) -> Result<Ms, LabError> {
    reader.ms(Ms::from_us(0)..=Ms::from_us(TIME_MAX_US - 1))
}
