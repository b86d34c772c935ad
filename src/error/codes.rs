//! Error codes, each with its sentence and the values in it.
//!
//! One table holds all three, so no code lacks a value and no sentence contains a value that programs do not get.
//! `tests/refusals.rs` writes docs/errors.md from the table.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::units::Ms;

/// An error in English and as data. Its sentence begins with the field, unless [`Code::is_whole`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorDetail {
    /// The stable name, such as `out-of-range`.
    pub code: &'static str,
    /// The rest of the sentence, without the full stop.
    pub sentence: String,
    /// The values in the sentence.
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

/// A value in a sentence. In JavaScript it is a number, a text or a list of texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorValue {
    /// A number.
    Number(u64),
    /// A number of milliseconds.
    Time(Ms),
    /// A text, or a value as JSON.
    Text(String),
    /// A list of this length. Its contents are not shown.
    List(usize),
    /// An object. Its contents are not shown.
    Object,
    /// Names.
    Names(Vec<String>),
    /// The allowed texts.
    Choices(Vec<String>),
    /// A node by its number and its name.
    Node(u32, String),
}

impl ErrorValue {
    /// Names, in this order.
    pub fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> ErrorValue {
        ErrorValue::Names(names.into_iter().map(str::to_owned).collect())
    }

    /// The allowed texts.
    pub fn choices<'a>(choices: impl IntoIterator<Item = &'a str>) -> ErrorValue {
        ErrorValue::Choices(choices.into_iter().map(str::to_owned).collect())
    }

    /// The number that a program gets, if it is one.
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
            ErrorValue::List(length) => write!(f, "an array of {length}"),
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
            // JavaScript numbers are not exact above this.
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
    /// When the error occurs.
    pub about: &'static str,
    /// The sentence, with the names of its values in braces.
    pub sentence: &'static str,
    /// The names of its values.
    pub values: &'static [&'static str],
    /// The function of this module that creates it.
    pub made_by: &'static str,
    /// Whether the sentence is complete. Otherwise the field, or what was given, precedes it.
    pub is_whole: bool,
}

/// Defines, for each line, a function that takes the values and returns the error, and the table of all lines. The compiler
/// checks that a sentence contains no other values.
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

        /// All codes.
        pub fn codes() -> impl Iterator<Item = &'static Code> {
            [$($table),+].into_iter().flatten()
        }
    };
}

table! {
    READING, false {
        "The input exceeds the size limit."
        too_much_text(bytes, max) "too-much-text" "has {bytes} bytes of text; at most {max} are allowed"
        "The input exceeds the size limit, in characters."
        too_many_characters(characters, max) "too-many-characters"
            "has {characters} characters of text; at most {max} are allowed"
        "The JSON ends too early."
        unexpected_end(detail, line, column) "unexpected-end"
            "is not valid JSON: {detail} at line {line}, column {column}"
        "The text is not valid JSON."
        invalid_json(detail, line, column) "invalid-json"
            "is not valid JSON: {detail} at line {line}, column {column}"
        "An object has the same field twice."
        duplicate_field(name, line, column) "duplicate-field"
            "is not valid JSON: duplicate field {name} at line {line}, column {column}"
        "Lists and objects are nested too deeply."
        nested_too_deep(max, line, column) "nested-too-deep"
            "is nested too deeply at line {line}, column {column}: at most {max} levels are allowed"
        "A JavaScript value cannot be written as JSON."
        not_plain_data(detail) "not-plain-data" "is not plain JSON data: {detail}"
        "A required field is missing."
        missing() "missing" "is missing"
        "Unknown field."
        unknown_field(names) "unknown-field" "is not a known field; the known fields are {names}"
        "A number is not whole, or is below its minimum."
        too_small(value, min) "too-small" "is {value}; it must be a whole number, at least {min}"
        "A number is not whole, or is outside its range."
        out_of_range(value, min, max) "out-of-range" "is {value}; it must be a whole number from {min} to {max}"
        "A time is not a number, or is below its minimum."
        time_too_small(value, min) "time-too-small"
            "is {value}; it must be a number of milliseconds, at least {min}"
        "A time is not a number, or is outside its range."
        time_out_of_range(value, min, max) "time-out-of-range"
            "is {value}; it must be a number of milliseconds from {min} to {max}"
        "Not true or false."
        not_a_boolean(value) "not-a-boolean" "is {value}; it must be true or false"
        "Not a string."
        not_a_string(value) "not-a-string" "is {value}; it must be a string"
        "Not an array."
        not_an_array(value) "not-an-array" "is {value}; it must be an array"
        "Not an object."
        not_an_object(value) "not-an-object" "is {value}; it must be an object"
        "Not a pair of numbers."
        not_a_pair(value) "not-a-pair" "is {value}; it must be an array of two numbers"
        "A field of the network has the wrong form."
        wrong_form(value, example) "wrong-form" "is {value}; it must have a form such as {example}"
        "Not an object with exactly one of certain fields."
        not_exactly_one_field(value, names) "not-exactly-one-field"
            "is {value}; it must be an object with exactly one of the fields {names}"
        "Not one of the allowed texts."
        not_one_of(value, choices) "not-one-of" "is {value}; it must be {choices}"
        "Unknown name."
        unknown_name(value, names) "unknown-name" "is {value}; it must be one of {names}"
        "A text has too many bytes."
        too_long(bytes, max) "too-long" "has {bytes} bytes; at most {max} are allowed"
        "A list has too many entries."
        too_many_entries(count, max) "too-many-entries" "has {count} entries; at most {max} are allowed"
        "A text is not under a language tag."
        not_a_language_tag() "not-a-language-tag" "must be a language tag, such as en, zh or pt-BR"
        "Not hexadecimal digits."
        not_hexadecimal(value) "not-hexadecimal" "is {value}; it must be hexadecimal, two digits for each byte"
        "The wrong number of hexadecimal digits."
        wrong_digit_count(value, digits) "wrong-digit-count"
            "is {value}; it must have exactly {digits} hexadecimal digits"
        "A call after `free()`."
        freed() "freed" "was released with free() and can no longer be used: create a new one"
        "A method is called on something of another class."
        wrong_receiver(value, class) "wrong-receiver" "is {value}; call the method on a {class}"
        "A question asks for nothing, or for more than one thing."
        not_exactly_one_question(names) "not-exactly-one-question" "must ask for exactly one of {names}"
    }
    SCENARIOS, false {
        "The scenario has another version of the format."
        wrong_version(value, version) "wrong-version"
            "is {value}; it must be {version}, the only version that this engine reads"
        "A number of the cluster is outside its bounds."
        out_of_bounds(value, min, max) "out-of-bounds" "is {value}; it must be from {min} to {max}"
        "The log size is not a multiple of the checkpoint interval."
        not_a_multiple(value) "not-a-multiple" "is {value}; it must be a multiple of the checkpoint interval"
        "The seed is not a string."
        seed_not_a_string(value) "seed-not-a-string"
            "is {value}; it must be a whole number in quotes, such as \"7\""
        "The seed is not a number, or is too large."
        invalid_seed(value, max) "invalid-seed"
            "is {value}; it must be a whole number from 0 to {max} in quotes"
        "No seed was given, and the browser has no random source."
        no_random_seed(detail) "no-random-seed"
            "is missing, and the browser provided no random seed ({detail}): specify a seed"
        "A latency is too long."
        latency_too_long(max, limit) "latency-too-long" "goes up to {max} ms; at most {limit} ms are allowed"
        "The minimum of a range is above its maximum."
        min_above_max(min, max) "min-above-max"
            "goes from {min} ms down to {max} ms; put the smaller number first"
        "The mean is zero, or too long."
        wrong_mean(mean, limit) "wrong-mean"
            "has a mean of {mean} ms; it must be above 0 and at most {limit} ms"
        "Not a ratio `[part, whole]`."
        not_a_ratio(hits, of) "not-a-ratio"
            "is [{hits}, {of}]; it is a number of messages and the total, so the second number must be at least 1 and not below the first"
        "A delay is too long."
        delay_too_long(value, max) "delay-too-long" "is {value}; it must be at most {max}"
        "A goal has too many parts."
        too_many_parts(count, max) "too-many-parts" "has {count} parts; at most {max} are allowed"
        "A goal names an unknown invariant."
        unknown_invariant(value, wildcard, names) "unknown-invariant"
            "is {value}; it must be {wildcard} or one of {names}"
        "A question has too few choices."
        too_few_choices(count, min) "too-few-choices" "has {count} entries; at least {min} are needed"
        "A question has no right choice, or more than one."
        not_one_right_choice(count) "not-one-right-choice"
            "has {count} entries with \"right\": true; exactly one is needed"
        "A question has both choices and something to find."
        find_with_choices(count) "find-with-choices" "has {count} entries; a question with \"find\" has none"
        "A question has something to find and no reply, or the other way round."
        find_without_why() "find-without-why" "needs both \"find\" and \"why\", or neither"
        "A scenario has too many tasks."
        too_many_tasks(count, max) "too-many-tasks" "has {count} tasks; at most {max} are allowed"
        "There is a question after a task, but no task."
        explain_without_task() "explain-without-task" "needs a task in the same place: it is asked after the task"
        "The world cannot be built."
        cannot_be_set_up(detail) "cannot-be-set-up" "cannot be set up: {detail}"
        "A command of a scenario cannot be scheduled."
        cannot_be_scheduled(detail) "cannot-be-scheduled" "cannot be scheduled: {detail}"
        "A scene of the catalog lacks a text."
        missing_in_scene(scene) "missing-in-scene" "is missing in the scene {scene}"
    }
    MEMBERS, false {
        "There is no `kind` (replica, client, node or branch) of this number; `count` says how many there are."
        not_found(value, kind, count) "not-found"
            "is {value}; there is no such {kind} (count: {count}, numbered from 0)"
        "Not a list of existing node numbers."
        not_node_numbers(value, count) "not-node-numbers"
            "is {value}; it must be an array of node numbers, each below {count}"
        "There is no proof of this number."
        proof_not_found(value, count) "proof-not-found"
            "is {value}; {count} proofs were found so far, numbered from 0"
        "A packet is neither on the network nor in the trace."
        packet_not_found(value) "packet-not-found"
            "is {value}; no packet with this number is in flight or in the trace"
        "The trace has no record of this number."
        record_not_found(value, count) "record-not-found"
            "is {value}, but the trace has only {count} records, counted from 0"
    }
    STRATEGIES, false {
        "A list of strategies is empty."
        no_strategies() "no-strategies"
            "is empty; to make the replica correct again, use the command \"honest\""
        "No strategy is named."
        strategy_missing() "strategy-missing" "is missing; give one strategy, or several as strategies"
        "Both `strategy` and `strategies` are given."
        strategy_twice() "strategy-twice" "cannot be combined with strategy: use one of the two"
        "Unknown strategy for this kind of node."
        unknown_strategy(value, kind, names) "unknown-strategy"
            "is {value}; the strategies of a {kind} are {names}"
        "The strategy does not have this parameter."
        unknown_parameter(strategy, names) "unknown-parameter"
            "is not a known parameter; the parameters of {strategy} are {names}"
        "The strategy has no parameters."
        no_parameters(strategy) "no-parameters" "is not a known parameter; {strategy} has no parameters"
        "Not a value that a parameter can have."
        invalid_parameter_value(value) "invalid-parameter-value"
            "is {value}; it must be a number not below 0, a string, true or false, or an array of whole numbers not below 0"
        "Not a condition."
        not_a_condition(value) "not-a-condition" "is {value}; it must be \"always\", \"never\" or an object"
        "A twin does not have two sides."
        not_two_sides(count) "not-two-sides" "has {count} arrays; it must have two arrays of nodes"
    }
    LINKS, false {
        "Not a link."
        not_a_link() "not-a-link" "does not begin with a version number and a dot, such as \"1.\""
        "A link of a newer version."
        newer_version(version, known) "newer-version"
            "has version {version}, but this engine reads only version {known}: open it with a later release"
        "A link exceeds the size limit."
        link_too_large(bytes, max) "link-too-large" "has {bytes} bytes; at most {max} are allowed"
        "A link contains invalid characters."
        link_altered() "link-altered"
            "is damaged: it was truncated, or characters were added or changed; copy the whole link"
        "The checksum of a link is wrong."
        link_damaged() "link-damaged" "is damaged: a part is missing or was changed; copy the whole link"
        "The content of a link cannot be decompressed, or is too large."
        does_not_unpack(max) "does-not-unpack" "does not decompress to a text of at most {max} bytes"
        "The content of a link is not text."
        unpacks_to_invalid_text() "unpacks-to-invalid-text" "does not decompress to text"
        "The run of a link ends before its step."
        run_too_short(step, end) "run-too-short" "points to step {step}, but its run ends at step {end}"
        "Replaying the link gives a different run."
        run_mismatch() "run-mismatch"
            "was made by another release of the engine, in which this run was different"
        "Replaying the link gives a different run, perhaps because the scripts differ."
        script_mismatch() "script-mismatch"
            "was made with other scripts, or by another release of the engine: its run was different"
        "The run is too long for a link."
        too_many_steps(step, max) "too-many-steps"
            "would point to step {step}; at most {max} steps are replayed"
        "The link would be too long."
        link_too_long(characters, max) "link-too-long"
            "would have {characters} characters; at most {max} are allowed"
    }
    SCRIPTS, false {
        "A replica is to follow a script, but no function was given."
        script_missing(strategy, replica) "script-missing"
            "is \"{strategy}\", but replica {replica} has no function: set it with simulation.script({replica}, fn) before the command; a scenario or link that contains the command needs it when it is opened, as in new Simulation(scenario, {{{replica}: fn}})"
        "The functions are not an object by replica number."
        not_a_script_map() "not-a-script-map"
            "must be an object that maps replica numbers to functions, such as {{2: fn}}"
        "Not a function."
        not_a_function() "not-a-function" "must be a function"
        "A script signs too much in one step."
        too_many_signatures(max) "too-many-signatures" "signs more than {max} messages in one step"
        "A script sends too many packets in one step."
        too_many_sends(max) "too-many-sends" "sends more than {max} packets in one step"
        "A script sends too many bytes in one step."
        too_many_sent_bytes(max) "too-many-sent-bytes" "sends more than {max} bytes of its own in one step"
        "A script signs a kind of message that has no signature."
        unsigned_kind() "unsigned-kind" "has no signature: send it as it is"
        "A script sends to its own replica."
        to_itself(node) "to-itself" "is for node {node}, the replica itself"
        "A replica signs a message that only clients sign."
        replica_signs_request(value) "replica-signs-request"
            "is {value}, a replica; only a client signs a REQUEST"
        "The replica does not hold that key."
        key_not_held(author, names) "key-not-held"
            "needs the key of {author}; the available keys are those of {names}"
        "A message breaks the bounds of this cluster."
        invalid_message(detail) "invalid-message" "cannot be sent in this cluster: {detail}"
        "A sequence number is outside the water marks."
        outside_window(value, low, high) "outside-window"
            "is {value}; it must be above {low} and at most {high}"
        "A snapshot is not a valid state."
        invalid_snapshot(detail) "invalid-snapshot" "is not a state: {detail}"
        "A script calls the simulation that it belongs to."
        reentrant_call() "reentrant-call" "must not call its own simulation: a step is in progress"
        "A script returns a promise."
        returned_promise() "returned-promise"
            "returned a promise: a script is synchronous, and the engine does not wait"
        "A script returns a list."
        returned_list() "returned-list" "returned an array: put messages in outbox or pass them to send()"
        "A script returns an object."
        returned_object() "returned-object" "returned an object: a script returns nothing"
        "A script calls `sign` or `send` after it returned."
        called_late() "called-late"
            "called sign or send outside its step: they work only until the script returns"
    }
    COMMANDS, true {
        "There is no such node."
        node_not_found(node, nodes) "node-not-found" "there is no node {node}; there are {nodes}"
        "A node is down."
        node_down(node) "node-down" "{node} is down: restart it first"
        "A node is not down."
        node_not_down(node) "node-not-down" "{node} is not down, so it cannot restart"
        "A node is paused."
        node_paused(node) "node-paused" "{node} is paused: resume it first"
        "A node is not paused."
        node_not_paused(node) "node-not-paused" "{node} is not paused, so it cannot be resumed"
        "The packet is no longer on the network."
        packet_not_in_flight(packet) "packet-not-in-flight"
            "packet {packet} is not in flight: it was delivered, lost or never sent"
        "This timer is not running."
        timer_not_running(timer, node) "timer-not-running" "the timer {timer} is not running at {node}"
        "A partition has less than two groups."
        too_few_groups(groups) "too-few-groups"
            "a partition needs at least two groups of nodes, but this one has {groups}"
        "A group of a partition is empty."
        empty_group() "empty-group" "a group of a partition is empty: name at least one node"
        "A partition names a node twice."
        node_in_two_groups(node) "node-in-two-groups" "{node} is named twice: a node belongs to one group"
        "A command is for a time that has passed."
        in_the_past(at, now) "in-the-past" "it is for {at} ms, but it is already {now} ms"
        "The run has reached its limit of commands."
        too_many_commands(limit) "too-many-commands"
            "a run accepts at most {limit} commands, and this limit is reached"
        "The network has reached its limit of packets."
        too_many_packets(limit) "too-many-packets" "{limit} packets are in flight, which is the limit"
    }
    RUNS, false {
        "The run has reached its limit of branches."
        too_many_branches(limit) "too-many-branches"
            "would start another branch, but a run has at most {limit}: open its scenario again"
        "A command was executed, but its record is no longer kept."
        record_lost() "record-lost" "was carried out, but the trace is too short to keep its record"
    }
}
