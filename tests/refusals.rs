//! Refusals as data: each has a code of the table, with the values that the table promises. docs/errors.md, which lists them, is
//! written by a test here (`UPDATE_EXPECT=1`).

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use expect_test::expect_file;
use pbft_lab::byzantine::script::{Handle, ScriptContext, ScriptInput, ScriptOutput, Scripts};
use pbft_lab::error::LabError;
use pbft_lab::error::codes::{Code, ErrorValue, codes};
use pbft_lab::explain::Question;
use pbft_lab::export::Format;
use pbft_lab::run::history::History;
use pbft_lab::scenario::Scenario;
use pbft_lab::scenario::command::Command;
use pbft_lab::scenario::link::Link;
use pbft_lab::units::Ms;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

fn of_scenario(text: &str) -> LabError {
    Scenario::parse(text).and_then(History::open).map(drop).unwrap_err()
}

fn of_cluster(fields: &str) -> LabError {
    of_scenario(&format!(r#"{{"cluster": {{{fields}}}}}"#))
}

fn of_latency(fields: &str) -> LabError {
    of_scenario(&format!(r#"{{"network": {{"latencyMs": {fields}}}}}"#))
}

fn of_command(text: &str) -> LabError {
    let mut history = History::open(Scenario::default()).unwrap();
    Command::parse(text).and_then(|command| history.command(&command)).map(drop).unwrap_err()
}

/// A command that finds another one obeyed before it.
fn of_second(first: &str, second: &str) -> LabError {
    let mut history = History::open(Scenario::default()).unwrap();
    history.command(&Command::parse(first).unwrap()).unwrap();
    history.command(&Command::parse(second).unwrap()).map(drop).unwrap_err()
}

fn of_strategy(strategy: &str) -> LabError {
    of_command(&format!(r#"{{"do": "behave", "replica": 1, "strategy": {strategy}}}"#))
}

fn of_goal(goal: &str) -> LabError {
    of_scenario(&format!(r#"{{"goal": {goal}}}"#))
}

fn of_question(text: &str) -> LabError {
    let history = History::open(Scenario::default()).unwrap();
    Question::parse(text).and_then(|question| history.why(&question)).map(drop).unwrap_err()
}

fn of_link(text: &str) -> LabError {
    History::from_link(text).map(drop).unwrap_err()
}

/// A link with a right checksum.
fn sealed(packed: &[u8]) -> String {
    let digest = Sha256::new_with_prefix(b"pbft-lab link 1").chain_update(packed).finalize();
    format!("1.{}", URL_SAFE_NO_PAD.encode([&digest[..6], packed].concat()))
}

fn link_to(step: u64, digest: &str) -> String {
    let mut history = History::open(Scenario::default()).unwrap();
    let link = Link::parse(&history.link().unwrap()).unwrap();
    Link { step, digest: digest.to_owned(), ..link }.text().unwrap()
}

/// The refusal of a script in its first step.
fn of_script(act: impl Fn(&ScriptContext) -> Result<(), LabError> + 'static) -> LabError {
    let refused = Rc::new(RefCell::new(None));
    let kept = Rc::clone(&refused);
    let script = move |_: &ScriptInput, memory: &str, context: &Rc<ScriptContext>| {
        kept.replace(act(context).err());
        Ok(ScriptOutput { outbox: "[]".to_owned(), memory: memory.to_owned() })
    };
    let mut history = History::open(Scenario::default()).unwrap();
    history.script(2, Handle::new(script)).unwrap();
    let follow = r#"{"do": "behave", "replica": 2, "strategy": {"name": "script"}}"#;
    history.command(&Command::parse(follow).unwrap()).unwrap();
    history.advance(Ms::from_us(1_000), &mut || false);
    refused.take().unwrap()
}

fn of_signature(body: Value, signer: Option<u32>) -> LabError {
    let request = match signer {
        Some(signer) => json!({"body": body, "as": signer}),
        None => json!({"body": body}),
    };
    of_script(move |context| context.sign(&request.to_string()).map(drop))
}

fn of_outgoing(outgoing: Value) -> LabError {
    of_script(move |context| context.send(&outgoing.to_string()))
}

fn state(snapshot: &str) -> Value {
    json!({"kind": "STATE", "seq": 4, "digest": "00".repeat(32), "proof": [], "snapshot": snapshot})
}

fn status(prepared: u64) -> Value {
    json!({
        "kind": "STATUS", "view": 0, "active": true, "lowWaterMark": 0, "lastExecuted": 0, "hasNewView": true,
        "prepared": [prepared], "committed": [], "viewChanges": [], "missing": [], "assigned": 0, "waiting": [], "counter": 1,
    })
}

/// One broken thing for each code that a person can be refused with.
fn provoked() -> Vec<(&'static str, LabError)> {
    let mut provoked = reading();
    provoked.extend(scenarios());
    provoked.extend(members_and_strategies());
    provoked.extend(links());
    provoked.extend(scripts());
    provoked.extend(commands());
    provoked
}

fn reading() -> Vec<(&'static str, LabError)> {
    let long = "x".repeat(5_000);
    let submit = |operation: &str| format!(r#"{{"do": "submit", "client": 0, "operation": {operation}}}"#);
    vec![
        ("too-much-text", of_scenario(&" ".repeat(8_000_001))),
        ("unexpected-end", of_scenario("{")),
        ("invalid-json", of_scenario("{} {}")),
        ("duplicate-field", of_scenario(r#"{"version": 1, "version": 1}"#)),
        ("nested-too-deep", of_scenario(&"[".repeat(100))),
        ("missing", of_command(r#"{"do": "crash"}"#)),
        ("unknown-field", of_scenario(r#"{"replicas": 4}"#)),
        ("too-small", of_command(r#"{"do": "crash", "replica": -1}"#)),
        ("out-of-range", of_cluster(r#""replicas": 101"#)),
        ("time-too-small", of_cluster(r#""viewTimeoutMs": -1"#)),
        (
            "time-out-of-range",
            of_outgoing(json!({"to": 0, "afterMs": 4e6, "message": {"kind": "BYTES", "bytes": ""}})),
        ),
        ("not-a-boolean", of_command(r#"{"do": "link", "from": 0, "to": 1, "up": 1}"#)),
        ("not-a-string", of_command(&submit("7"))),
        ("not-an-array", of_command(r#"{"do": "partition", "groups": 7}"#)),
        ("not-an-object", of_scenario("[1, 2, 3]")),
        ("not-a-pair", of_strategy(r#"{"name": "selective", "when": {"ratio": 0.5}}"#)),
        ("not-exactly-one-field", of_goal("{}")),
        ("wrong-form", of_latency("{}")),
        ("not-one-of", Format::parse("pdf").unwrap_err()),
        ("unknown-name", of_command(r#"{"do": "timeout", "node": 0, "timer": "egg"}"#)),
        ("too-long", of_command(&submit(&format!("\"{long}\"")))),
        (
            "too-many-entries",
            of_command(&format!(r#"{{"do": "partition", "groups": [{}[]]}}"#, "[],".repeat(200))),
        ),
        ("not-a-language-tag", of_scenario(r#"{"title": {"en": "All", "english": "All"}}"#)),
        ("not-hexadecimal", of_outgoing(json!({"to": 0, "message": {"kind": "BYTES", "bytes": "0g"}}))),
        ("not-exactly-one-question", of_question(r#"{"replica": 1}"#)),
    ]
}

fn question(choices: &[&str]) -> String {
    format!(r#"{{"text": {{"en": "?"}}, "choices": [{}]}}"#, choices.join(","))
}

fn finds(more: &str) -> String {
    format!(r#"{{"ask": {{"text": {{"en": "?"}}, "find": {{"cluster": {{"faulty": 1}}}}, {more}}}}}"#)
}

fn scenarios() -> Vec<(&'static str, LabError)> {
    let parts = vec![r#"{"viewAtLeast": 1}"#; 199].join(",");
    let right = r#"{"text": {"en": "a"}, "right": true, "why": {"en": "b"}}"#;
    let wrong = r#"{"text": {"en": "a"}, "why": {"en": "b"}}"#;
    let task =
        r#"{"atMs": 0, "text": {"en": "a"}, "task": {"text": {"en": "a"}, "goal": {"viewAtLeast": 1}}}"#;
    let tasks = vec![task; 21].join(",");
    vec![
        ("wrong-version", of_scenario(r#"{"version": 2}"#)),
        ("out-of-bounds", of_cluster(r#""checkpointInterval": 0"#)),
        ("not-a-multiple", of_cluster(r#""checkpointInterval": 4, "logSize": 9"#)),
        ("seed-not-a-string", of_cluster(r#""seed": 7"#)),
        ("invalid-seed", of_cluster(r#""seed": "seven""#)),
        ("latency-too-long", of_latency(r#"{"constant": 3600001}"#)),
        ("min-above-max", of_latency(r#"{"uniform": [5, 2]}"#)),
        ("wrong-mean", of_latency(r#"{"exponential": {"min": 0, "mean": 0, "max": 9}}"#)),
        ("not-a-ratio", of_scenario(r#"{"network": {"loss": [2, 1]}}"#)),
        ("delay-too-long", of_command(r#"{"do": "delay", "packet": 0, "ms": 3600001}"#)),
        ("too-many-parts", of_goal(&format!(r#"{{"all": [{{"not": {{"viewAtLeast": 1}}}}, {parts}]}}"#))),
        ("unknown-invariant", of_goal(r#"{"holds": "peace"}"#)),
        ("too-few-choices", of_scenario(&format!(r#"{{"ask": {}}}"#, question(&[right])))),
        ("not-one-right-choice", of_scenario(&format!(r#"{{"ask": {}}}"#, question(&[wrong, wrong])))),
        ("not-one-right-choice", of_scenario(&format!(r#"{{"ask": {}}}"#, question(&[right, right])))),
        (
            "find-with-choices",
            of_scenario(&finds(
                r#""choices": [{"text": {"en": "a"}, "why": {"en": "b"}}], "why": {"en": "b"}"#,
            )),
        ),
        ("find-without-why", of_scenario(&finds(r#""choices": []"#))),
        ("explain-without-task", of_scenario(&format!(r#"{{"explain": {}}}"#, question(&[wrong, right])))),
        ("too-many-tasks", of_scenario(&format!(r#"{{"captions": [{tasks}]}}"#))),
    ]
}

fn members_and_strategies() -> Vec<(&'static str, LabError)> {
    let history = History::open(Scenario::default()).unwrap();
    let no_client = r#"{"cluster": {"clients": 0}, "goal": {"answered": {"client": 0, "count": 1}}}"#;
    vec![
        ("not-found", of_scenario(no_client)),
        ("not-found", of_command(r#"{"do": "submit", "client": 7, "operation": ""}"#)),
        ("not-found", of_command(r#"{"do": "crash", "replica": 4}"#)),
        ("not-found", of_strategy(r#"{"name": "forge-sender", "parameters": {"name": 9}}"#)),
        ("not-node-numbers", of_strategy(r#"{"name": "selective", "parameters": {"to": [9]}}"#)),
        ("unknown-parameter", of_strategy(r#"{"name": "selective", "parameters": {"at": 9}}"#)),
        ("no-parameters", of_strategy(r#"{"name": "silent", "parameters": {"to": 9}}"#)),
        ("proof-not-found", history.proof(0).map(drop).unwrap_err()),
        ("packet-not-found", history.message(999).map(drop).unwrap_err()),
        ("record-not-found", of_question(r#"{"about": {"fact": 999999}}"#)),
        ("no-strategies", of_command(r#"{"do": "behave", "replica": 0, "strategies": []}"#)),
        ("strategy-missing", of_command(r#"{"do": "behave", "replica": 0}"#)),
        (
            "strategy-twice",
            of_command(r#"{"do": "behave", "replica": 0, "strategy": {"name": "silent"}, "strategies": []}"#),
        ),
        ("unknown-strategy", of_strategy(r#"{"name": "sleepy"}"#)),
        ("invalid-parameter-value", of_strategy(r#"{"name": "silent", "parameters": {"to": null}}"#)),
        ("not-a-condition", of_strategy(r#"{"name": "silent", "when": 7}"#)),
        ("not-two-sides", of_command(r#"{"do": "twin", "replica": 0, "sides": [[0]]}"#)),
    ]
}

fn links() -> Vec<(&'static str, LabError)> {
    let deflated = |bytes: &[u8]| sealed(&miniz_oxide::deflate::compress_to_vec(bytes, 6));
    let link = Link::parse(&link_to(0, "")).unwrap();
    vec![
        ("not-a-link", of_link("hello")),
        ("newer-version", of_link("2.abc")),
        ("link-too-large", of_link(&"1".repeat(1_000_001))),
        ("link-altered", of_link("1.ab!")),
        ("link-damaged", of_link("1.abcdabcdabcdabcd")),
        ("does-not-unpack", of_link(&sealed(&[7, 7, 7]))),
        ("unpacks-to-invalid-text", of_link(&deflated(&[0xff, 0xfe]))),
        ("run-too-short", of_link(&link_to(1_000, "00"))),
        ("run-mismatch", of_link(&link_to(0, "00"))),
        ("script-mismatch", {
            let script = Handle::new(|_: &ScriptInput, memory: &str, _: &Rc<ScriptContext>| {
                Ok(ScriptOutput { outbox: "[]".to_owned(), memory: memory.to_owned() })
            });
            let mut scripts = Scripts::default();
            scripts.register(0, script);
            History::from_link_with(&link_to(0, "00"), scripts, &mut || false).map(drop).unwrap_err()
        }),
        ("too-many-steps", Link { step: 2_000_001, ..link }.text().unwrap_err()),
    ]
}

fn scripts() -> Vec<(&'static str, LabError)> {
    let bytes = |count: usize| json!({"kind": "BYTES", "bytes": "0".repeat(2 * count)});
    let again = |act: fn(&ScriptContext, &str) -> Result<(), LabError>, text: Value| {
        of_script(move |context| (0..u64::MAX).try_for_each(|_| act(context, &text.to_string())))
    };
    vec![
        ("script-missing", of_command(r#"{"do": "behave", "replica": 1, "strategy": {"name": "script"}}"#)),
        (
            "too-many-signatures",
            again(|context, text| context.sign(text).map(drop), json!({"body": fetch("44".repeat(32))})),
        ),
        ("too-many-sends", again(ScriptContext::send, json!({"to": 0, "message": bytes(1)}))),
        ("too-many-sent-bytes", again(ScriptContext::send, json!({"to": 0, "message": bytes(999_999)}))),
        ("unsigned-kind", of_signature(bytes(1), None)),
        ("to-itself", of_outgoing(json!({"to": 2, "message": bytes(1)}))),
        (
            "replica-signs-request",
            of_signature(
                json!({"kind": "REQUEST", "timestamp": 1, "readOnly": false, "operation": ""}),
                Some(1),
            ),
        ),
        ("key-not-held", of_signature(fetch("44".repeat(32)), Some(1))),
        ("wrong-digit-count", of_signature(fetch("44".to_owned()), None)),
        (
            "invalid-message",
            of_outgoing(json!({"to": 0, "message": {"kind": "BATCH", "batch": vec![request(); 1_001]}})),
        ),
        ("outside-window", of_signature(status(1_000_000), None)),
        ("invalid-snapshot", of_outgoing(json!({"to": 0, "message": state("00")}))),
    ]
}

fn request() -> Value {
    json!({"client": 0, "timestamp": 1, "readOnly": false, "operation": "", "signature": "00".repeat(64)})
}

fn fetch(digest: String) -> Value {
    json!({"kind": "FETCH-BATCH", "digest": digest})
}

fn commands() -> Vec<(&'static str, LabError)> {
    let groups = |groups: &str| of_command(&format!(r#"{{"do": "partition", "groups": {groups}}}"#));
    vec![
        ("node-down", of_second(r#"{"do": "crash", "replica": 1}"#, r#"{"do": "pause", "replica": 1}"#)),
        ("node-not-down", of_command(r#"{"do": "restart", "replica": 1}"#)),
        ("node-paused", of_second(r#"{"do": "pause", "replica": 1}"#, r#"{"do": "pause", "replica": 1}"#)),
        ("node-not-paused", of_command(r#"{"do": "resume", "replica": 1}"#)),
        ("packet-not-in-flight", of_command(r#"{"do": "drop", "packet": 9}"#)),
        ("timer-not-running", of_command(r#"{"do": "timeout", "node": 0, "timer": "new-view"}"#)),
        ("too-few-groups", groups("[[0]]")),
        ("empty-group", groups("[[0], []]")),
        ("node-in-two-groups", groups("[[0], [0]]")),
    ]
}

/// Errors that no file, command or script causes here: JavaScript's values and its clock, or limits that only a very long run
/// reaches, or errors that another check precedes.
const ELSEWHERE: [&str; 22] = [
    "freed",
    "wrong-receiver",
    "too-many-characters",
    "not-plain-data",
    "no-random-seed",
    "cannot-be-set-up",
    "cannot-be-scheduled",
    "missing-in-scene",
    "link-too-long",
    "not-a-script-map",
    "not-a-function",
    "reentrant-call",
    "returned-promise",
    "returned-list",
    "returned-object",
    "called-late",
    "node-not-found",
    "in-the-past",
    "too-many-commands",
    "too-many-packets",
    "too-many-branches",
    "record-lost",
];

fn code_of(name: &str) -> &'static Code {
    codes().find(|code| code.code == name).unwrap_or_else(|| panic!("{name} is not in the table"))
}

#[test]
fn each_refusal_gives_its_code_and_all_its_values() {
    let mut seen: BTreeSet<&str> = ELSEWHERE.into_iter().collect();
    for (expected, refusal) in provoked() {
        assert_eq!(refusal.code, expected, "{refusal}");
        let code = code_of(expected);
        let names: Vec<_> = refusal.values.0.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, code.values, "{expected}");
        let sentence = refusal.values.0.iter().fold(code.sentence.to_owned(), |sentence, (name, value)| {
            sentence.replace(&format!("{{{name}}}"), &value.to_string())
        });
        let told = sentence.replace("{{", "{").replace("}}", "}");
        assert!(refusal.message.ends_with(&format!("{told}.")), "{expected}: {refusal}");
        assert_eq!(refusal.message == format!("{told}."), code.is_whole, "{expected}: {refusal}");
        seen.insert(expected);
    }
    assert_eq!(seen, codes().map(|code| code.code).collect());
}

#[test]
fn values_are_numbers_texts_and_lists_of_texts() {
    let values = |told: ErrorValue| serde_json::to_value(told).unwrap();
    assert_eq!(values(ErrorValue::from(7_u32)), json!(7));
    assert_eq!(values(ErrorValue::from(u64::MAX)), json!("18446744073709551615"));
    assert_eq!(values(ErrorValue::from(Ms::from_us(1_500))), json!(1.5));
    assert_eq!(values(ErrorValue::List(3)), json!("[…]"));
    assert_eq!(values(ErrorValue::choices(["a", "b"])), json!(["a", "b"]));
    assert_eq!(values(ErrorValue::Node(4, "client 0".to_owned())), json!(4));
}

#[test]
fn every_code_stands_once_in_the_table_and_is_given_somewhere() {
    let names: Vec<_> = codes().map(|code| code.code).collect();
    assert_eq!(names.len(), names.iter().collect::<BTreeSet<_>>().len());
    let source = source_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let unused: Vec<_> =
        codes().filter(|code| !source.contains(&format!("codes::{}", code.made_by))).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

fn source_of(folder: &Path) -> String {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| if path.is_dir() { source_of(&path) } else { fs::read_to_string(path).unwrap() })
        .collect()
}

#[test]
fn the_table_of_codes_is_the_one_that_is_published() {
    let row = |code: &Code| {
        let values: Vec<_> = code.values.iter().map(|value| format!("`{value}`")).collect();
        let sentence = code.sentence.replace("{{", "{").replace("}}", "}");
        let sentence = if code.is_whole { sentence } else { format!("… {sentence}") };
        format!("| `{}` | {} | {} | {sentence} |\n", code.code, code.about, values.join(", "))
    };
    let table: String = codes().map(row).collect();
    expect_file!["../docs/errors.md"].assert_eq(&format!("{ABOUT}{table}"));
}

const ABOUT: &str = r#"# Errors

The engine throws an `Error` when it rejects its input. `message` is an English sentence: what is wrong, where, and what is allowed.
Programs and translations use the other fields.

```js
import { Simulation } from "pbft-lab";

try {
  new Simulation({ cluster: { replicas: 101 } });
} catch (error) {
  console.log(error.message); // "cluster.replicas is 101; it must be a whole number from 1 to 100."
  console.log(error.name, error.field); // "ScenarioError" "cluster.replicas"
  console.log(error.code, error.values); // "out-of-range" { value: 101, min: 1, max: 100 }
}
```

- `name` is the kind of input: `ScenarioError`, `CommandError`, `GoalError`, `LinkError`, `ArgumentError` or `ScriptError`.
- `field` is the path of the invalid field, such as `commands[3].client`. It is empty if the input as a whole is invalid.
- `code` is the kind of error. Codes are stable; later versions may add codes.
- `values` has the values of the sentence by name: numbers, strings and arrays of strings. `value` is the given value: a whole
  number, or a string that shows it as JSON, `[…]` and `{…}` for an array or an object. Numbers from 2^53 on are strings.
  `node` is a number in the common numbering of replicas and clients. `detail` is English text of the JSON parser, the browser
  or a codec.

An `EngineError`, with the code `engine-failed`, is different: the engine failed, and this instance rejects all further calls.

The page has a text for each code (`refusal-CODE` in `www/src/locales/`) and shows `message` if it has no text.

## Codes

The dots at the start of a sentence are the field or the kind of input. `tests/refusals.rs` writes this table.

| code | when | values | sentence |
|---|---|---|---|
"#;

/// An error in another notation shows the right one.
#[test]
fn a_field_of_the_network_in_another_form_is_answered_with_the_right_one() {
    let form = |text: &str| {
        let refusal = of_scenario(&format!(r#"{{"network": {{{text}}}}}"#));
        assert_eq!(refusal.code, "wrong-form", "{text}: {refusal}");
        (refusal.field.clone(), refusal.message.split_once("such as ").unwrap().1.to_owned())
    };
    for (text, field, right) in [
        (r#""loss": 0.5"#, "loss", "[1, 2]"),
        (r#""duplicate": 0.05"#, "duplicate", "[1, 20]"),
        (r#""reorder": 1"#, "reorder", "[1, 1]"),
        (r#""loss": 0"#, "loss", "[0, 1]"),
        (r#""loss": 50"#, "loss", "[1, 100]"),
        (r#""loss": "50%""#, "loss", "[1, 100]"),
        (r#""loss": [1, 2, 3]"#, "loss", "[1, 100]"),
        (r#""latencyMs": 20"#, "latencyMs", r#"{"constant": 20}"#),
        (r#""latencyMs": 2.5"#, "latencyMs", r#"{"constant": 2.5}"#),
        (r#""latencyMs": [10, 30]"#, "latencyMs", r#"{"uniform": [10, 30]}"#),
        (r#""latencyMs": {"uniform": 10}"#, "latencyMs.uniform", "[10, 30]"),
        (
            r#""latencyMs": {"exponential": 20}"#,
            "latencyMs.exponential",
            r#"{"min": 5, "mean": 20, "max": 100}"#,
        ),
    ] {
        assert_eq!(form(text), (format!("network.{field}"), format!("{right}.")), "{text}");
        // The form that is shown is one that is read.
        let whole = format!(r#"{{"network": {{"loss": {right}}}}}"#);
        assert!(!text.contains("loss") || Scenario::parse(&whole).is_ok(), "{whole}");
    }
    let link = of_command(r#"{"do": "link", "from": 0, "to": 1, "loss": 0.25}"#);
    assert!(link.message.ends_with("such as [1, 4]."), "{link}");
}
