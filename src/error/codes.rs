//! Error codes, each with its sentence and the values in it.
//!
//! All three stand in one table, so that a code cannot lack a value and a sentence cannot speak of one that no program is told.
//! docs/errors.md is written from the table by `tests/refusals.rs`.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::units::Ms;

/// What is wrong with something, in English and as data. The sentence begins with the field, or is whole where it is about what
/// a command finds (see [`Code::is_whole`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorDetail {
    /// The stable name, such as `out-of-range`.
    pub code: &'static str,
    /// The rest of the sentence, without its point.
    pub sentence: String,
    /// What the sentence speaks of.
    pub values: Values,
}

/// Values by name, in the order of the sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values(pub Vec<(&'static str, ErrorValue)>);

impl Serialize for Values {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// A value that a sentence speaks of. In JavaScript it is a number, a text or a list of texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorValue {
    /// A number.
    Number(u64),
    /// A number of milliseconds.
    Time(Ms),
    /// A text, or a value as JSON writes it.
    Text(String),
    /// A list of this length, whose contents are not shown.
    List(usize),
    /// An object, of which more is not told.
    Object,
    /// Names.
    Names(Vec<String>),
    /// Texts of which one must stand.
    Choices(Vec<String>),
    /// A node by its number, and what people call it.
    Node(u32, String),
}

impl ErrorValue {
    /// Names, in their order.
    pub fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> ErrorValue {
        ErrorValue::Names(names.into_iter().map(str::to_owned).collect())
    }

    /// Texts of which one must stand.
    pub fn choices<'a>(choices: impl IntoIterator<Item = &'a str>) -> ErrorValue {
        ErrorValue::Choices(choices.into_iter().map(str::to_owned).collect())
    }

    /// The number that a program is told, if it is one.
    pub fn number(&self) -> Option<u64> {
        match self {
            ErrorValue::Number(number) => Some(*number),
            ErrorValue::Node(node, _) => Some(u64::from(*node)),
            _ => None,
        }
    }
}

impl fmt::Display for ErrorValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ErrorValue::Number(number) => write!(f, "{number}"),
            ErrorValue::Time(ms) => f.write_str(&ms.text()),
            ErrorValue::Text(text) | ErrorValue::Node(_, text) => f.write_str(text),
            ErrorValue::List(length) => write!(f, "a list of {length}"),
            ErrorValue::Object => f.write_str("an object"),
            ErrorValue::Names(names) => f.write_str(&names.join(", ")),
            ErrorValue::Choices(choices) => {
                let quoted: Vec<_> = choices.iter().map(|choice| format!("\"{choice}\"")).collect();
                f.write_str(&quoted.join(" or "))
            }
        }
    }
}

impl Serialize for ErrorValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            // Beyond it JavaScript's numbers are not exact.
            ErrorValue::Number(number) if *number >= 1 << 53 => serializer.collect_str(number),
            ErrorValue::Number(number) => serializer.serialize_u64(*number),
            ErrorValue::Time(ms) => ms.serialize(serializer),
            ErrorValue::Text(text) => serializer.serialize_str(text),
            ErrorValue::List(_) => serializer.serialize_str("[…]"),
            ErrorValue::Object => serializer.serialize_str("{…}"),
            ErrorValue::Names(texts) | ErrorValue::Choices(texts) => texts.serialize(serializer),
            ErrorValue::Node(node, _) => serializer.serialize_u32(*node),
        }
    }
}

impl From<u64> for ErrorValue {
    fn from(number: u64) -> ErrorValue {
        ErrorValue::Number(number)
    }
}

impl From<u32> for ErrorValue {
    fn from(number: u32) -> ErrorValue {
        ErrorValue::Number(u64::from(number))
    }
}

impl From<usize> for ErrorValue {
    fn from(number: usize) -> ErrorValue {
        ErrorValue::Number(number as u64)
    }
}

impl From<Ms> for ErrorValue {
    fn from(ms: Ms) -> ErrorValue {
        ErrorValue::Time(ms)
    }
}

impl From<&str> for ErrorValue {
    fn from(text: &str) -> ErrorValue {
        ErrorValue::Text(text.to_owned())
    }
}

impl From<String> for ErrorValue {
    fn from(text: String) -> ErrorValue {
        ErrorValue::Text(text)
    }
}

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// The stable name.
    pub code: &'static str,
    /// When it is given.
    pub about: &'static str,
    /// The sentence, with the names of its values in braces.
    pub sentence: &'static str,
    /// The names of its values.
    pub values: &'static [&'static str],
    /// The function of this module that makes it.
    pub made_by: &'static str,
    /// Whether the sentence stands by itself; otherwise the field, or what was given, stands before it.
    pub is_whole: bool,
}

/// Makes of each line a function that takes the values and gives what is wrong, and of all lines the table. That the sentence
/// speaks of no other values is seen by the compiler.
macro_rules! table {
    ($($table:ident, $is_whole:literal {
        $($about:literal $name:ident($($value:ident),*) $code:literal $sentence:literal)+
    })+) => {
        $($(
            #[doc = $about]
            pub fn $name($($value: impl Into<ErrorValue>),*) -> ErrorDetail {
                $(let $value = $value.into();)*
                let sentence = format!($sentence);
                ErrorDetail { code: $code, sentence, values: Values(vec![$((stringify!($value), $value)),*]) }
            }
        )+)+

        $(const $table: &[Code] = &[$(Code {
            code: $code,
            about: $about,
            sentence: $sentence,
            values: &[$(stringify!($value)),*],
            made_by: stringify!($name),
            is_whole: $is_whole,
        }),+];)+

        /// Every code.
        pub fn codes() -> impl Iterator<Item = &'static Code> {
            [$($table),+].into_iter().flatten()
        }
    };
}

table! {
    READING, false {
        "A text is longer than is read."
        too_much_text(bytes, max) "too-much-text" "has {bytes} bytes of text; at most {max} are read"
        "A text is longer than is read, counted in characters."
        too_many_characters(characters, max) "too-many-characters"
            "has {characters} characters of text; at most {max} are read"
        "The JSON ends too early."
        breaks_off(detail, line, column) "breaks-off" "cannot be read: {detail} at line {line} column {column}"
        "The text is no JSON."
        unreadable(detail, line, column) "unreadable" "cannot be read: {detail} at line {line} column {column}"
        "An object has a field twice."
        stands_twice(name, line, column) "stands-twice"
            "cannot be read: the field {name} stands twice at line {line} column {column}"
        "Lists and objects are nested too deeply."
        nested_too_deep(max, line, column) "nested-too-deep"
            "cannot be read: lists and objects are nested more than {max} deep at line {line} column {column}"
        "A JavaScript value cannot be written as JSON."
        no_plain_data(detail) "no-plain-data" "is not plain data: {detail}"
        "What must be there is not."
        missing() "missing" "is missing"
        "A field is not one of those that may stand there."
        unknown_field(names) "unknown-field" "is not known here; the fields that may stand are {names}"
        "A number is not whole, or below its least value."
        too_small(value, min) "too-small" "is {value}; it must be a whole number, at least {min}"
        "A number is not whole, or outside of its range."
        out_of_range(value, min, max) "out-of-range" "is {value}; it must be a whole number from {min} to {max}"
        "A time is no number, or below its least value."
        time_too_small(value, min) "time-too-small" "is {value}; it must be a number of milliseconds, at least {min}"
        "A time is no number, or outside of its range."
        time_out_of_range(value, min, max) "time-out-of-range"
            "is {value}; it must be a number of milliseconds from {min} to {max}"
        "It is neither true nor false."
        no_flag(value) "no-flag" "is {value}; it must be true or false"
        "It is no text."
        no_text(value) "no-text" "is {value}; it must be a text"
        "It is no list."
        no_list(value) "no-list" "is {value}; it must be a list"
        "It is no object."
        no_object(value) "no-object" "is {value}; it must be an object"
        "It is no pair of numbers."
        no_pair(value) "no-pair" "is {value}; it must be a list of two numbers"
        "A field of the network has another form."
        wrong_form(value, example) "wrong-form" "is {value}; it must have a form such as {example}"
        "It is no object with exactly one of some fields."
        no_single_field(value, names) "no-single-field"
            "is {value}; it must be an object with one of the fields {names}"
        "It is not one of the texts that may stand there."
        not_one_of(value, choices) "not-one-of" "is {value}; it must be {choices}"
        "It is not among the names that there are."
        not_among(value, names) "not-among" "is {value}; it must be one of {names}"
        "A text has too many bytes."
        too_long(bytes, max) "too-long" "has {bytes} bytes; at most {max} are allowed"
        "A list has too many entries."
        too_many_entries(count, max) "too-many-entries" "has {count} entries; at most {max} are allowed"
        "A text is not under a language tag."
        no_language_tag() "no-language-tag" "must be a language tag, such as en, zh or pt-BR"
        "It is not written in hexadecimal digits."
        no_hex(value) "no-hex" "is {value}; it must be hexadecimal digits, two for each byte"
        "It has not so many hexadecimal digits."
        no_digits(value, digits) "no-digits" "is {value}; it must be {digits} hexadecimal digits"
        "A call after `free()`."
        freed() "freed" "was given up with free() and cannot be used any more: make another one"
        "A question asks for nothing, or for two things."
        no_single_question(names) "no-single-question" "must ask for exactly one of {names}"
    }
    SCENARIOS, false {
        "A scenario is of another version of the format."
        wrong_version(value, version) "wrong-version"
            "is {value}; it must be {version}, the only version that this engine reads"
        "A number of the cluster is outside of its bounds."
        out_of_bounds(value, min, max) "out-of-bounds" "is {value}; it must be from {min} to {max}"
        "The log is no multiple of the checkpoint interval."
        no_multiple(value) "no-multiple" "is {value}, but it must be a multiple of the checkpoint interval"
        "A seed is no text."
        no_seed_text(value) "no-seed-text" "is {value}; it must be a whole number in quotes, such as \"7\""
        "A seed is no number, or too large."
        no_seed(value, max) "no-seed" "is {value}; it must be a whole number from 0 to {max} in quotes"
        "No seed was given, and the browser gave none."
        no_random_seed(detail) "no-random-seed"
            "is missing, and the browser gave no random one ({detail}): give a seed"
        "A latency is too long."
        latency_too_long(max, limit) "latency-too-long" "goes up to {max} ms; at most {limit} ms are allowed"
        "The larger end of a range stands first."
        upside_down(min, max) "upside-down" "goes from {min} ms down to {max} ms; put the smaller first"
        "A mean is zero, or too long."
        wrong_mean(mean, limit) "wrong-mean" "has a mean of {mean} ms; it must be above 0 and at most {limit}"
        "A pair of numbers says not how many of how many."
        no_ratio(hits, of) "no-ratio"
            "is [{hits}, {of}]; it says how many of how many, so the second number must be at least 1 and at least the first"
        "A delay is too long."
        delay_too_long(value, max) "delay-too-long" "is {value}; it must be at most {max}"
        "A goal has too many parts."
        too_many_parts(count, max) "too-many-parts" "has {count} parts; at most {max} are allowed"
        "A goal names an invariant that there is not."
        unknown_invariant(value, wildcard, names) "unknown-invariant"
            "is {value}; it must be {wildcard} or one of {names}"
        "The world cannot be built."
        cannot_be_set_up(detail) "cannot-be-set-up" "cannot be set up: {detail}"
        "A command of a scenario cannot be taken in."
        cannot_be_scheduled(detail) "cannot-be-scheduled" "cannot be scheduled: {detail}"
        "A scene of the catalog lacks something."
        missing_in_scene(scene) "missing-in-scene" "is missing in the scene {scene}"
    }
    MEMBERS, false {
        "There is none of this `kind`: replica, client, node or branch."
        there_is_none(value, kind) "there-is-none" "is {value}, but there is no {kind}"
        "There is only one of this `kind`."
        only_one(value, kind) "only-one" "is {value}; the only {kind} is 0"
        "There is none of this `kind` and number."
        no_such(value, kind, last) "no-such" "is {value}; it must be the number of a {kind}, from 0 to {last}"
        "There is none of this `kind` and number; `count` tells how many there are."
        no_such_below(value, kind, count) "no-such-below"
            "is {value}; it must be the number of a {kind}, below {count}"
        "It is no list of nodes that there are."
        no_nodes(value, count) "no-nodes" "is {value}; it must be a list of numbers of nodes, each below {count}"
        "There is no such proof."
        no_such_proof(value, count) "no-such-proof" "is {value}; {count} proofs were found so far, numbered from 0"
        "A packet is neither on the network nor in the trace."
        unknown_packet(value) "unknown-packet"
            "is {value}; no packet of that number is on the network or in the trace"
        "The trace has no such record."
        no_such_record(value, count) "no-such-record"
            "is {value}, but the trace has only {count} records, counted from 0"
    }
    STRATEGIES, false {
        "A list of strategies is empty."
        no_strategies() "no-strategies" "is empty; to make the replica honest again, do \"honest\""
        "No strategy is named."
        strategy_missing() "strategy-missing" "is missing; name one strategy, or several as strategies"
        "One strategy stands beside several."
        strategy_twice() "strategy-twice" "stands beside strategy; give one of the two"
        "Whoever it is, a replica or a client, has no such strategy."
        unknown_strategy(value, kind, names) "unknown-strategy" "is {value}; the strategies of a {kind} are {names}"
        "The strategy has no such parameter."
        unknown_parameter(strategy, names) "unknown-parameter"
            "is not known here; the parameters of {strategy} are {names}"
        "The strategy has no parameters at all."
        no_parameters(strategy) "no-parameters" "is not known here; {strategy} has no parameters"
        "It is nothing that a parameter can be."
        no_parameter_value(value) "no-parameter-value"
            "is {value}; it must be a number from 0 on, a text, true or false, or a list of whole numbers from 0 on"
        "It is no condition."
        no_condition(value) "no-condition" "is {value}; it must be \"always\", \"never\" or an object"
        "A twin has not two sides."
        not_two_sides(count) "not-two-sides" "has {count} lists; it must be two lists of nodes"
    }
    LINKS, false {
        "It is no link at all."
        no_link() "no-link" "does not begin as one does, with a version and a point, such as \"1.\""
        "A link is of a later version."
        later_version(version, known) "later-version"
            "is of version {version}, and this engine reads version {known} only: open it with a later release"
        "A link is longer than is read."
        link_too_large(bytes, max) "link-too-large" "has {bytes} bytes; at most {max} are read"
        "A link has other characters than a link has."
        link_altered() "link-altered"
            "is damaged: it was cut, or characters were added or altered; copy it whole"
        "The checksum of a link is wrong."
        link_damaged() "link-damaged" "is damaged: a part of it is missing or was altered; copy it whole"
        "What a link holds does not unpack, or to too much."
        does_not_unpack(max) "does-not-unpack" "does not unpack to a text of at most {max} bytes"
        "What a link holds is no text."
        unpacks_to_no_text() "unpacks-to-no-text" "unpacks to what is no text"
        "The run of a link ends before its moment."
        run_too_short(step, end) "run-too-short" "stands at step {step}, but its run ends at step {end}"
        "The run of a link goes differently."
        other_run() "other-run"
            "was made by another release of the engine, in which this run went differently"
        "The run of a link goes differently, perhaps for its scripts."
        other_scripts() "other-scripts"
            "was made with other scripts, or by another release of the engine: its run went differently"
        "The run is too long for a link."
        too_many_steps(step, max) "too-many-steps" "would stand at step {step}; at most {max} are played again"
        "The link would be too long."
        link_too_long(characters, max) "link-too-long"
            "would have {characters} characters; at most {max} are allowed"
    }
    SCRIPTS, false {
        "A replica shall follow a script, and has none."
        script_missing(strategy, replica) "script-missing"
            "is \"{strategy}\", and no function was given for replica {replica}: give it with simulation.script({replica}, fn) before the command; a scenario or link that has the command in it needs it when it is opened, as in new Simulation(scenario, {{{replica}: fn}})"
        "The functions are not given as they must be."
        no_scripts() "no-scripts" "must be an object of functions by the numbers of replicas, such as {{2: fn}}"
        "It is no function."
        no_function() "no-function" "must be a function"
        "A script signs too much in one step."
        signs_too_much(max) "signs-too-much" "signs more than {max} messages in one step"
        "A script sends too many packets in one step."
        sends_too_many(max) "sends-too-many" "sends more than {max} packets in one step"
        "A script sends too many bytes in one step."
        sends_too_much(max) "sends-too-much" "sends more than {max} bytes of its own in one step"
        "A kind of message that carries no signature shall be signed."
        unsigned_kind() "unsigned-kind" "carries no signature: it is sent as it is"
        "A script sends to its own replica."
        to_itself(node) "to-itself" "is for node {node}, the replica itself"
        "A replica shall sign what only clients sign."
        replica_signs_request(value) "replica-signs-request" "is {value}, a replica; a client signs a REQUEST"
        "The replica does not hold that key."
        foreign_name(author, names) "foreign-name"
            "speaks in the name of {author}; the keys at hand are those of {names}"
        "A message breaks the bounds of this cluster."
        cannot_travel(detail) "cannot-travel" "cannot travel in this cluster: {detail}"
        "A sequence number is outside of the window."
        outside_window(value, low, high) "outside-window" "is {value}; it must be above {low} and at most {high}"
        "A snapshot is no state."
        no_state(detail) "no-state" "is no state: {detail}"
        "A script calls the run that it takes part in."
        calls_itself() "calls-itself"
            "must not call the simulation that it takes part in: it is in the middle of a step"
        "A script returns a promise."
        returned_promise() "returned-promise"
            "returned a promise: a script is called synchronously and nothing is waited for"
        "A script returns a list."
        returned_list() "returned-list"
            "returned a list: what shall be sent must stand in outbox, or be given to send"
        "A script returns an object."
        returned_object() "returned-object" "returned an object: a script returns nothing"
        "A script keeps sign or send and calls it later."
        called_late() "called-late"
            "called sign or send outside of its step: they work until the script returns"
    }
    COMMANDS, true {
        "There is no such node."
        no_such_node(node, nodes) "no-such-node" "there is no node {node}; there are {nodes}"
        "A node is down."
        node_down(node) "node-down" "{node} is down: restart it first"
        "A node is not down."
        node_not_down(node) "node-not-down" "{node} is not down, so it cannot restart"
        "A node is paused."
        node_paused(node) "node-paused" "{node} is paused: resume it first"
        "A node is not paused."
        node_not_paused(node) "node-not-paused" "{node} is not paused, so it cannot be resumed"
        "A packet is not on the network any more."
        no_such_packet(packet) "no-such-packet"
            "packet {packet} is not in flight: it has arrived, was lost or was never sent"
        "No such timer runs."
        timer_not_running(timer, node) "timer-not-running" "no timer {timer} is running at {node}"
        "A partition has less than two groups."
        too_few_groups(groups) "too-few-groups"
            "a partition needs at least two groups of nodes, but this one has {groups}"
        "A group of a partition is empty."
        empty_group() "empty-group" "a group of a partition is empty: name at least one node"
        "A partition names a node twice."
        node_in_two_groups(node) "node-in-two-groups" "{node} is named twice: a node belongs to one group"
        "A command is for a time that has passed."
        in_the_past(at, now) "in-the-past" "it is for {at} ms, but it is already {now} ms"
        "A run has had as many commands as it may have."
        too_many_commands(limit) "too-many-commands"
            "this world takes at most {limit} commands, and they are used up"
        "As many packets as there may be are on the network."
        too_many_packets(limit) "too-many-packets"
            "{limit} packets are in flight, which is the limit of this world"
    }
    RUNS, false {
        "A run has had as many branches as it may have."
        too_many_branches(limit) "too-many-branches"
            "would begin another branch, and a run has at most {limit}: open its scenario anew"
        "A command was obeyed, but its record is lost already."
        record_lost() "record-lost" "was obeyed, but the trace is too short to keep its record"
    }
}
