//! JSON export of a whole run. `docs/exports.md` documents the fields. Later versions may add some.

use serde::{Serialize, Serializer};

use super::Run;
use crate::checks::faults::{FaultyReplica, Verdict};
use crate::json::long_text_of;
use crate::scenario::{EXPORT_FORMAT, EXPORT_VERSION, Scenario};

/// The maximum number of records.
const RECORDS_MAX: usize = 200_000;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    format: &'static str,
    version: u32,
    /// The version of the engine. Another version may run the scenario differently.
    engine: &'static str,
    /// The digest of the whole trace.
    digest: &'a str,
    /// The scenario that reproduces the run.
    scenario: &'a Scenario,
    /// The nodes by their numbers.
    nodes: Vec<String>,
    /// The faulty replicas at the end of the run.
    faults: &'a [FaultyReplica],
    /// The guarantees with these faults.
    verdict: Verdict,
    /// The number of the oldest records that were discarded before.
    discarded: u64,
    /// Why the last records are missing, if they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    cut: Option<String>,
    records: Records<'a>,
}

/// The records, converted one by one while they are written. All at once would take more memory than their text.
struct Records<'a>(&'a Run<'a>);

impl Serialize for Records<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.records().take(RECORDS_MAX))
    }
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
        records: Records(run),
    };
    // This data has only text keys, so writing it cannot fail.
    long_text_of(&document)
}
