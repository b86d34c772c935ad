//! Explanations and exports of a run.

use super::Session;
use crate::error::LabError;
use crate::explain::{self, Explanation, Question, TraceIndex};
use crate::export::{Format, Run};

impl Session {
    /// The reason why something happened, or why it has not happened yet.
    ///
    /// # Errors
    /// When the question names something that does not exist.
    pub fn why(&self, question: &Question) -> Result<Explanation, LabError> {
        explain::explain(&TraceIndex::new(&self.world, &self.params), question)
    }

    /// The run so far, in the format of another tool.
    pub fn export(&mut self, format: Format) -> String {
        let (digest, scenario) = (self.digest(), self.scenario());
        let (trace, faults) = (self.world.trace(), self.faults());
        let verdict = faults.verdict(self.proven());
        let (params, faults) = (&self.params, &faults);
        Run { trace, params, scenario: &scenario, digest: &digest, faults, verdict }.write(format)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{ProtocolEvent, TraceEvent, TraceRecord};
    use crate::byzantine::node::nodes;
    use crate::checks::watch::Watch;
    use crate::explain::Outcome;
    use crate::pbft::Keys;
    use crate::scenario::Scenario;
    use crate::sim::{Limits, Recording, Settings, World};
    use crate::units::Ms;

    /// A run whose trace holds only its last records.
    fn forgetful(json: &str, records_max: u32) -> Session {
        let scenario = Scenario::parse(json).unwrap();
        let setup = scenario.check().unwrap();
        let settings = Settings {
            seed: setup.seed,
            network: setup.network.clone(),
            limits: Limits { records_max, ..Limits::default() },
            recording: Recording::Everything,
        };
        let keys = Keys::derive(&setup.config, setup.crypto, setup.seed.0);
        let watch = Watch::new(&setup.config, &keys.roster);
        let world = World::new(nodes(&setup.config, keys, setup.seed), watch, settings).unwrap();
        Session { world, ..Session::open(scenario).unwrap() }
    }

    fn why(session: &Session, question: &str) -> Explanation {
        session.why(&Question::parse(question).unwrap()).unwrap()
    }

    #[test]
    fn what_the_trace_no_longer_holds_is_said_to_be_gone() {
        let mut session = forgetful(r#"{"cluster": {"batchMax": 1}}"#, 128);
        for number in 0..9 {
            let operation = format!("add x {number}");
            session.command(&crate::scenario::command::Command::Submit { client: 0, operation }).unwrap();
        }
        session.advance(Ms::from_us(5_000_000), &mut || false);
        assert!(session.world.trace().discarded() > 300);
        let gone = why(&session, r#"{"about": {"fact": 0}}"#);
        let kept = session.world.trace().discarded();
        assert_eq!(gone.sentence, format!("records before record {kept} are no longer kept."));
        let executed = why(&session, r#"{"replica": 2, "executed": 1}"#);
        assert_eq!((executed.kind, executed.record, executed.discarded), (Outcome::Happened, None, kept));
        assert_eq!(executed.parts[0].code, "discarded");
        let answered = why(&session, r#"{"client": 0, "answered": 2}"#);
        assert_eq!((answered.kind, answered.parts[0].code.as_str()), (Outcome::Happened, "discarded"));
        // The last request is there, but not all that led to it.
        let cut_off = why(&session, r#"{"client": 0}"#);
        assert_eq!((cut_off.kind, cut_off.complete), (Outcome::Happened, false));
        assert!(cut_off.sentence.ends_with("no longer kept."), "{}", cut_off.sentence);
        for (_, format) in Format::ALL {
            assert!(!session.export(format).is_empty());
        }
    }

    #[test]
    fn a_vote_that_was_refused_led_to_nothing() {
        let json = r#"{"network": {"latencyMs": {"uniform": [5, 40]}}, "commands": [
            {"atMs": 0, "do": "crash", "replica": 2},
            {"atMs": 0, "do": "behave", "replica": 3,
             "strategy": {"name": "forge-sender", "parameters": {"name": 2}}}]}"#;
        let mut session = Session::open(Scenario::parse(json).unwrap()).unwrap();
        for number in 0..9 {
            let operation = format!("add x {number}");
            session.command(&crate::scenario::command::Command::Submit { client: 0, operation }).unwrap();
        }
        session.advance(Ms::from_us(5_000_000), &mut || false);
        let records = session.records(0, 10_000, Default::default());
        let is_refusal = |it: &&TraceRecord| {
            matches!(it.what, TraceEvent::Fact { fact: ProtocolEvent::MessageRefused { .. }, .. })
        };
        let refused: Vec<u64> =
            records.iter().filter(is_refusal).filter_map(|refusal| refusal.cause).collect();
        assert!(refused.len() > 9);
        for (replica, seq) in (1..=9).flat_map(|seq| [(0, seq), (1, seq)]) {
            let explanation = why(&session, &format!(r#"{{"replica": {replica}, "committedLocal": {seq}}}"#));
            assert!(explanation.complete && explanation.kind == Outcome::Happened);
            assert!(explanation.slice.iter().all(|it| !refused.contains(&it.record)), "{seq} at {replica}");
        }
    }
}
