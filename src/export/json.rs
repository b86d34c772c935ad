//! Everything as JSON. `docs/exports.md` says what the fields mean; a later version may add some.

use serde::Serialize;

use super::Run;
use crate::api::TraceRecord;
use crate::checks::faults::{FaultyReplica, Verdict};
use crate::scenario::{EXPORT_FORMAT, EXPORT_VERSION, Scenario};

/// How many records are written at most.
const RECORDS_MAX: usize = 200_000;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    format: &'static str,
    version: u32,
    /// The version of the engine: another one may run the scenario differently.
    engine: &'static str,
    /// The digest of the whole trace.
    digest: &'a str,
    /// What reproduces the run.
    scenario: &'a Scenario,
    /// The nodes by their numbers.
    nodes: Vec<String>,
    /// The faulty replicas at the end of the run.
    faults: &'a [FaultyReplica],
    /// What is guaranteed with them.
    verdict: Verdict,
    /// How many of the oldest records were no longer kept.
    discarded: u64,
    /// Why the last records are missing, if they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    cut: Option<String>,
    records: Vec<TraceRecord>,
}

pub(super) fn write(run: &Run<'_>) -> String {
    let end = run.trace.end().0;
    let kept = end - run.trace.discarded();
    let cut = (kept > RECORDS_MAX as u64)
        .then(|| format!("The run has {kept} records; the first {RECORDS_MAX} of them are here."));
    let document = Document {
        format: EXPORT_FORMAT,
        version: EXPORT_VERSION,
        engine: env!("CARGO_PKG_VERSION"),
        digest: run.digest,
        scenario: run.scenario,
        nodes: (0..run.node_count()).map(|node| run.name(node)).collect(),
        faults: run.faults.replicas(),
        verdict: run.verdict,
        discarded: run.trace.discarded(),
        cut,
        records: run.records().take(RECORDS_MAX).collect(),
    };
    // Plain data without maps of other keys than text: writing it cannot fail.
    serde_json::to_string(&document).unwrap_or_default()
}
