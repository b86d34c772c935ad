//! Class `Simulation`: explanations, exports and links.

use js_sys::JSON;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::convert::{optional_text_of, string_of, text_of, value_of, whole_of};
use super::deadline::{BUDGET_MS, deadline};
use super::guard::Guarded;
use super::script::scripts_of;
use super::simulation::{Run, Simulation};
use crate::api::{Asked, Description};
use crate::error::ErrorKind;
use crate::explain::Question;
use crate::export::Format;
use crate::run::history::History;
use crate::scenario::catalog;
use crate::scenario::find::{Found, QuorumFacts};
use crate::scenario::questions::questions;
use crate::scenario::schema::SCENARIO_SCHEMA;

#[wasm_bindgen]
impl Simulation {
    /// Explains why something happened, or what is missing for something that has not happened, such as `{ replica: 2,
    /// executed: 5 }`.
    ///
    /// Returns parts to translate, an English sentence, and the records that led to it.
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

    /// Returns the questions of the test that a reader takes before and after the course.
    #[wasm_bindgen(js_name = courseTest, unchecked_return_type = "Quiz[]")]
    pub fn course_test() -> Result<JsValue, JsValue> {
        value_of(&Guarded::new(()).run(|()| catalog::test())?)
    }

    /// Returns the questions that readers of the paper ask. Each has an answer and two scenes of the catalog: the protocol as it is,
    /// and without the rule that the question is about.
    #[wasm_bindgen(unchecked_return_type = "QuestionEntry[]")]
    pub fn questions() -> Result<JsValue, JsValue> {
        value_of(&Guarded::new(()).run(|()| questions())?)
    }

    /// Checks an answer to a question of the scenario, without any effect on the run.
    ///
    /// `part` is the index in `view().lesson`, `choice` the index of the choice.
    #[wasm_bindgen(unchecked_return_type = "AnswerReply")]
    pub fn answer(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] part: JsValue,
        #[wasm_bindgen(unchecked_param_type = "\"ask\" | \"explain\"")] question: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] choice: JsValue,
    ) -> Result<JsValue, JsValue> {
        let index = |value, name| Ok::<_, JsValue>(u32::try_from(whole_of(value, name)?).unwrap_or(u32::MAX));
        let (part, choice) = (index(&part, "part")?, index(&choice, "choice")?);
        let question = string_of(&question, ErrorKind::ArgumentError, "question")?;
        let reply = self.session.run(move |run| run.0.answer(part, Asked::parse(&question)?, choice));
        value_of(&reply?)
    }

    /// Judges what a reader found for a question with `find`, without any effect on the run. `part` is the index in `view().lesson`.
    #[wasm_bindgen(unchecked_return_type = "FindReply")]
    pub fn found(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] part: JsValue,
        #[wasm_bindgen(unchecked_param_type = "\"ask\" | \"explain\"")] question: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Found")] found: JsValue,
    ) -> Result<JsValue, JsValue> {
        let part = u32::try_from(whole_of(&part, "part")?).unwrap_or(u32::MAX);
        let question = string_of(&question, ErrorKind::ArgumentError, "question")?;
        let text = text_of(&found, ErrorKind::ArgumentError, "found")?;
        let reply = self.session.run(move |run| {
            let found = Found::parse(&text).map_err(|refusal| refusal.of_argument("found"))?;
            run.0.found(part, Asked::parse(&question)?, &found)
        });
        value_of(&reply?)
    }

    /// Returns two quorums of a cluster that overlap as little as possible, and what follows for a number of faulty replicas.
    #[wasm_bindgen(js_name = quorumFacts, unchecked_return_type = "QuorumFacts")]
    pub fn quorum_facts(
        #[wasm_bindgen(unchecked_param_type = "number")] replicas: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] faulty: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] quorum: JsValue,
    ) -> Result<JsValue, JsValue> {
        let number =
            |value, name| Ok::<_, JsValue>(u32::try_from(whole_of(value, name)?).unwrap_or(u32::MAX));
        let (replicas, faulty) = (number(&replicas, "replicas")?, number(&faulty, "faulty")?);
        let quorum = number(&quorum, "quorum")?;
        value_of(&Guarded::new(()).run(move |()| QuorumFacts::of(replicas, faulty, quorum))?)
    }

    /// Returns the run so far in the format of another tool: JSON, a log for ShiViz, a sequence diagram for Mermaid, or a LaTeX
    /// document.
    ///
    /// If the run is too long for the format, it is cut at its end, and the text says so.
    #[wasm_bindgen(js_name = exportTrace)]
    pub fn export_trace(
        &self,
        #[wasm_bindgen(unchecked_param_type = "\"json\" | \"shiviz\" | \"mermaid\" | \"tikz\"")]
        format: JsValue,
    ) -> Result<String, JsValue> {
        let format = string_of(&format, ErrorKind::ArgumentError, "format")?;
        self.session.run(move |run| Ok(run.0.export(Format::parse(&format)?)))
    }

    /// Returns a text for the address of a page. It opens this run at exactly this step, with all commands given so far.
    ///
    /// `description` replaces the title and the description of the scenario in the link. Throws if the run is too long for a link.
    pub fn link(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Description")] description: JsValue,
    ) -> Result<String, JsValue> {
        let text = optional_text_of(&description, ErrorKind::ArgumentError, "description")?;
        self.session.run(move |run| match text {
            Some(text) => {
                let description = Description::parse(&text);
                run.0.link_described(description.map_err(|refusal| refusal.of_argument("description"))?)
            }
            None => run.0.link(),
        })
    }

    /// Opens the run of a link and runs it to the step of the link, at most two million steps.
    ///
    /// If replicas follow scripts, pass their functions, as to the constructor. `budgetMs` limits the real time: if the run
    /// stops early, `linkStep` is defined, and `resumeLink` continues.
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

    /// The step of the link, while the run has not reached it; otherwise `undefined`.
    #[wasm_bindgen(getter, js_name = linkStep)]
    pub fn link_step(&self) -> Result<Option<f64>, JsValue> {
        self.session.read(|run| run.0.link_step().map(|step| step as f64))
    }

    /// Continues to the step of the link for at most `budgetMs` of real time (by default 50). Returns whether the run has
    /// reached it.
    ///
    /// Do not call other methods before it has.
    #[wasm_bindgen(js_name = resumeLink)]
    pub fn resume_link(
        &self,
        #[wasm_bindgen(js_name = budgetMs, unchecked_optional_param_type = "number | null")]
        budget_ms: JsValue,
    ) -> Result<bool, JsValue> {
        let mut deadline_passed = deadline(&budget_ms, BUDGET_MS)?;
        self.session.run(move |run: &mut Run| run.0.resume_link(&mut deadline_passed))
    }

    /// Returns the JSON Schema (draft 2020-12) of scenario files, for editors and for programs that write scenarios.
    ///
    /// It describes the shape of a file. Rules about the whole file, such as that a command names an existing replica, are checked when
    /// the scenario is opened.
    #[wasm_bindgen(unchecked_return_type = "Record<string, unknown>")]
    pub fn schema() -> Result<JsValue, JsValue> {
        JSON::parse(SCENARIO_SCHEMA)
    }
}
