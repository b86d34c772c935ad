//! Count of the errors of scripts, for views: a reader of a view need not search the trace, which discards old records.

use super::Session;
use crate::api::{self, ScriptErrors};
use crate::sim::{RecordId, RecordKind};

/// The errors of scripts up to a record of the trace.
#[derive(Clone, Debug, Default)]
pub(super) struct ScriptErrorCount {
    /// The number of records that are counted.
    records: u64,
    /// Ordered by replica.
    errors: Vec<ScriptErrors>,
}

impl Session {
    /// The errors of scripts so far, in the order of the replicas.
    pub fn script_errors(&self) -> &[ScriptErrors] {
        &self.script_errors.errors
    }

    /// Called after a step.
    pub(super) fn count_script_errors(&mut self) {
        let end = self.record_count();
        let counted = std::mem::replace(&mut self.script_errors.records, end);
        if self.scripts.is_empty() {
            return;
        }
        let (now, step) = (self.now(), self.step_count());
        let trace = self.world.trace();
        for record in trace.records(RecordId(counted), usize::MAX) {
            let RecordKind::Reported { node, event } = record.kind else { continue };
            if let Some(event) = trace.event(event) {
                api::count_script_error(&mut self.script_errors.errors, node, event, (now, step));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use serde_json::json;

    use crate::api::{RecordOptions, ViewOptions};
    use crate::byzantine::script::{Handle, ScriptContext, ScriptInput, ScriptOutput};
    use crate::run::history::History;
    use crate::scenario::Scenario;
    use crate::scenario::command::Command;
    use crate::units::Ms;

    /// Is refused an action in its second step, and fails from the fourth step on.
    fn clumsy(
        input: &ScriptInput,
        memory: &str,
        context: &Rc<ScriptContext>,
    ) -> Result<ScriptOutput, String> {
        let memory: serde_json::Value = serde_json::from_str(memory).unwrap();
        let seen = memory["seen"].as_u64().unwrap_or(0);
        if seen == 1 {
            let digest = "11".repeat(32);
            let body = json!({"kind": "COMMIT", "view": 0, "seq": 1, "digest": digest, "replica": 1});
            assert!(context.sign(&json!({ "body": body }).to_string()).is_err());
        }
        let outbox = serde_json::to_string(&input.outbox).unwrap();
        if seen > 2 {
            return Err(format!("thrown at {seen}"));
        }
        Ok(ScriptOutput { outbox, memory: json!({"seen": seen + 1}).to_string() })
    }

    fn run() -> History {
        let text = r#"{"cluster": {"seed": "7"}, "commands": [{"atMs": 5, "do": "submit", "client": 0, "operation": "put x 1"}]}"#;
        let mut history = History::open(Scenario::parse(text).unwrap()).unwrap();
        history.script(2, Handle::new(clumsy)).unwrap();
        let follow = r#"{"do": "behave", "replica": 2, "strategy": {"name": "script"}}"#;
        history.command(&Command::parse(follow).unwrap()).unwrap();
        history
    }

    #[test]
    fn a_view_sums_up_the_errors_of_scripts_and_time_travel_restores_them() {
        let mut history = run();
        assert_eq!(history.script_errors(), []);
        history.advance(Ms::from_us(3_000_000), &mut || false);
        let records = history.records(0, 10_000, RecordOptions::default());
        let told = format!("{records:?}");
        let view = history.view(ViewOptions::default());
        let [errors] = view.script_errors.as_slice() else { panic!("{:?}", view.script_errors) };
        let failed = told.matches("ScriptFailed").count() as u64;
        assert!(failed > 1);
        assert_eq!((errors.replica, errors.failed, errors.refused), (2, failed, 1));
        assert_eq!(errors.error, "thrown at 3");
        let end = history.step_count();
        history.seek(errors.first_step - 1);
        assert_eq!(history.script_errors(), []);
        history.seek(end);
        assert_eq!(history.script_errors(), view.script_errors);
    }

    #[test]
    fn a_view_without_errors_of_scripts_does_not_mention_them() {
        let mut history = History::open(Scenario::default()).unwrap();
        let view = serde_json::to_value(history.view(ViewOptions::default())).unwrap();
        assert!(view.get("scriptErrors").is_none());
    }
}
