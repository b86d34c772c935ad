//! Build script: writes the tables of languages of the texts of scenes, mutants, questions and findings, from the files in their folders.

use std::env;
use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// The folders with a file for each language, and the tables made of them.
const TEXTS: [(&str, &str); 4] = [
    ("src/scenario/catalog/texts", "languages.rs"),
    ("src/scenario/weakened/texts", "mutant_languages.rs"),
    ("src/scenario/questions/texts", "question_languages.rs"),
    ("src/hunt/texts", "hunt_languages.rs"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let out = env::var("OUT_DIR")?;
    for (folder, name) in TEXTS {
        writeln!(io::stdout(), "cargo::rerun-if-changed={folder}")?;
        fs::write(Path::new(&out).join(name), table(folder)?)?;
    }
    Ok(())
}

/// A Rust expression: the tag and the text of each file, ordered by tag.
fn table(folder: &str) -> io::Result<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let tags = names.iter().filter_map(|name| name.strip_suffix(".json"));
    let rows = tags.map(|tag| {
        format!(
            r#"    ("{tag}", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/{folder}/{tag}.json"))),"#
        )
    });
    Ok(format!("&[\n{}\n]\n", rows.collect::<Vec<_>>().join("\n")))
}
