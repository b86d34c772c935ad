//! The class `Simulation`: questions about a run, and what leaves it.

use std::cell::RefCell;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::convert::{string_of, text_of, value_of};
use super::guard::Guarded;
use super::script::scripts_of;
use super::simulation::{Run, Simulation};
use crate::lab::export::Format;
use crate::lab::history::History;
use crate::lab::refusal::Refused;
use crate::lab::schema::scenario_schema;
use crate::lab::why::Question;

#[wasm_bindgen]
impl Simulation {
    /// Why something happened, or what is missing for what has not, such as `{replica: 2, executed: 5}`: parts to translate, an
    /// English sentence, and the records that led to it.
    #[wasm_bindgen(unchecked_return_type = "Explanation")]
    pub fn why(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Question")] question: JsValue,
    ) -> Result<JsValue, JsValue> {
        let text = text_of(&question, Refused::ArgumentError, "question")?;
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
        let format = string_of(&format, Refused::ArgumentError, "format")?;
        self.session.run(move |run| Ok(run.0.export(Format::parse(&format)?)))
    }

    /// A text for the address of a page that opens this run at exactly this moment, with all that was done so far.
    pub fn link(&self) -> Result<String, JsValue> {
        self.session.run(|run| run.0.link())
    }

    /// Opens the run of a link at the moment where it stands: it is played up to there, at most two million occurrences. A run in
    /// which replicas follow scripts needs their functions, as when it is opened from a scenario.
    #[wasm_bindgen(js_name = fromLink)]
    pub fn from_link(
        #[wasm_bindgen(unchecked_param_type = "string")] text: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Scripts")] scripts: JsValue,
    ) -> Result<Simulation, JsValue> {
        let text = string_of(&text, Refused::LinkError, "")?;
        let scripts = scripts_of(&scripts)?;
        let session = Guarded::new(()).run(move |()| History::from_link_with(&text, scripts).map(Run))?;
        Ok(Simulation { session: Guarded::new(session), frame: RefCell::default(), rows: RefCell::default() })
    }

    /// The JSON Schema of scenario files, for editors and for programs that make them: what the reader of scenarios asks for. What
    /// follows only from the whole, such as that a command names a replica that exists, is said when a scenario is opened.
    #[wasm_bindgen(unchecked_return_type = "Record<string, unknown>")]
    pub fn schema() -> Result<JsValue, JsValue> {
        let schema = Guarded::new(()).run(|()| Ok(scenario_schema()))?;
        value_of(&schema)
    }
}
