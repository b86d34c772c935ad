//! Allowed imports: the drawing of ARCHITECTURE.md as a table.

use crate::tokens::{self, Token, is_name};
use crate::tree::{Fault, SourceFile};

/// One row per folder (or file) of `src/`, from the ground floor up: its name, the rows above that it may name, the browser crates
/// that it may name.
const TABLE: &[(&str, &[&str], &[&str])] = &[
    ("build", &[], &[]),
    ("process", &[], &[]),
    ("units", &["process"], &["tsify"]),
    ("common", &["process"], &[]),
    ("pbft", &["process", "common"], &[]),
    ("raft", &["process", "common"], &[]),
    ("sim", &["process"], &[]),
    ("error", &["units"], &[]),
    ("json", &["units", "error"], &[]),
    ("node", &["process", "pbft"], &[]),
    ("byzantine", &["process", "units", "pbft", "sim", "error", "json", "node"], &["tsify"]),
    ("checks", &["process", "pbft", "sim", "error", "node", "byzantine"], &["tsify"]),
    (
        "scenario",
        &["process", "units", "pbft", "sim", "error", "json", "node", "byzantine", "checks"],
        &["tsify"],
    ),
    (
        "hunt",
        &["process", "units", "pbft", "sim", "error", "json", "node", "byzantine", "checks", "scenario"],
        &["tsify"],
    ),
    (
        "api",
        &["process", "units", "pbft", "sim", "error", "node", "byzantine", "checks", "scenario"],
        &["tsify"],
    ),
    (
        "explain",
        &[
            "process",
            "units",
            "pbft",
            "sim",
            "error",
            "json",
            "node",
            "byzantine",
            "checks",
            "scenario",
            "api",
        ],
        &["tsify"],
    ),
    (
        "export",
        &["process", "units", "pbft", "sim", "error", "json", "byzantine", "checks", "scenario", "api"],
        &["tsify"],
    ),
    (
        "run",
        &[
            "process",
            "units",
            "pbft",
            "sim",
            "error",
            "json",
            "byzantine",
            "checks",
            "scenario",
            "api",
            "explain",
            "export",
        ],
        &[],
    ),
    (
        "wasm",
        &[
            "process",
            "units",
            "pbft",
            "sim",
            "error",
            "json",
            "byzantine",
            "scenario",
            "hunt",
            "api",
            "explain",
            "export",
            "run",
        ],
        BROWSER_CRATES,
    ),
    ("bin", &["error", "checks", "scenario", "hunt"], &[]),
];

/// Crates that touch the browser or its entropy.
const BROWSER_CRATES: &[&str] = &[
    "wasm_bindgen",
    "wasm_bindgen_futures",
    "js_sys",
    "web_sys",
    "serde_wasm_bindgen",
    "tsify",
    "getrandom",
    "console_error_panic_hook",
];

/// A layer may name itself and the layers of its row, by their own paths.
pub fn imports(file: &SourceFile) -> Vec<Fault> {
    let Some(layer) = layer_of(file) else { return Vec::new() };
    let Some((name, may_name, _)) = TABLE.iter().find(|row| row.0 == layer) else {
        return vec![
            file.fault(1, format!("the folder {layer} has no row in the table of tests/tidy/layers.rs")),
        ];
    };
    let named = match tokens::of(&file.text) {
        Ok(tokens) => top_level_names(&tokens, &module_path(file)),
        Err(reason) => return vec![file.fault(1, reason)],
    };
    named
        .into_iter()
        .filter(|(other, _)| other != name && !may_name.contains(&other.as_str()))
        .map(|(other, line)| file.fault(line, reason_against(name, may_name, &other)))
        .collect()
}

fn reason_against(layer: &str, may_name: &[&str], other: &str) -> String {
    let allowed = if may_name.is_empty() { "no other layer".to_owned() } else { may_name.join(", ") };
    if TABLE.iter().any(|row| row.0 == other) {
        format!("{layer} names {other}, but it may name {allowed} only")
    } else {
        format!(
            "{layer} names crate::{other}, which is no layer: name it by the path of the layer it lives in"
        )
    }
}

/// Only the edge knows that there is a browser.
pub fn browser_crates(file: &SourceFile) -> Vec<Fault> {
    let Some(layer) = layer_of(file) else { return Vec::new() };
    let may_name = TABLE.iter().find(|row| row.0 == layer).map_or(&[] as &[&str], |row| row.2);
    let Ok(tokens) = tokens::of(&file.text) else { return Vec::new() };
    tokens
        .iter()
        .filter(|token| {
            BROWSER_CRATES.contains(&token.text.as_str()) && !may_name.contains(&token.text.as_str())
        })
        .map(|token| file.fault(token.line, format!("{layer} names {}, a crate of the browser", token.text)))
        .collect()
}

/// The folder or file directly under `src/`; nothing for `lib.rs`, which lists all layers.
fn layer_of(file: &SourceFile) -> Option<&str> {
    let inner = file.path.strip_prefix("src/")?.strip_suffix(".rs")?;
    let layer = inner.split('/').next().unwrap_or(inner);
    (layer != "lib").then_some(layer)
}

/// The module that a file is: `src/checks/evidence/mod.rs` is `checks::evidence`.
fn module_path(file: &SourceFile) -> Vec<&str> {
    let inner = file.path.trim_start_matches("src/").trim_end_matches(".rs");
    let mut path: Vec<&str> = inner.split('/').collect();
    if path.last() == Some(&"mod") {
        path.pop();
    }
    path
}

/// The names directly under the crate's root that a file reaches by `crate::`, by enough `super::`, or, from a program, by
/// the crate's name; each with its line.
fn top_level_names(tokens: &[Token], module: &[&str]) -> Vec<(String, usize)> {
    let mut names = Vec::new();
    let mut inline_modules: Vec<usize> = Vec::new();
    let mut depth = 0;
    let text_at = |index: usize| tokens.get(index).map_or("", |token| token.text.as_str());
    for (index, token) in tokens.iter().enumerate() {
        match token.text.as_str() {
            "{" => {
                depth += 1;
                if index >= 2 && text_at(index - 2) == "mod" {
                    inline_modules.push(depth);
                }
            }
            "}" => {
                if inline_modules.last() == Some(&depth) {
                    inline_modules.pop();
                }
                depth -= 1;
            }
            "pbft_lab" | "crate" if text_at(index + 1) == "::" && module.first() != Some(&"bin") => {
                names.extend(names_after(tokens, index + 2));
            }
            "pbft_lab" if text_at(index + 1) == "::" => names.extend(names_after(tokens, index + 2)),
            "super" if index == 0 || text_at(index - 1) != "::" => {
                let supers = (0..).take_while(|step| text_at(index + 2 * step) == "super").count();
                if supers == module.len() + inline_modules.len() {
                    names.extend(names_after(tokens, index + 2 * supers));
                }
            }
            _ => {}
        }
    }
    names
}

/// `a` of `a::b`, or `a` and `c` of `{a::b, c::d}`.
fn names_after(tokens: &[Token], start: usize) -> Vec<(String, usize)> {
    let Some(first) = tokens.get(start) else { return Vec::new() };
    if first.text != "{" {
        return vec![(first.text.clone(), first.line)];
    }
    let mut names = Vec::new();
    let mut depth = 0;
    let mut before = "";
    for token in tokens.iter().skip(start) {
        match token.text.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            name if depth == 1 && matches!(before, "{" | ",") && is_name(name) && name != "self" => {
                names.push((name.to_owned(), token.line));
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
        before = &token.text;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(rule: fn(&SourceFile) -> Vec<Fault>, path: &str, text: &str) -> Vec<usize> {
        rule(&SourceFile::sample(path, text)).iter().map(|fault| fault.line).collect()
    }

    #[test]
    fn no_folders_import_each_other_in_a_circle() {
        for (place, (name, may_name, _)) in TABLE.iter().enumerate() {
            let below: Vec<_> = TABLE[..place].iter().map(|row| row.0).collect();
            let up: Vec<_> = may_name.iter().filter(|other| !below.contains(other)).collect();
            assert!(up.is_empty(), "{name} may name {up:?}, which is not below it in the table");
        }
    }

    #[test]
    fn a_sideways_import_is_found_with_its_line_and_reason() {
        let faults = imports(&SourceFile::sample(
            "src/pbft/replica.rs",
            "use crate::process::Time;\nuse crate::sim::World;\n",
        ));
        let text: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(text, ["src/pbft/replica.rs:2: pbft names sim, but it may name process, common only"]);
    }

    #[test]
    fn every_way_to_name_a_layer_is_seen() {
        assert_eq!(
            lines(
                imports,
                "src/sim/world.rs",
                "use crate::{\n    process::Time,\n    pbft::{View, Seq},\n};"
            ),
            [3]
        );
        assert_eq!(lines(imports, "src/sim/world.rs", "fn a() {\n    crate::run::session::open();\n}"), [2]);
        assert_eq!(lines(imports, "src/sim/world.rs", "use super::super::pbft::View;"), [1]);
        assert_eq!(lines(imports, "src/sim/mod.rs", "use super::pbft::View;"), [1]);
        assert_eq!(lines(imports, "src/process.rs", "use super::sim::World;"), [1]);
        assert_eq!(lines(imports, "src/api/view.rs", "macro_rules! m { () => { $crate::wasm::x() } }"), [1]);
        assert_eq!(
            lines(imports, "src/sim/world.rs", "mod tests {\n    use super::super::super::pbft::View;\n}"),
            [2]
        );
        assert_eq!(lines(imports, "src/bin/soak.rs", "use pbft_lab::wasm::Simulation;"), [1]);
    }

    #[test]
    fn a_shortcut_through_the_root_is_refused() {
        assert_eq!(lines(imports, "src/pbft/replica.rs", "use crate::World;"), [1]);
    }

    #[test]
    fn a_folder_without_a_row_is_refused() {
        assert_eq!(lines(imports, "src/paxos/mod.rs", ""), [1]);
    }

    #[test]
    fn what_the_drawing_allows_passes() {
        assert!(lines(imports, "src/lib.rs", "pub mod pbft;\npub use crate::run::Session;").is_empty());
        assert!(
            lines(imports, "src/api/view.rs", "use crate::{pbft::View, process::{self, Time}, sim::World};")
                .is_empty()
        );
        assert!(
            lines(imports, "src/sim/world.rs", "// crate::pbft\npub(crate) fn a() { \"crate::pbft\"; }")
                .is_empty()
        );
        assert!(
            lines(imports, "src/sim/world.rs", "mod tests {\n    use super::super::agenda::Agenda;\n}")
                .is_empty()
        );
        assert!(
            lines(
                imports,
                "src/bin/soak/main.rs",
                "use crate::options::Options;\nuse pbft_lab::checks::Report;"
            )
            .is_empty()
        );
    }

    #[test]
    fn a_browser_crate_above_the_edge_is_found() {
        assert_eq!(lines(browser_crates, "src/sim/world.rs", "\nuse js_sys::Date;"), [2]);
        assert_eq!(lines(browser_crates, "src/run/session.rs", "fn a() { getrandom::fill(&mut []) }"), [1]);
        assert_eq!(lines(browser_crates, "src/pbft/ids.rs", "#[derive(tsify::Tsify)] struct A;"), [1]);
        assert!(lines(browser_crates, "src/api/view.rs", "#[derive(tsify::Tsify)] struct A;").is_empty());
        assert!(lines(browser_crates, "src/wasm/mod.rs", "use wasm_bindgen::prelude::*;").is_empty());
    }
}
