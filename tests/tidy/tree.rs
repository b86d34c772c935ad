//! The files that the rules look at.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// A file's text with its path from the root of the repository, parted by `/` on every system.
pub struct SourceFile {
    pub path: String,
    pub text: String,
}

impl SourceFile {
    /// A file that is not there, for a rule's own tests.
    pub fn sample(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    pub fn is(&self, extensions: &[&str]) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension))
    }

    pub fn is_under(&self, folders: &[&str]) -> bool {
        folders.iter().any(|folder| self.path.starts_with(folder))
    }

    pub fn fault(&self, line: usize, reason: impl Into<String>) -> Fault {
        Fault { path: self.path.clone(), line, reason: reason.into() }
    }

    /// The faults of those lines for which the rule gives a reason.
    pub fn faults_by_line(&self, rule: impl Fn(&str) -> Option<String>) -> Vec<Fault> {
        (1..)
            .zip(self.text.lines())
            .filter_map(|(number, line)| rule(line).map(|reason| self.fault(number, reason)))
            .collect()
    }
}

/// A broken rule. `line` counts from 1.
#[derive(Debug)]
pub struct Fault {
    path: String,
    pub line: usize,
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.reason)
    }
}

/// What tools make, and what belongs to other people.
const FOREIGN: &[&str] = &["node_modules", "pkg", "dist", "test-results", "playwright-report"];
/// The hidden folders that are ours.
const OURS: &[&str] = &[".ci", ".github"];
/// What is text and written by hand. Lock files are written by tools.
const EXTENSIONS: &[&str] =
    &["rs", "ts", "css", "html", "mjs", "js", "sh", "md", "toml", "json", "ftl", "yml"];
const WITHOUT_EXTENSION: &[&str] = &["Makefile", "run"];
const LOCK_FILES: &[&str] = &["package-lock.json"];

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file of the tree that is written by hand, in the order of their paths.
pub fn files() -> Vec<SourceFile> {
    let mut found = Vec::new();
    collect(&root(), "", &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<SourceFile>) {
    // A folder or file that another program removes meanwhile is no fault of the tree.
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if entry.path().is_dir() {
            if is_ours(&name) {
                collect(&entry.path(), &format!("{path}/"), found);
            }
        } else if is_text(&name) {
            found.extend(fs::read_to_string(entry.path()).ok().map(|text| SourceFile { path, text }));
        }
    }
}

fn is_ours(folder: &str) -> bool {
    let hidden = folder.starts_with('.') && !OURS.contains(&folder);
    !hidden && !FOREIGN.contains(&folder) && folder != "target" && !folder.starts_with("target-")
}

fn is_text(name: &str) -> bool {
    let by_extension = name.rsplit_once('.').is_some_and(|(_, extension)| EXTENSIONS.contains(&extension));
    (by_extension || WITHOUT_EXTENSION.contains(&name)) && !LOCK_FILES.contains(&name)
}
