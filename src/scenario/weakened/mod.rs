//! Weakened protocols: the rules that a scenario removes (`cluster.mutants`).

mod gallery;
mod scenes;

use serde::{Serialize, Serializer};

pub use gallery::{MutantInfo, mutants};
pub(super) use gallery::{schedule, wrong};

use crate::pbft::rules::{CORGI_KX_DEMO, MUTANTS, Mutant};
use crate::pbft::{Rule, Rules};

/// The name of the preset with the mutants of the small Go program from which this project grew.
const PRESET: &str = "corgi-kx-demo";

/// An entry of `cluster.mutants`: a mutant, or a preset of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(with = "String", extend("enum" = Weakening::names())))]
pub enum Weakening {
    /// One rule is missing.
    Mutant(&'static Mutant),
    /// The rules that the small Go program lacks.
    CorgiKxDemo,
}

impl Weakening {
    /// The text in a scenario file: a code such as `M1`, or the name of the preset.
    pub fn name(self) -> &'static str {
        match self {
            Weakening::Mutant(mutant) => mutant.code,
            Weakening::CorgiKxDemo => PRESET,
        }
    }

    /// All entries with their texts.
    pub fn choices() -> Vec<(&'static str, Weakening)> {
        let all = MUTANTS.iter().map(Weakening::Mutant).chain([Weakening::CorgiKxDemo]);
        all.map(|weakening| (weakening.name(), weakening)).collect()
    }

    #[cfg(test)]
    fn names() -> Vec<&'static str> {
        Weakening::choices().into_iter().map(|(name, _)| name).collect()
    }

    fn rules(&self) -> &[Rule] {
        match self {
            Weakening::Mutant(mutant) => std::slice::from_ref(&mutant.rule),
            Weakening::CorgiKxDemo => CORGI_KX_DEMO,
        }
    }
}

impl Serialize for Weakening {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// The remaining rules.
pub(super) fn rules(removed: &[Weakening]) -> Rules {
    Rules::without(removed.iter().flat_map(Weakening::rules).copied())
}
