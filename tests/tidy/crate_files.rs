//! Content of the crate: what `cargo package` would publish. Patterns in `Cargo.toml` choose the files, and a wrong one would show
//! only after the crate is published.

use std::process::Command;

use crate::tree;

/// In bytes. The texts of the scenes are the largest files that the crate needs.
const LARGEST_FILE: u64 = 200_000;
/// Folders that belong to the page, to tools, or to the tests of other packages.
const FOREIGN: &[&str] = &["www", "pkg", "target", "book", "node_modules", "tests/package", "docs/images"];
/// What the build, the README and the licences need.
const NEEDED: &[&str] = &[
    "src/lib.rs",
    "src/build.rs",
    "src/scenario/catalog/texts/en.json",
    "docs/scenario.schema.json",
    "README.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
];

/// The files that the crate would contain, with their sizes. Files that cargo writes itself have none.
pub fn published() -> Result<Vec<(String, u64)>, String> {
    let output = Command::new(env!("CARGO"))
        .args(["package", "--list", "--allow-dirty", "--offline"])
        .current_dir(tree::root())
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let size = |path: &str| tree::root().join(path).metadata().map_or(0, |file| file.len());
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(|path| (path.to_owned(), size(path))).collect())
}

pub fn faults(files: &[(String, u64)]) -> Vec<String> {
    let missing = NEEDED.iter().filter(|needed| !files.iter().any(|(path, _)| path == *needed));
    let foreign = files.iter().filter(|(path, _)| FOREIGN.iter().any(|folder| is_in(path, folder)));
    let large = files.iter().filter(|(_, size)| *size > LARGEST_FILE);
    missing
        .map(|path| format!("the crate lacks {path}"))
        .chain(foreign.map(|(path, _)| format!("{path} does not belong into the crate")))
        .chain(large.map(|(path, size)| format!("{path} has {size} bytes, more than {LARGEST_FILE}")))
        .collect()
}

fn is_in(path: &str, folder: &str) -> bool {
    format!("/{path}").contains(&format!("/{folder}/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(path: &str, size: u64) -> Vec<(String, u64)> {
        let needed = NEEDED.iter().map(|path| ((*path).to_owned(), 1));
        needed.chain([(path.to_owned(), size)]).collect()
    }

    #[test]
    fn foreign_large_and_missing_files_are_found() {
        assert_eq!(faults(&with("src/www.rs", 1)), [""; 0]);
        for path in ["www/node_modules/lit/index.js", "examples/node_modules/a.js", "docs/images/a.png"] {
            assert_eq!(faults(&with(path, 1)), [format!("{path} does not belong into the crate")]);
        }
        assert_eq!(faults(&with("docs/a.md", 200_001)), ["docs/a.md has 200001 bytes, more than 200000"]);
        assert_eq!(faults(&[]).len(), NEEDED.len());
    }
}
