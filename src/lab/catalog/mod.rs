//! The built-in scenarios, one file a scene: adding a scene is adding a file and a line here.

use super::refusal::{Refusal, Refused};
use super::scenario::Scenario;
use super::view::CatalogEntry;

/// The scenes in the order of the library: the stable name and the file.
pub const SCENES: [(&str, &str); 6] = [
    ("one-request", include_str!("one-request.json")),
    ("one-replica-down", include_str!("one-replica-down.json")),
    ("two-replicas-down", include_str!("two-replicas-down.json")),
    ("silent-primary", include_str!("silent-primary.json")),
    ("checkpoint", include_str!("checkpoint.json")),
    ("state-transfer", include_str!("state-transfer.json")),
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
