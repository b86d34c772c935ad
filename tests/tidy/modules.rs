//! Modules: a Rust file that no other file declares is never compiled, and its tests never run.

use crate::tree::{Fault, SourceFile};

/// The files that are neither the root of a target nor declared as a module by the file above them.
pub fn undeclared(files: &[SourceFile]) -> Vec<Fault> {
    let manifest = files.iter().find(|file| file.path == "Cargo.toml");
    let rust = files.iter().filter(|file| file.is(&["rs"]));
    rust.filter(|file| !is_root(&file.path, manifest) && !is_declared(&file.path, files))
        .map(|file| file.fault(1, "no file declares this module, and Cargo.toml has no target for it"))
        .collect()
}

fn is_root(path: &str, manifest: Option<&SourceFile>) -> bool {
    let by_place = path == "src/lib.rs" || path.starts_with("src/bin/") || path.starts_with("benches/");
    by_place || manifest.is_some_and(|manifest| manifest.text.contains(&format!("\"{path}\"")))
}

fn is_declared(path: &str, files: &[SourceFile]) -> bool {
    let module = path.trim_end_matches(".rs").trim_end_matches("/mod");
    let Some((folder, name)) = module.rsplit_once('/') else { return false };
    let above = ["/mod.rs", "/main.rs", "/lib.rs", ".rs"].map(|end| format!("{folder}{end}"));
    let declares = |file: &SourceFile| file.text.lines().any(|line| declared_in(line) == Some(name));
    files.iter().any(|file| above.contains(&file.path) && declares(file))
}

/// The module that a line like `pub mod a;` declares.
fn declared_in(line: &str) -> Option<&str> {
    let words: Vec<&str> = line.strip_suffix(';')?.split_whitespace().collect();
    match words[..] {
        ["mod", name] => Some(name),
        [visibility, "mod", name] if visibility.starts_with("pub") => Some(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "[[test]]\nname = \"it\"\npath = \"tests/main.rs\"\n";

    fn orphans(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<SourceFile> =
            files.iter().map(|(path, text)| SourceFile::sample(path, text)).collect();
        undeclared(&files).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_file_that_nothing_declares_is_found() {
        let named = [("Cargo.toml", MANIFEST), ("tests/main.rs", "mod a;\n"), ("tests/a.rs", "")];
        assert_eq!(orphans(&named).len(), 0);
        assert_eq!(orphans(&[("Cargo.toml", MANIFEST), ("tests/main.rs", ""), ("tests/a.rs", "")]).len(), 1);
        assert_eq!(orphans(&[("Cargo.toml", ""), ("tests/main.rs", "")]).len(), 1);
    }

    #[test]
    fn a_module_is_declared_by_the_file_above_it() {
        let lib = ("src/lib.rs", "pub mod a;\n    mod tests;\n");
        let found = [
            ("src/a/mod.rs", "mod b;\n"),
            ("src/a/b.rs", "mod c;\n"),
            ("src/a/b/c.rs", ""),
            ("src/tests.rs", ""),
        ];
        assert_eq!(orphans(&[&[lib][..], &found].concat()).len(), 0);
        assert_eq!(orphans(&[lib, ("src/a/mod.rs", "// mod b;\n"), ("src/a/b.rs", "")]).len(), 1);
        assert_eq!(orphans(&[lib, ("src/a/mod.rs", ""), ("src/b.rs", "mod a;")]).len(), 1);
    }
}
