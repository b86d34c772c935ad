//! Layers of the page: a table of the imports that each folder of `www/src` may have.

use crate::tree::{Fault, SourceFile};

/// One row per folder, the lowest first: its name, the folders it may import, the folders it may import types from as well.
/// A row names rows above it only, so no cycle of folders is possible, not even one of types.
const TABLE: &[(&str, &[&str], &[&str])] = &[
    ("locales", &[], &[]),
    ("engine", &[], &[]),
    // Plain data made from the engine's answers. Actions and what is inspected are here, since every panel names them.
    ("model", &[], &["engine"]),
    ("text", &["locales", "model"], &["engine"]),
    // The building blocks of panels draw message kinds and are given the language.
    ("ui", &["model"], &["text"]),
    // The event log keeps sentences, so a run imports the text.
    ("run", &["engine", "model", "text"], &[]),
    ("stage", &["model", "text", "ui"], &["engine"]),
    ("timeline", &["model", "text", "ui"], &["engine"]),
    ("panels", &["model", "text", "ui"], &["engine"]),
    ("share", &["model", "text", "ui"], &["engine", "run"]),
    // Reads and writes links by the address rules of `share`.
    ("embed", &["model", "run", "share", "ui"], &["engine"]),
    ("app", &["model", "text", "ui", "panels", "stage", "share"], &["engine", "run"]),
];

/// The entry points and the element.
const ROOT_FILES_MAX: usize = 5;

const SOURCE: &str = "www/src/";

pub fn imports(file: &SourceFile) -> Vec<Fault> {
    let Some(folder) = folder_of(&file.path).filter(|_| file.is(&["ts", "css"])) else { return Vec::new() };
    let Some((_, values, types)) = TABLE.iter().find(|row| row.0 == folder) else {
        let reason = format!("the folder {folder} has no row in the table of tests/tidy/page_layers.rs");
        return vec![file.fault(1, reason)];
    };
    imports_of(file)
        .into_iter()
        .filter(|import| import.folder != folder && !values.contains(&import.folder.as_str()))
        .filter(|import| !(import.is_type && types.contains(&import.folder.as_str())))
        .map(|import| file.fault(import.line, reason_against(folder, values, types, &import)))
        .collect()
}

fn reason_against(folder: &str, values: &[&str], types: &[&str], import: &Import) -> String {
    let target = if import.folder.is_empty() { "the root" } else { &import.folder };
    if types.contains(&target) {
        return format!("{folder} may import only types from {target}");
    }
    let allowed = [values, types].concat().join(", ");
    let allowed = if allowed.is_empty() { "no other folder".to_owned() } else { allowed };
    format!("{folder} imports from {target}, but it may import from {allowed} only")
}

/// More files than a reader needs to find the way in.
pub fn root_files(files: &[SourceFile]) -> Vec<String> {
    let paths = files.iter().map(|file| &file.path);
    let at_root: Vec<String> =
        paths.filter(|path| folder_of(path).is_none() && path.starts_with(SOURCE)).cloned().collect();
    if at_root.len() > ROOT_FILES_MAX { at_root } else { Vec::new() }
}

/// The folder of a file directly under `www/src`; nothing for a file at its root or elsewhere.
fn folder_of(path: &str) -> Option<&str> {
    path.strip_prefix(SOURCE)?.split_once('/').map(|(folder, _)| folder)
}

struct Import {
    line: usize,
    /// Empty for the root of `www/src`.
    folder: String,
    is_type: bool,
}

/// Every relative path in quotes: of an import, an export, a dynamic import or the URL of a worker.
fn imports_of(file: &SourceFile) -> Vec<Import> {
    let mut found = Vec::new();
    for (at, _) in file.text.match_indices("\".") {
        let (before, after) = file.text.split_at(at + 1);
        let line = 1 + before.matches('\n').count();
        let is_comment = before.lines().last().is_some_and(|line| line.trim_start().starts_with("//"));
        let path = after.split('"').next().unwrap_or_default();
        if is_comment || !(path.starts_with("./") || path.starts_with("../")) {
            continue;
        }
        if let Some(target) = resolved(&file.path, path) {
            let folder = folder_of(&target).unwrap_or_default().to_owned();
            found.push(Import { line, folder, is_type: is_type_import(before) });
        }
    }
    found
}

/// The path of the repository that a relative path leads to, if it stays in `www/src`.
fn resolved(from: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in relative.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    let path = parts.join("/");
    path.starts_with(SOURCE).then_some(path)
}

/// Whether the statement that ends with this text imports types only.
fn is_type_import(before: &str) -> bool {
    let start = ["import ", "export "].iter().filter_map(|word| start_of_last(before, word)).max();
    let statement = start.and_then(|start| before.get(start..)).unwrap_or_default();
    // Anything else that names a path, such as a dynamic import, comes after the end of the last statement.
    if statement.contains(';') {
        return false;
    }
    let Some((kind, names)) = statement.split_once('{') else { return false };
    let names = names.split('}').next().unwrap_or_default().split(',').map(str::trim);
    kind.ends_with("type ") || names.filter(|name| !name.is_empty()).all(|name| name.starts_with("type "))
}

/// Where the last line begins that starts with a word.
fn start_of_last(text: &str, word: &str) -> Option<usize> {
    let in_text = text.rfind(&format!("\n{word}")).map(|end_of_line| end_of_line + 1);
    in_text.or_else(|| text.starts_with(word).then_some(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reasons(path: &str, text: &str) -> Vec<String> {
        imports(&SourceFile::sample(path, text)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_row_names_only_rows_above_it() {
        for (index, (folder, values, types)) in TABLE.iter().enumerate() {
            for named in values.iter().chain(*types) {
                let above = TABLE.iter().take(index).any(|row| row.0 == *named);
                assert!(above, "{folder} names {named}, which is not above it");
            }
        }
    }

    #[test]
    fn an_import_of_a_higher_folder_is_found_with_its_line_and_reason() {
        let text = "// Header.\n\nimport { a } from \"./b.ts\";\nimport { Run } from \"../run/run.ts\";\n";
        assert_eq!(
            reasons("www/src/model/a.ts", text),
            ["www/src/model/a.ts:4: model imports from run, but it may import from engine only"]
        );
    }

    #[test]
    fn every_way_to_import_is_seen() {
        for text in [
            "import \"../app/lab.css\";",
            "import css from \"../app/lab.css?inline\";",
            "export { a } from \"../app/layout.ts\";",
            "import {\n  a,\n  b,\n} from \"../app/layout.ts\";",
            "const a = await import(\"../app/layout.ts\");",
            "new Worker(new URL(\"../app/worker.ts\", import.meta.url));",
            "import type { A } from \"../app/layout.ts\";",
            "import { PbftLabElement } from \"../pbft-lab-element.ts\";",
        ] {
            assert_eq!(reasons("www/src/ui/part.ts", text).len(), 1, "{text}");
        }
    }

    #[test]
    fn types_may_be_imported_from_further_folders() {
        for text in [
            "// Header; more.\n\nimport type { Run } from \"../run/run.ts\";",
            "import { a } from \"./a.ts\";\nimport { type Run, type State } from \"../run/run.ts\";",
            "import type {\n  Run,\n} from \"../run/run.ts\";",
        ] {
            assert!(reasons("www/src/share/sharing.ts", text).is_empty(), "{text}");
        }
        for text in [
            "import { type Run, start } from \"../run/run.ts\";",
            "import type { A } from \"./a.ts\";\nimport { Run } from \"../run/run.ts\";",
        ] {
            let only_types = "share may import only types from run";
            assert!(reasons("www/src/share/sharing.ts", text).concat().ends_with(only_types), "{text}");
        }
    }

    #[test]
    fn a_folder_without_a_row_is_found_and_the_root_may_import_all() {
        assert_eq!(reasons("www/src/parts/a.ts", "").len(), 1);
        assert!(reasons("www/src/main.ts", "import \"./app/page.css\";").is_empty());
        assert!(
            reasons("www/src/engine/engine.ts", "import init from \"../../../pkg/pbft_lab.js\";").is_empty()
        );
        assert!(reasons("www/src/model/a.ts", "// As in \"../run/run.ts\".").is_empty());
    }

    #[test]
    fn a_sixth_file_at_the_root_is_found() {
        let files = |count: usize| {
            let at_root = (0..count).map(|index| SourceFile::sample(&format!("www/src/{index}.ts"), ""));
            at_root.chain([SourceFile::sample("www/src/ui/a.ts", "")]).collect::<Vec<_>>()
        };
        assert!(root_files(&files(ROOT_FILES_MAX)).is_empty());
        assert_eq!(root_files(&files(ROOT_FILES_MAX + 1)).len(), ROOT_FILES_MAX + 1);
    }
}
