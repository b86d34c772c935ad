//! Progress in the tasks of a scenario.
//!
//! It is a function of the scenario and the commands given by hand, however the run is driven or viewed: the goals are
//! evaluated after every step and, between two steps, at each time at which the clock alone could change them.

use std::mem;
use std::rc::Rc;

use super::Session;
use crate::api::{self, AnswerReply, Asked, FindReply, LessonPart, TaskProgress, TaskState};
use crate::byzantine::node::Node;
use crate::checks::evidence::Collector;
use crate::error::codes;
use crate::error::{ErrorKind, LabError};
use crate::pbft::Message;
use crate::process::Time;
use crate::scenario::Scenario;
use crate::scenario::find::{Find, FindVerdict, Found, StatementName};
use crate::scenario::goal::{Facts, Phase, Tracker};
use crate::scenario::lesson::{Control, Part, Quiz, Task};
use crate::sim::{Applied, RecordId, RecordKind};
use crate::units::Ms;

/// The lesson of a run.
#[derive(Clone, Debug, Default)]
pub(super) struct Lesson {
    parts: Vec<Progress>,
    /// The number of executed commands that are counted.
    counted: usize,
}

#[derive(Clone, Debug)]
struct Progress {
    caption: Option<u32>,
    at: Ms,
    /// Whether no event before that time is left. From then on commands given by hand count.
    begun: bool,
    attempt: Option<Attempt>,
}

/// An attempt at a task.
#[derive(Clone, Debug)]
struct Attempt {
    goal: Tracker,
    commands_min: u32,
    commands_max: Option<u32>,
    controls: Option<Vec<Control>>,
    commands: u32,
    end: Option<End>,
}

#[derive(Clone, Copy, Debug)]
struct End {
    state: TaskState,
    at: Ms,
    step: u64,
    refused: Option<&'static str>,
}

impl Lesson {
    pub(super) fn new(scenario: &Scenario) -> Lesson {
        let at = |part: &Part<'_>| part.caption.and_then(|index| scenario.captions.get(index));
        let progress = |part: Part<'_>| Progress {
            caption: part.caption.and_then(|index| u32::try_from(index).ok()),
            at: at(&part).map_or(Ms::from_us(0), |caption| caption.at_ms),
            begun: false,
            attempt: part.task.map(Attempt::new),
        };
        Lesson { parts: scenario.parts().map(progress).collect(), counted: 0 }
    }

    fn views(&self) -> Vec<LessonPart> {
        let view = |part: &Progress| LessonPart {
            caption: part.caption,
            at_ms: part.at,
            begun: part.begun,
            task: part.attempt.as_ref().map(|attempt| attempt.view(part.begun)),
        };
        self.parts.iter().map(view).collect()
    }

    /// Begins the parts before which no event is left. It makes no difference whether commands given by hand are replayed.
    fn begin(&mut self, session: &Session) {
        let due = session.world.peek().map(Ms::from);
        self.parts.iter_mut().for_each(|part| part.begun |= due.is_none_or(|due| due > part.at));
    }

    /// Called when the clock advances to a time without an event before it.
    fn wait(&mut self, session: &Session, until: Ms) {
        let now = session.now();
        for part in self.parts.iter_mut().filter(|part| part.at <= until) {
            let Some(attempt) = &mut part.attempt else { continue };
            let mut moment = if now < part.at { Some(part.at) } else { attempt.goal.next_time(now) };
            while let Some(at) = moment.filter(|at| *at <= until) {
                attempt.ask(&Later { session, now: at });
                moment = attempt.goal.next_time(at);
            }
        }
    }

    /// Called after a step.
    fn note(&mut self, session: &Session) {
        let given = session.world.applied();
        for applied in given.iter().skip(self.counted).filter(|applied| is_by_hand(applied)) {
            let Some(name) = session.wording(applied).map(|command| command.name()) else { continue };
            let begun = self.parts.iter_mut().filter(|part| part.begun);
            begun.filter_map(|part| part.attempt.as_mut()).for_each(|attempt| attempt.count(name, session));
        }
        self.counted = given.len();
        let now = session.now();
        let begun = self.parts.iter_mut().filter(|part| part.at <= now);
        begun.filter_map(|part| part.attempt.as_mut()).for_each(|attempt| attempt.ask(session));
        if self.parts.iter().any(|part| !part.begun) {
            self.begin(session);
        }
    }
}

fn is_by_hand(applied: &Applied<Node>) -> bool {
    !applied.scheduled && applied.refusal.is_none()
}

impl Attempt {
    fn new(task: &Task) -> Attempt {
        Attempt {
            goal: Tracker::new(task.goal.clone()),
            commands_min: task.commands_min.unwrap_or(0),
            commands_max: task.commands_max,
            controls: task.controls.clone(),
            commands: 0,
            end: None,
        }
    }

    fn view(&self, begun: bool) -> TaskProgress {
        let open = if begun { TaskState::Open } else { TaskState::Waiting };
        TaskProgress {
            state: self.end.map_or(open, |end| end.state),
            commands: self.commands,
            ended_ms: self.end.map(|end| end.at),
            ended_step: self.end.map(|end| end.step),
            refused: self.end.and_then(|end| end.refused),
        }
    }

    fn count(&mut self, name: &'static str, session: &Session) {
        if self.end.is_some() {
            return;
        }
        self.commands = self.commands.saturating_add(1);
        if self.controls.as_ref().is_some_and(|allowed| !allowed.contains(&Control(name))) {
            self.finish(TaskState::NotAllowed, session, session.now());
            self.end = self.end.map(|end| End { refused: Some(name), ..end });
        } else if self.commands_max.is_some_and(|max| self.commands > max) {
            self.finish(TaskState::OverLimit, session, session.now());
        }
    }

    fn ask(&mut self, facts: &(impl Facts + AsRef<Session>)) {
        if self.end.is_none() && self.goal.ask(facts) && self.commands >= self.commands_min {
            self.finish(TaskState::Reached, facts.as_ref(), facts.now());
        }
    }

    fn finish(&mut self, state: TaskState, session: &Session, at: Ms) {
        self.end = Some(End { state, at, step: session.step_count(), refused: None });
    }
}

/// A run at a later time, before any other event.
struct Later<'a> {
    session: &'a Session,
    now: Ms,
}

impl AsRef<Session> for Later<'_> {
    fn as_ref(&self) -> &Session {
        self.session
    }
}

impl AsRef<Session> for Session {
    fn as_ref(&self) -> &Session {
        self
    }
}

impl Facts for Later<'_> {
    fn now(&self) -> Ms {
        self.now
    }

    fn answered(&self, client: u32) -> u64 {
        self.session.answered(client)
    }

    fn last_executed(&self) -> u64 {
        self.session.last_executed()
    }

    fn last_stable(&self) -> u64 {
        self.session.last_stable()
    }

    fn last_view(&self) -> u64 {
        self.session.last_view()
    }

    fn phase(&self, replica: u32, seq: u64) -> Phase {
        self.session.phase(replica, seq)
    }

    fn stored(&self, replica: u32, key: &str, value: &str) -> bool {
        self.session.stored(replica, key, value)
    }

    fn violated(&self, property: &str) -> bool {
        self.session.violated(property)
    }

    fn any_violated(&self) -> bool {
        self.session.any_violated()
    }

    fn proven(&self, node: u32) -> bool {
        Facts::proven(self.session, node)
    }
}

impl Session {
    /// The questions and tasks of the scenario with the reader's progress; empty if it has none.
    pub fn lesson(&self) -> Vec<LessonPart> {
        self.lesson.views()
    }

    /// Checks an answer to a question of a part, by the part's index in [`lesson`](Session::lesson).
    ///
    /// # Errors
    /// If the part, the question or the choice does not exist.
    pub fn answer(&self, part: u32, asked: Asked, choice: u32) -> Result<AnswerReply, LabError> {
        let what = ErrorKind::ArgumentError;
        let quiz = self.quiz(part, asked)?;
        let choices = quiz.map_or(&[][..], |quiz| quiz.choices.as_slice());
        let not_found = || what.at("choice", codes::not_found(choice, "choice", choices.len()));
        let chosen = choices.get(choice as usize).ok_or_else(not_found)?;
        let right =
            choices.iter().position(|choice| choice.right).and_then(|index| u32::try_from(index).ok());
        Ok(AnswerReply {
            right: chosen.right,
            why: chosen.why.clone(),
            right_choice: right.ok_or_else(not_found)?,
        })
    }

    /// Judges what a reader found for a question of a part.
    ///
    /// # Errors
    /// If the part does not exist, or its question has choices.
    pub fn found(&self, part: u32, asked: Asked, found: &Found) -> Result<FindReply, LabError> {
        let quiz = self.quiz(part, asked)?;
        let asked = quiz.and_then(|quiz| Some((quiz.find.as_ref()?, &quiz.why)));
        let (find, why) = asked.ok_or_else(|| ErrorKind::ArgumentError.at("find", codes::missing()))?;
        let verdict = match (find, found) {
            (Find::Proof { culprits }, Found::Messages(names)) => self.judge_proof(culprits, names),
            _ => find.judge(found),
        };
        let right = verdict == FindVerdict::Right;
        Ok(FindReply { right, verdict, why: why.clone().filter(|_| right) })
    }

    /// Judges messages as a collector of evidence does that sees nothing else.
    fn judge_proof(&self, culprits: &[u32], names: &[StatementName]) -> FindVerdict {
        let config = Rc::clone(self.world.oracle().collector().config());
        let mut collector = Collector::new(config, Rc::clone(&self.roster));
        for (message, record, at) in names.iter().filter_map(|name| self.statement(name)) {
            collector.see(message, record, at);
        }
        let proofs = collector.proofs();
        // The number of statements of the shortest proof.
        let fewest = |node: &u32| {
            let against = proofs.iter().filter(|it| api::node_of(it.culprit, &self.params).0 == *node);
            against.map(|proof| proof.statements.len()).min()
        };
        let nodes: Vec<u32> = culprits.iter().filter(|node| fewest(node).is_none()).copied().collect();
        let needed: usize = culprits.iter().filter_map(fewest).sum();
        if !nodes.is_empty() {
            FindVerdict::Unproven { nodes }
        } else if names.len() > needed {
            FindVerdict::Superfluous { needed: u32::try_from(needed).unwrap_or(u32::MAX) }
        } else {
            FindVerdict::Right
        }
    }

    /// The first message of the run with this name.
    fn statement(&self, name: &StatementName) -> Option<(&Message, RecordId, Time)> {
        let trace = self.world.trace();
        let is_it = |message: &&Message| {
            let brief = api::brief_of(message, &self.params);
            (brief.kind.as_str(), brief.signer, brief.view, brief.seq, brief.digest.as_deref())
                == (
                    name.kind.as_str(),
                    Some(name.signer),
                    Some(name.view),
                    Some(name.seq),
                    Some(name.digest.as_str()),
                )
        };
        trace.records(RecordId(0), usize::MAX).find_map(|record| match record.kind {
            RecordKind::Sent { message, .. } => {
                trace.message(message).filter(is_it).map(|message| (message, record.id, record.at))
            }
            _ => None,
        })
    }

    fn quiz(&self, part: u32, asked: Asked) -> Result<Option<&Quiz>, LabError> {
        let what = ErrorKind::ArgumentError;
        let count = self.scenario.parts().count();
        let found = self.scenario.parts().nth(part as usize);
        let found = found.ok_or_else(|| what.at("part", codes::not_found(part, "part", count)))?;
        Ok(match asked {
            Asked::Ask => found.ask,
            Asked::Explain => found.explain,
        })
    }

    /// Begins the lesson of a run that was just opened.
    pub(super) fn begin_lesson(&mut self) {
        self.with_lesson(|lesson, session| {
            lesson.begin(session);
            let start = lesson.parts.iter_mut().filter(|part| part.at == session.now());
            start.filter_map(|part| part.attempt.as_mut()).for_each(|attempt| attempt.ask(session));
        });
    }

    /// Called before the clock advances to the next occurrence, at most to `limit`.
    pub(super) fn wait(&mut self, limit: Time) {
        self.with_lesson(|lesson, session| {
            lesson.wait(session, session.due().map_or(limit, |due| due.min(limit)).into());
        });
    }

    /// Counts the commands of a step, and evaluates the goals after it.
    pub(super) fn note(&mut self) {
        self.with_lesson(Lesson::note);
    }

    fn with_lesson(&mut self, act: impl FnOnce(&mut Lesson, &Session)) {
        if self.lesson.parts.is_empty() {
            return;
        }
        let mut lesson = mem::take(&mut self.lesson);
        act(&mut lesson, self);
        self.lesson = lesson;
    }
}
