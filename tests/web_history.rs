//! Time travel through the facade, in the browsers.

#![cfg(test)]
#![cfg(target_arch = "wasm32")]

use pbft_lab::wasm::Simulation;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn a_step_is_reached_again_and_no_future_is_lost() {
    let request = r#"{"do": "submit", "client": 0, "operation": "put x 1"}"#;
    let run = Simulation::new(
        JsValue::from_str(r#"{"cluster": {"replicas": 4, "seed": "7"}}"#),
        JsValue::UNDEFINED,
    )
    .unwrap();
    run.command(JsValue::from_str(request)).unwrap();
    (0..10).for_each(|_| drop(run.step().unwrap()));
    let early = run.digest().unwrap();
    (0..10).for_each(|_| drop(run.step().unwrap()));
    let late = run.digest().unwrap();
    run.seek(11.into(), JsValue::UNDEFINED).unwrap();
    assert_eq!((run.digest().unwrap(), run.last_step().unwrap()), (early, 21.0));
    run.command(JsValue::from_str(r#"{"do": "crash", "replica": 2}"#)).unwrap();
    assert_eq!(run.branch().unwrap(), 1);
    run.switch_to(0.into(), JsValue::UNDEFINED).unwrap();
    assert_eq!((run.digest().unwrap(), run.step_count().unwrap()), (late, 21.0));
    assert!(
        run.switch_to(2.into(), JsValue::UNDEFINED).is_err()
            && run.seek(0.5.into(), JsValue::UNDEFINED).is_err()
            && run.compare(0.into(), 9.into()).is_err()
    );
}

#[wasm_bindgen_test]
fn a_span_ends_at_the_nearest_microsecond() {
    let scenario = JsValue::from_str(r#"{"commands": [{"atMs": 1.001, "do": "crash", "replica": 2}]}"#);
    let run = Simulation::new(scenario, JsValue::UNDEFINED).unwrap();
    // A thousand times 1.001 is 1000.9999999999999.
    run.advance(1.001.into(), JsValue::UNDEFINED, JsValue::UNDEFINED).unwrap();
    assert_eq!((run.now_ms().unwrap(), run.step_count().unwrap()), (1.001, 1.0));
}
