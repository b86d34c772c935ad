//! Circles of imports between the files of one folder.

use std::collections::{BTreeMap, BTreeSet};

use crate::tokens::{self, Token, is_name};
use crate::tree::SourceFile;

/// The folders whose files do not import each other in a circle. In `src/pbft/` the handlers of one replica are spread over files, so
/// they import each other.
pub const FOLDERS: &[&str] = &["sim"];

/// The files of a folder of `src/` that are in a circle of imports, or import one that is; empty if there is no circle.
pub fn in_circle(files: &[SourceFile], folder: &str) -> Vec<String> {
    let prefix = format!("src/{folder}/");
    let sources: BTreeMap<&str, Vec<Token>> = files
        .iter()
        .filter_map(|file| {
            let name = file.path.strip_prefix(&prefix)?.strip_suffix(".rs")?;
            let is_direct = !name.contains('/');
            Some((name, tokens::of(&file.text).ok().filter(|_| is_direct)?))
        })
        .collect();
    let exported = sources.get("mod").map(|tokens| exports(tokens)).unwrap_or_default();
    let mut imports: BTreeMap<&str, BTreeSet<&str>> = sources
        .iter()
        .filter(|(name, _)| **name != "mod")
        .map(|(name, tokens)| (*name, imports_of(tokens, folder, &sources, &exported)))
        .collect();
    loop {
        let (rest, free): (Vec<_>, Vec<_>) = imports.iter().partition(|(name, others)| {
            others.iter().any(|other| other != *name && imports.contains_key(other))
        });
        if free.is_empty() {
            return rest.into_iter().map(|(name, _)| (*name).to_owned()).collect();
        }
        let free: Vec<&str> = free.into_iter().map(|(name, _)| *name).collect();
        imports.retain(|name, _| !free.contains(name));
    }
}

/// The names that `mod.rs` exports, each with its file: `A` and `B` of `pub use file::{A, B}`.
fn exports(tokens: &[Token]) -> BTreeMap<&str, &str> {
    let text = |index: usize| tokens.get(index).map_or("", |token: &Token| token.text.as_str());
    let uses = (0..tokens.len()).filter(|index| text(*index) == "use" && text(index + 2) == "::");
    uses.flat_map(|index| {
        let names = tokens.iter().skip(index + 3).take_while(|token| token.text != ";");
        names.map(move |token| (token.text.as_str(), text(index + 1)))
    })
    .filter(|(name, _)| is_name(name))
    .collect()
}

/// The files that a file imports, by `crate::FOLDER::file` or by an exported name.
fn imports_of<'a>(
    tokens: &'a [Token],
    folder: &str,
    sources: &BTreeMap<&'a str, Vec<Token>>,
    exported: &BTreeMap<&'a str, &'a str>,
) -> BTreeSet<&'a str> {
    let text = |index: usize| tokens.get(index).map_or("", |token: &Token| token.text.as_str());
    let paths = (0..tokens.len())
        .filter(|index| text(*index) == "crate" && text(index + 1) == "::" && text(index + 2) == folder);
    let file_of = |name: &'a str| {
        if sources.contains_key(name) { Some(name) } else { exported.get(name).copied() }
    };
    paths
        .flat_map(|index| {
            let is_list = text(index + 4) == "{";
            let rest = tokens.iter().skip(index + 4);
            rest.take_while(move |token| token.text != ";" && (is_list || token.text != "::"))
                .map(|token| token.text.as_str())
        })
        .filter_map(file_of)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree;

    #[test]
    fn no_files_of_these_folders_import_each_other_in_a_circle() {
        let files = tree::files();
        for folder in FOLDERS {
            assert_eq!(in_circle(&files, folder), [""; 0], "{folder}");
            let count = files.iter().filter(|file| file.path.starts_with(&format!("src/{folder}/"))).count();
            assert!(count > 10, "{folder} is really read");
        }
    }

    #[test]
    fn a_circle_is_found_also_through_an_exported_name() {
        let files = |world: &str| {
            [
                ("src/sim/mod.rs", "mod trace;\npub use trace::{Record, RecordId};"),
                ("src/sim/world.rs", world),
                ("src/sim/trace.rs", "use crate::sim::packets::PacketId;"),
                ("src/sim/packets.rs", "use crate::process::Time;"),
                ("src/sim/tests/world.rs", "use crate::sim::world::World;"),
            ]
            .map(|(path, text)| SourceFile::sample(path, text))
        };
        assert_eq!(in_circle(&files("use crate::sim::{Record, packets};"), "sim"), [""; 0]);
        let circle = |packets: &str| {
            let mut files = files("");
            files[3] = SourceFile::sample("src/sim/packets.rs", packets);
            in_circle(&files, "sim")
        };
        assert_eq!(circle("use crate::sim::trace::Record;"), ["packets", "trace"]);
        assert_eq!(circle("fn f() -> crate::sim::RecordId { todo() }"), ["packets", "trace"]);
        assert_eq!(circle("// crate::sim::trace"), [""; 0]);
    }
}
