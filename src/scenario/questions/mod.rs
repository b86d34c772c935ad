//! Questions that readers of the paper ask, each with a short answer and two runs of one schedule: the protocol as it is, and
//! without exactly the rule that the question is about.
//!
//! A schedule is the directed schedule of the missing rule (`weakened`), or a file of `scenes/`. The texts are in one file for each
//! language in `texts/`. Both runs are scenes of the catalog, so a name opens them: `with-commit-phase`, `without-commit-phase`.

mod build;

use std::sync::LazyLock;

use serde::Serialize;

use super::LocalText;
use super::catalog::CatalogEntry;
use super::catalog::texts::{self, Catalogue};
use crate::error::LabError;
use crate::pbft::Rule;
use crate::units::Ms;

/// The languages and their files, as the build script finds them.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/question_languages.rs"));

static CATALOGUES: LazyLock<Result<Vec<Catalogue>, LabError>> = LazyLock::new(|| texts::parsed(FILES));

/// A question with its answer and its two runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct QuestionEntry {
    /// The stable name: that of the rule, such as `commit-phase`.
    pub name: String,
    /// The question.
    pub question: LocalText,
    /// The answer, in two sentences.
    pub answer: LocalText,
    /// The addresses of pages where it was asked.
    pub asked_at: Vec<String>,
    /// The code of the rule that the second run lacks, such as `M20`.
    pub mutant: String,
    /// The run of the protocol as it is.
    pub with: QuestionRun,
    /// The run without the rule. Both runs have the same commands.
    pub without: QuestionRun,
}

/// A run of a question: a scene of the catalog, and the moment at which the two runs begin to differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct QuestionRun {
    /// The name of the scene, as in the custom element's `scenario` attribute.
    pub scene: String,
    /// The moment at which a reader starts.
    pub start_at_ms: Ms,
    /// The short link: the end of an address, after that of the page.
    pub link: String,
    /// The line that embeds the run into another page.
    pub embed: String,
}

/// A question of the table.
#[derive(Clone, Copy, Debug)]
struct Question {
    /// The rule that the question is about.
    rule: Rule,
    /// The schedule, if it is not the directed one of the rule.
    file: Option<&'static str>,
    /// When the runs begin to differ, in milliseconds: the second caption.
    moment_ms: u64,
    /// When the outcome is visible with the rule, and without it.
    outcomes_ms: (u64, u64),
    /// The addresses of pages where it was asked.
    asked_at: &'static [&'static str],
}

/// Whether a run has the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    With,
    Without,
}

impl Side {
    const BOTH: [Side; 2] = [Side::With, Side::Without];

    fn name(self) -> &'static str {
        match self {
            Side::With => "with",
            Side::Without => "without",
        }
    }
}

const PREPARED_QUORUM: &str = include_str!("scenes/prepared-quorum.json");

const SMART_BFT: &str = "https://github.com/hyperledger-labs/SmartBFT/issues/370";

const QUESTIONS: &[Question] = &[
    directed(
        Rule::CommitPhase,
        35,
        (375, 365),
        &["https://cs.stackexchange.com/questions/54152/why-is-the-commit-phase-in-pbft-necessary"],
    ),
    Question {
        file: Some(PREPARED_QUORUM),
        ..directed(
            Rule::PreparedQuorum,
            40,
            (60, 55),
            &[
                "https://bitcoin.stackexchange.com/questions/97091/why-do-we-need-2f-prepare-certificates-instead-of-just-f1-in-pbft",
            ],
        )
    },
    directed(Rule::ChangeCarriesPrepared, 325, (365, 365), &["https://stackoverflow.com/questions/45025899"]),
    directed(
        Rule::VotesForExecuted,
        750,
        (780, 1050),
        &["https://www.edureka.co/community/12026/change-happens-committed-operations-after-valid-snapshot"],
    ),
    directed(
        Rule::NewViewQuorum,
        335,
        (395, 430),
        &["https://decentralizedthoughts.github.io/2019-06-23-what-is-the-difference-between/"],
    ),
    directed(Rule::CheckpointProofVerified, 325, (335, 345), &[SELF_TEST]),
    directed(Rule::Checkpoints, 200, (210, 300), &[SELF_TEST]),
    directed(Rule::JoinRule, 515, (575, 1000), &[SMART_BFT]),
    directed(Rule::JoinQuorum, 20, (55, 160), &[SMART_BFT]),
    directed(
        Rule::TimeoutDoubles,
        915,
        (2625, 3000),
        &[
            "https://github.com/hyperledger-archives/fabric/issues/917",
            "https://github.com/nimiq/core-rs-albatross/issues/53",
        ],
    ),
    directed(
        Rule::ViewChangeResent,
        520,
        (965, 2500),
        &[
            "https://github.com/hyperledger-archives/fabric/issues/1917",
            "https://github.com/bft-smart/library/issues/19",
        ],
    ),
    directed(
        Rule::BackupsForward,
        205,
        (565, 1000),
        &["https://github.com/hyperledger-archives/sawtooth-pbft/pull/133"],
    ),
];

/// A list of questions for readers of the paper.
const SELF_TEST: &str = "https://george24601.github.io/2016/05/02/practical-byzantine-tolerance.html";

/// A question with the directed schedule of its rule.
const fn directed(
    rule: Rule,
    moment_ms: u64,
    outcomes_ms: (u64, u64),
    asked_at: &'static [&'static str],
) -> Question {
    Question { rule, file: None, moment_ms, outcomes_ms, asked_at }
}

/// The questions, in the order of a request: votes, view change, checkpoints, timers.
///
/// # Errors
/// A mistake in a file; a test reads them all.
pub fn questions() -> Result<Vec<QuestionEntry>, LabError> {
    QUESTIONS.iter().map(build::entry).collect()
}

/// The runs of all questions as scenes of the catalog.
///
/// # Errors
/// A mistake in a file; a test reads them all.
pub(super) fn scenes() -> Result<Vec<CatalogEntry>, LabError> {
    let both = QUESTIONS.iter().flat_map(|question| Side::BOTH.map(|side| (question, side)));
    both.map(|(question, side)| build::scene(question, side)).collect()
}
