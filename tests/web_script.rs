//! Scripts through the facade, in the browsers: the examples and guarantees of docs/scripting.md.

#![cfg(test)]
#![cfg(target_arch = "wasm32")]

use js_sys::{Function, JSON, Reflect};
use pbft_lab::wasm::Simulation;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const DOCS: &str = include_str!("../docs/scripting.md");
const CLUSTER: &str = r#"{"cluster": {"replicas": 4, "clients": 2, "seed": "7"}}"#;

/// Shared by the containment tests: the script's errors, and a run in which replica 2 follows a script and has something to send.
const HELPERS: &str = r#"
const facts = (name) => simulation.records(0, 10000)
    .filter(({ what }) => what.type === "fact" && what.fact.name === name)
    .map(({ what }) => what.fact.error);
const follow = (fn) => {
    simulation.script(2, fn);
    simulation.command({ do: "behave", replica: 2, strategy: { name: "script" } });
};
const thrown = (act) => { try { act(); return "nothing"; } catch (error) { return `${error.name} ${error.field}: ${error.message}`; } };
const sentBy = (node) => simulation.records(0, 10000).filter(({ what }) => what.type === "sent" && what.from === node).length;
"#;

/// Runs a piece of JavaScript with a fresh `simulation` and gives the JSON of what it returns.
fn run(code: &str) -> String {
    let simulation = Simulation::new(JsValue::from_str(CLUSTER), JsValue::UNDEFINED).unwrap();
    let function = Function::new_with_args("simulation", &format!("'use strict';{HELPERS}{code}"));
    let result = function.call1(&JsValue::UNDEFINED, &JsValue::from(simulation));
    let result = result.unwrap_or_else(|error| {
        let message = Reflect::get(&error, &JsValue::from_str("message"));
        panic!("{:?} in {code}", message.ok().and_then(|message| message.as_string()))
    });
    JSON::stringify(&result).map(String::from).unwrap_or_default()
}

/// The code under a heading of the documentation.
fn example(heading: &str) -> &'static str {
    let section = DOCS.split(&format!("### {heading}\n")).nth(1).unwrap();
    section.split("```js\n").nth(1).unwrap().split("```").next().unwrap()
}

fn run_example(heading: &str, question: &str) -> String {
    run(&format!("{}\nconst view = simulation.view();\nreturn {question};", example(heading)))
}

const OUTCOME: &str = r#"[
    view.violations.length,
    view.clients.map((client) => client.answered),
    [...new Set(view.proofs.map((proof) => `${proof.culprit} ${proof.offence}`))],
    facts("script-failed"),
]"#;

#[wasm_bindgen_test]
fn the_backup_that_votes_differently_to_each_half_is_convicted() {
    let outcome = run_example("A backup that votes differently to each half", OUTCOME);
    assert_eq!(outcome, r#"[0,[1,0],["2 conflicting-prepares"],[]]"#);
}

#[wasm_bindgen_test]
fn the_primary_that_equivocates_is_convicted_and_replaced() {
    let question = format!("[...{OUTCOME}, view.replicas[1].view > 0]");
    let outcome = run_example("A primary that equivocates", &question);
    assert_eq!(outcome, r#"[0,[1,1],["0 conflicting-pre-prepares"],[],true]"#);
}

#[wasm_bindgen_test]
fn the_replica_that_lies_to_clients_is_outvoted() {
    let question = format!("[...{OUTCOME}, view.clients[0].results.map((result) => result.result)]");
    let outcome = run_example("A replica that lies to clients and delays its votes", &question);
    assert_eq!(outcome, r#"[0,[1,0],[],[],["ok"]]"#);
}

#[wasm_bindgen_test]
fn the_other_pieces_of_the_documentation_run() {
    let pieces: Vec<&str> =
        DOCS.split("```js\n").skip(1).map(|piece| piece.split("```").next().unwrap()).collect();
    let (first, last) = (pieces.first().unwrap(), pieces.last().unwrap());
    let code = format!(
        "const Simulation = simulation.constructor;{first}
        simulation.command({{ do: 'submit', client: 0, operation: 'put x 1' }}); simulation.advance(500, 60000);
        {last} again.advance(500, 60000); return [again.digest === simulation.digest, there.digest === simulation.digest];"
    );
    assert_eq!(run(&code), "[true,true]");
}

#[wasm_bindgen_test]
fn a_message_that_is_not_touched_is_sent_as_it_is() {
    let honest = run(
        "simulation.command({ do: 'submit', client: 0, operation: 'put x 1' }); simulation.advance(5000, 60000); return [sentBy(2), simulation.view().replicas[2].stateDigest];",
    );
    let through = "simulation.command({ do: 'submit', client: 0, operation: 'put x 1' }); simulation.advance(5000, 60000);
        return facts('script-failed').length ? facts('script-failed') : [sentBy(2), simulation.view().replicas[2].stateDigest];";
    assert_eq!(run(&format!("follow(() => {{}});{through}")), honest);
    let by_hand = "follow((step) => { for (const { to, message } of step.outbox) step.send(to, message); step.outbox = []; });";
    assert_eq!(run(&format!("{by_hand}{through}")), honest);
}

#[wasm_bindgen_test]
fn whatever_goes_wrong_in_a_script_is_a_fact_and_nothing_else() {
    let cases = [
        ("() => { throw new RangeError('too far') }", "RangeError: too far"),
        ("() => { throw 'a text' }", "a text"),
        ("() => { throw null }", "something that is no Error was thrown"),
        ("() => { throw { get message() { throw 1 } } }", "something that is no Error was thrown"),
        (
            "async () => {}",
            "ScriptError: the script returned a promise: a script is synchronous, and the engine does not wait.",
        ),
        (
            "({ outbox }) => outbox.filter(() => false)",
            "ScriptError: the script returned an array: put messages in outbox or pass them to send().",
        ),
        ("() => ({})", "ScriptError: the script returned an object: a script returns nothing."),
        ("() => new Proxy({}, { get() { throw new Error('trap') } })", "Error: trap"),
        ("(step) => { step.outbox = undefined }", "ScriptError: outbox is missing."),
        ("(step) => { step.memory = 1 }", "memory must be an object."),
        (
            "(step) => { step.outbox = [{ to: [0], message: () => {} }] }",
            "ScriptError: outbox[0].message is not plain JSON data: a function.",
        ),
        (
            "({ send }) => send(0, { kind: 'BYTES', bytes: 1 })",
            "ScriptError: message.bytes is 1; it must be a string.",
        ),
        (
            "({ send }) => send(NaN, { kind: 'BYTES', bytes: '' })",
            "ScriptError: to is null; it must be a whole number from 0 to 5.",
        ),
        (
            "({ sign }) => sign({ kind: 'FETCH-BATCH', digest: '1'.repeat(64) }, 1)",
            "ScriptError: body needs the key of replica 1; the available keys are those of replica 2.",
        ),
        (
            "(step) => { Object.defineProperty(step, 'outbox', { get() { throw new Error('gone') } }) }",
            "Error: gone",
        ),
    ];
    for (script, expected) in cases {
        let code = format!(
            "follow({script}); const digest = simulation.digest; simulation.advance(100, 60000); return facts('script-failed')[0];"
        );
        assert_eq!(
            run(&code),
            String::from(JSON::stringify(&JsValue::from_str(expected)).unwrap()),
            "{script}"
        );
    }
    for script in [
        "({ memory }) => { memory.self = memory }",
        "({ memory }) => { memory.big = 1n }",
        "(step) => { const f = () => f(); f() }",
    ] {
        let code = format!(
            "follow({script}); simulation.advance(100, 60000); return [facts('script-failed').length > 0, sentBy(2)];"
        );
        assert_eq!(run(&code), "[true,0]", "{script}");
    }
}

#[wasm_bindgen_test]
fn a_script_cannot_call_the_simulation_that_it_takes_part_in() {
    let calls = [
        "simulation.step()",
        "simulation.advance(10, 60000)",
        "simulation.nowMs",
        "simulation.digest",
        "simulation.view()",
        "simulation.packets()",
        "simulation.seek(0)",
        "simulation.scenario()",
        "simulation.script(2, () => {})",
        "simulation.command({ do: 'heal' })",
        "simulation.free()",
    ];
    for call in calls {
        let code = format!(
            "let caught; follow(() => {{ caught = thrown(() => {call}); }});
            simulation.command({{ do: 'submit', client: 0, operation: 'put x 1' }}); simulation.advance(1000, 60000);
            return [caught, simulation.view().clients[0].answered, facts('script-failed').length];"
        );
        let expected = "ScriptError : the script must not call its own simulation: a step is in progress.";
        assert_eq!(run(&code), format!("[\"{expected}\",1,0]"), "{call}");
    }
}

#[wasm_bindgen_test]
fn sign_and_send_cannot_be_kept_for_later() {
    let code = "let kept; follow((step) => { kept = step; });
        const body = { kind: 'FETCH-BATCH', digest: '1'.repeat(64) };
        return [thrown(() => kept.sign(body)), thrown(() => kept.send(0, body))];";
    let expected = "ScriptError : the script called sign or send outside its step: they work only until the script returns.";
    assert_eq!(run(code), format!("[\"{expected}\",\"{expected}\"]"));
}

#[wasm_bindgen_test]
fn what_is_no_function_or_no_replica_is_refused() {
    let code = "const Simulation = simulation.constructor, behave = { do: 'behave', replica: 1, strategy: { name: 'script' } };
        const scenario = { ...simulation.scenario(), commands: [{ atMs: 5, ...behave }] };
        return [
            () => simulation.script(4, () => {}), () => simulation.script(0.5, () => {}), () => simulation.script(0, 'fn'),
            () => simulation.command(behave), () => new Simulation(scenario), () => new Simulation(scenario, [() => {}]),
            () => new Simulation(scenario, { 1: 2 }), () => new Simulation(scenario, { 1: () => {} }).step(),
        ].map(thrown).map((text) => text.slice(0, 40));";
    let expected = [
        "ArgumentError replica: replica is 4; the",
        "ArgumentError replica: replica is 0.5; i",
        "ArgumentError fn: fn must be a function.",
        "CommandError strategy.name: strategy.nam",
        "ScenarioError commands[0].strategy.name:",
        "ArgumentError scripts: scripts must be a",
        "ArgumentError scripts.1: scripts.1 must ",
        "nothing",
    ];
    let listed = run(code);
    for text in expected {
        assert!(listed.contains(&format!("\"{text}\"")), "{text} is not in {listed}");
    }
}

#[wasm_bindgen_test]
fn time_travel_calls_the_function_again_and_finds_out_hidden_state() {
    let travel = "simulation.command({ do: 'submit', client: 0, operation: 'put x 1' });
        for (let i = 0; i < 40; i++) simulation.step();
        const digest = simulation.digest, last = simulation.stepCount;
        simulation.seek(3); simulation.seek(last);
        return [simulation.digest === digest, simulation.diverged === undefined];";
    let pure = "follow(({ outbox, memory, random }) => { memory.n = (memory.n ?? 0) + 1; if ((memory.n + random) % 3 === 0) outbox.length = 0; });";
    assert_eq!(run(&format!("{pure}{travel}")), "[true,true]");
    // Silent from its second hearing of the past on, and the last step is one in which it speaks.
    let impure = "let honest = true, spoke = false;
        follow(({ outbox }) => { spoke = outbox.length > 0; if (!honest) outbox.length = 0; });
        simulation.command({ do: 'submit', client: 0, operation: 'put x 1' });
        do { spoke = false; simulation.step(); } while ((!spoke || simulation.stepCount < 11) && simulation.stepCount < 500);
        const digest = simulation.digest, last = simulation.stepCount;
        honest = false;
        simulation.seek(3); simulation.seek(last);
        return [simulation.digest === digest, simulation.diverged === undefined];";
    assert_eq!(run(impure), "[false,false]");
}

#[wasm_bindgen_test]
fn script_is_not_offered_as_something_that_works_by_its_name() {
    let code = "return simulation.constructor.strategies().some((strategy) => strategy.name === 'script');";
    assert_eq!(run(code), "false");
}
