//! Hunts through the facade, in the browsers: what docs/hunting.md shows and promises.

#![cfg(test)]
#![cfg(target_arch = "wasm32")]

use js_sys::{Function, JSON, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const DOCS: &str = include_str!("../docs/hunting.md");

/// The classes and functions of the package, by their names.
#[wasm_bindgen(inline_js = "
    export function classOf(object) { return object.constructor; }
")]
extern "C" {
    #[wasm_bindgen(js_name = classOf)]
    fn class_of(object: &JsValue) -> JsValue;
}

const TASK: &str = r#"{"seed": "0", "executions": 1}"#;

/// Runs a piece of JavaScript with `Hunt`, `hunt` and `Simulation`, and gives the JSON of what it returns.
fn run(code: &str) -> String {
    let hunt = pbft_lab::wasm::Hunt::new(JsValue::from_str(TASK)).unwrap();
    let simulation = pbft_lab::wasm::Simulation::new(JsValue::UNDEFINED, JsValue::UNDEFINED).unwrap();
    let classes = [class_of(&hunt.into()), class_of(&simulation.into())];
    let at_once = wasm_bindgen::closure::Closure::<dyn Fn(JsValue, JsValue) -> Result<JsValue, JsValue>>::new(
        pbft_lab::wasm::hunt,
    );
    let helper = "const thrown = (act) => { try { act(); return 'nothing'; } catch (error) { return `${error.name} ${error.field} ${error.code}`; } };";
    let function = Function::new_with_args("Hunt, Simulation, hunt", &format!("'use strict';{helper}{code}"));
    let [hunts, simulations] = &classes;
    let result = function.call3(&JsValue::UNDEFINED, hunts, simulations, &at_once.into_js_value());
    let result = result.unwrap_or_else(|error| {
        let message = Reflect::get(&error, &JsValue::from_str("message"));
        panic!("{:?} in {code}", message.ok().and_then(|message| message.as_string()))
    });
    JSON::stringify(&result).map(String::from).unwrap_or_default()
}

/// The code under a heading of the documentation.
fn example(heading: &str) -> String {
    let section = DOCS.split(&format!("### {heading}\n")).nth(1).unwrap();
    let section = section.split("\n#").next().unwrap();
    section.split("```js\n").skip(1).map(|block| block.split("```").next().unwrap()).collect()
}

#[wasm_bindgen_test]
fn a_hunt_at_once_gives_a_scenario_that_plays_to_the_violation() {
    let code = example("At once");
    let asks = "[executions > 0, found.minimal, found.commandsAfter < found.commandsBefore, simulation.violations().at(-1).property === found.property,
        simulation.violations().at(-1).weakened, simulation.violations().at(-1).beyondF, found.scenario.captions.every(({ text }) => text.en && text.zh)]";
    assert_eq!(run(&format!("{code}\nreturn {asks};")), "[true,true,true,true,true,false,true]");
}

#[wasm_bindgen_test]
fn a_hunt_in_slices_shows_how_a_finding_becomes_smaller() {
    let code = example("In slices");
    let asks = "[sizes.length > 2, sizes.at(-1) < sizes[0], state.found.commandsBefore === sizes[0], state.coverage.invariants.bounds === state.executions]";
    assert_eq!(run(&format!("{code}\nreturn {asks};")), "[true,true,true,true]");
}

#[wasm_bindgen_test]
fn parts_of_a_hunt_find_what_the_whole_finds() {
    let code = example("On several workers");
    let asks = "[parts.find(({ found }) => found).found.execution, hunt({ ...task, executions: 300, shrink: false }).found.execution]";
    let both = run(&format!("{code}\nconst [a, b] = {asks}; return a === b;"));
    assert_eq!(both, "true");
}

#[wasm_bindgen_test]
fn the_listener_of_a_hunt_sees_its_progress_and_can_stop_it() {
    let code = "let calls = 0; const end = hunt({ seed: '0', executions: 100000 }, () => { calls += 1; return calls < 3; });
        return [calls, end.over, end.executions > 2, end.found === undefined];";
    assert_eq!(run(code), "[3,false,true,true]");
    let thrown = "return thrown(() => hunt({ seed: '0', executions: 10 }, () => { throw Object.assign(new Error(), { name: 'Mine', field: 'a', code: 'b' }); }));";
    assert_eq!(run(thrown), "\"Mine a b\"");
}

#[wasm_bindgen_test]
fn mistakes_are_refused_with_their_field() {
    let of = |act: &str| run(&format!("return thrown(() => {{ {act} }});"));
    assert_eq!(of("new Hunt()"), "\"ArgumentError task missing\"");
    assert_eq!(of("new Hunt({ seed: '0' })"), "\"ArgumentError executions missing\"");
    assert_eq!(of("hunt({ seed: '0', executions: 0 })"), "\"ArgumentError executions too-small\"");
    assert_eq!(
        of("hunt({ seed: '0', executions: 1, cluster: { mutants: ['none'] } })"),
        "\"ArgumentError cluster.mutants[0] unknown-name\""
    );
    assert_eq!(of("hunt({ seed: '0', executions: 1 }, 7)"), "\"ArgumentError onProgress not-a-function\"");
    assert_eq!(
        of("const one = new Hunt({ seed: '0', executions: 1 }); one.free(); one.search();"),
        "\"ArgumentError hunt freed\""
    );
    assert_eq!(
        of("new Hunt({ seed: '0', executions: 1 }).search('soon')"),
        "\"ArgumentError budgetMs time-out-of-range\""
    );
}
