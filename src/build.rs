//! Build script: writes the table of languages of the scene texts, from the files in `scenario/catalog/texts/`.

use std::env;
use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

const TEXTS: &str = "src/scenario/catalog/texts";

fn main() -> Result<(), Box<dyn Error>> {
    writeln!(io::stdout(), "cargo::rerun-if-changed={TEXTS}")?;
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("languages.rs"), table(Path::new(TEXTS))?)?;
    Ok(())
}

/// A Rust expression: the tag and the text of each file, ordered by tag.
fn table(folder: &Path) -> io::Result<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let tags = names.iter().filter_map(|name| name.strip_suffix(".json"));
    let rows = tags.map(|tag| {
        format!(r#"    ("{tag}", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/{TEXTS}/{tag}.json"))),"#)
    });
    Ok(format!("&[\n{}\n]\n", rows.collect::<Vec<_>>().join("\n")))
}
