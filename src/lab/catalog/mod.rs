//! The built-in scenarios, one file a scene: adding a scene is adding a file and a line here.

use super::refusal::{Refusal, Refused};
use super::scenario::Scenario;
use super::view::CatalogEntry;

/// The scenes in the order of the library: the stable name and the file.
pub const SCENES: [(&str, &str); 21] = [
    ("one-request", include_str!("one-request.json")),
    ("one-replica-down", include_str!("one-replica-down.json")),
    ("two-replicas-down", include_str!("two-replicas-down.json")),
    ("tampered-request", include_str!("tampered-request.json")),
    ("forged-signature", include_str!("forged-signature.json")),
    ("replay", include_str!("replay.json")),
    ("silent-primary", include_str!("silent-primary.json")),
    ("equivocating-primary", include_str!("equivocating-primary.json")),
    ("malicious-new-primary", include_str!("malicious-new-primary.json")),
    ("checkpoint", include_str!("checkpoint.json")),
    ("state-transfer", include_str!("state-transfer.json")),
    ("partition", include_str!("partition.json")),
    ("lying-replies", include_str!("lying-replies.json")),
    ("slow-primary", include_str!("slow-primary.json")),
    ("broken-agreement", include_str!("broken-agreement.json")),
    ("rewritten-history", include_str!("rewritten-history.json")),
    ("exactly-once", include_str!("exactly-once.json")),
    ("batches", include_str!("batches.json")),
    ("seven-replicas", include_str!("seven-replicas.json")),
    ("thirty-one-replicas", include_str!("thirty-one-replicas.json")),
    ("hundred-replicas", include_str!("hundred-replicas.json")),
];

/// All scenes, read.
///
/// # Errors
/// A mistake in a file; a test reads them all.
pub fn entries() -> Result<Vec<CatalogEntry>, Refusal> {
    let entry = |(name, text): (&str, &str)| {
        let scenario = Scenario::parse(text)?;
        let missing =
            |field| Refused::ScenarioError.because(field, format_args!("is missing in the scene {name}"));
        Ok(CatalogEntry {
            name: name.to_owned(),
            title: scenario.title.clone().ok_or_else(|| missing("title"))?,
            about: scenario.about.clone().ok_or_else(|| missing("about"))?,
            scenario,
        })
    };
    SCENES.into_iter().map(entry).collect()
}
