//! Budgets of a call: real time and steps.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Performance;

use super::convert::{ms_of, span_of, whole_of};
use crate::run::session::STEPS_MAX;

/// The default budget of a call in real milliseconds.
pub(super) const BUDGET_MS: f64 = 50.0;

/// Whether the budget of real time is spent. Each call reads the clock, because one step may take long, especially with a
/// script. Without a clock, only the number of occurrences limits a call.
pub(super) fn deadline(
    budget_ms: &JsValue,
    default_ms: f64,
) -> Result<impl FnMut() -> bool + 'static, JsValue> {
    let is_given = !(budget_ms.is_undefined() || budget_ms.is_null());
    let budget = if is_given { ms_of(span_of(budget_ms, "budgetMs")?) } else { default_ms };
    // Windows and workers have it under the same name.
    let clock = Reflect::get(&js_sys::global(), &JsValue::from_str("performance")).ok();
    let clock = clock.filter(JsValue::is_object).map(JsCast::unchecked_into::<Performance>);
    let start = clock.as_ref().map_or(0.0, Performance::now);
    Ok(move || clock.as_ref().is_some_and(|clock| clock.now() - start >= budget))
}

/// The limits of a call: its number of steps and its deadline. A limit on the steps replaces the default of the deadline.
pub(super) fn budgets_of(
    budget_ms: &JsValue,
    steps: &JsValue,
) -> Result<(u64, impl FnMut() -> bool + 'static), JsValue> {
    let is_given = !(steps.is_undefined() || steps.is_null());
    let limit = if is_given { whole_of(steps, "steps")? } else { STEPS_MAX };
    Ok((limit, deadline(budget_ms, if is_given { f64::INFINITY } else { BUDGET_MS })?))
}
