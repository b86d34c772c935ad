//! Everything as JSON. `docs/exports.md` says what the fields mean; a later version may add some.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::Run;
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
    records: Records<'a>,
}

/// The records, each made when it is written: all of them at once would take more memory than their text.
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
    // Counted first: a text that grows is copied again and again, and takes three times its size. Plain data without maps of other
    // keys than text: writing it cannot fail.
    let mut length = Length(0);
    serde_json::to_writer(&mut length, &document).ok();
    let mut text = Vec::with_capacity(length.0);
    serde_json::to_writer(&mut text, &document).ok();
    String::from_utf8(text).unwrap_or_default()
}

/// How many bytes were written.
struct Length(usize);

impl Write for Length {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
