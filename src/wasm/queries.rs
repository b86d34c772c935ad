//! The class `Simulation`: questions about a run, and what leaves it.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::convert::{string_of, text_of, value_of};
use super::guard::Guarded;
use super::script::scripts_of;
use super::simulation::{BUDGET_MS, Run, Simulation, deadline};
use crate::error::ErrorKind;
use crate::explain::Question;
use crate::export::Format;
use crate::run::history::History;
use crate::scenario::schema::scenario_schema;

#[wasm_bindgen]
impl Simulation {
    /// Why something happened, or what is missing for what has not, such as `{replica: 2, executed: 5}`: parts to translate, an
    /// English sentence, and the records that led to it.
    #[wasm_bindgen(unchecked_return_type = "Explanation")]
    pub fn why(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Question")] question: JsValue,
    ) -> Result<JsValue, JsValue> {
        let text = text_of(&question, ErrorKind::ArgumentError, "question")?;
        let explanation = self.session.run(move |run| {
            let question = Question::parse(&text).map_err(|refusal| refusal.of_argument("question"))?;
            run.0.why(&question)
        })?;
        value_of(&explanation)
    }

    /// The run so far for another tool: everything as JSON, a log for ShiViz, a sequence diagram for Mermaid, or a figure as a LaTeX
    /// document. A run that is too long for a format is cut at its end, and the text says so.
    #[wasm_bindgen(js_name = exportTrace)]
    pub fn export_trace(
        &self,
        #[wasm_bindgen(unchecked_param_type = "\"json\" | \"shiviz\" | \"mermaid\" | \"tikz\"")]
        format: JsValue,
    ) -> Result<String, JsValue> {
        let format = string_of(&format, ErrorKind::ArgumentError, "format")?;
        self.session.run(move |run| Ok(run.0.export(Format::parse(&format)?)))
    }

    /// A text for the address of a page that opens this run at exactly this moment, with all that was done so far.
    pub fn link(&self) -> Result<String, JsValue> {
        self.session.run(|run| run.0.link())
    }

    /// Opens the run of a link at the moment where it stands: it is played up to there, at most two million occurrences. A run in
    /// which replicas follow scripts needs their functions, as when it is opened from a scenario. With a budget of real time the
    /// run may still be on its way: `linkStep` tells, and `resumeLink` goes on.
    #[wasm_bindgen(js_name = fromLink)]
    pub fn from_link(
        #[wasm_bindgen(unchecked_param_type = "string")] text: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Scripts")] scripts: JsValue,
        #[wasm_bindgen(js_name = budgetMs, unchecked_optional_param_type = "number | null")]
        budget_ms: JsValue,
    ) -> Result<Simulation, JsValue> {
        let text = string_of(&text, ErrorKind::LinkError, "")?;
        let scripts = scripts_of(&scripts)?;
        let mut deadline_passed = deadline(&budget_ms, f64::INFINITY)?;
        let session = Guarded::new(())
            .run(move |()| History::from_link_with(&text, scripts, &mut deadline_passed).map(Run))?;
        Ok(Simulation::of(session))
    }

    /// The step of the link that the run is still on its way to; undefined once it is there, and for a run of no link.
    #[wasm_bindgen(getter, js_name = linkStep)]
    pub fn link_step(&self) -> Result<Option<f64>, JsValue> {
        self.session.read(|run| run.0.link_step().map(|step| step as f64))
    }

    /// Goes on to the moment of the link that the run was opened from, at most for so much real time (50 ms unless said); whether
    /// it is there. Until then nothing else is to be done with the run.
    #[wasm_bindgen(js_name = resumeLink)]
    pub fn resume_link(
        &self,
        #[wasm_bindgen(js_name = budgetMs, unchecked_optional_param_type = "number | null")]
        budget_ms: JsValue,
    ) -> Result<bool, JsValue> {
        let mut deadline_passed = deadline(&budget_ms, BUDGET_MS)?;
        self.session.run(move |run: &mut Run| run.0.resume_link(&mut deadline_passed))
    }

    /// The JSON Schema of scenario files, for editors and for programs that make them: what the reader of scenarios asks for. What
    /// follows only from the whole, such as that a command names a replica that exists, is said when a scenario is opened.
    #[wasm_bindgen(unchecked_return_type = "Record<string, unknown>")]
    pub fn schema() -> Result<JsValue, JsValue> {
        let schema = Guarded::new(()).run(|()| Ok(scenario_schema()))?;
        value_of(&schema)
    }
}
