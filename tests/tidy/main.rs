//! The rules of this repository that no compiler checks: imports, lengths, names, prose, links and leftovers.
//! Each rule is a function from a file's text to its faults, seen to fail on a bad sample in its own tests; the tests here
//! hold it against every file of the tree.

mod circles;
mod citations;
mod crate_files;
mod layers;
mod leftovers;
mod links;
mod modules;
mod names;
mod page;
mod page_layers;
mod page_names;
mod prose;
mod sizes;
mod tokens;
mod tree;

use tree::{Fault, SourceFile};

/// Holds one rule against every file of the tree.
fn keep(rule: impl Fn(&SourceFile) -> Vec<Fault>) {
    let faults: Vec<String> = tree::files().iter().flat_map(rule).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{} fault(s):\n{}\n", faults.len(), faults.join("\n"));
}

#[test]
fn each_layer_names_only_the_layers_above_it() {
    keep(layers::imports);
}

#[test]
fn no_retired_name_comes_back() {
    keep(names::retired);
}

#[test]
fn browser_crates_are_named_at_the_edge_only() {
    keep(layers::browser_crates);
}

#[test]
fn files_are_short() {
    keep(sizes::file_length);
}

#[test]
fn functions_are_short() {
    keep(sizes::function_length);
}

#[test]
fn nothing_is_left_for_later() {
    keep(leftovers::marks);
}

#[test]
fn no_test_is_switched_off() {
    keep(leftovers::switched_off);
}

#[test]
fn every_rust_file_is_compiled() {
    let faults = modules::undeclared(&tree::files());
    assert!(faults.is_empty(), "{faults:?}");
}

#[test]
fn no_path_of_one_machine() {
    keep(leftovers::machine_paths);
}

#[test]
fn one_file_of_the_page_knows_the_engine() {
    keep(page::engine_import);
}

#[test]
fn each_folder_of_the_page_imports_only_its_layers() {
    keep(page_layers::imports);
}

#[test]
fn retired_names_of_the_page_do_not_return() {
    keep(page_names::retired_names);
}

#[test]
fn the_root_of_the_page_has_few_files() {
    assert_eq!(page_layers::root_files(&tree::files()), [""; 0]);
}

#[test]
fn the_page_has_no_inline_style_or_script() {
    keep(page::inline_code);
}

#[test]
fn typescript_keeps_its_types() {
    keep(page::lost_types);
}

#[test]
fn no_retired_phrase_is_used() {
    keep(prose::retired_phrases);
}

#[test]
fn page_tests_use_the_usual_words() {
    keep(prose::words_of_page_tests);
}

#[test]
fn nodes_are_not_persons() {
    keep(prose::nodes_as_persons);
}

#[test]
fn headers_name_the_thing() {
    keep(prose::clause_headers);
}

#[test]
fn links_of_the_docs_lead_somewhere() {
    let files = tree::files();
    let root = tree::root();
    keep(|file| links::broken(file, &files, &|path| root.join(path).exists()));
}

#[test]
fn what_is_cited_of_the_protocol_and_the_paper_exists() {
    let files = tree::files();
    let (pbft, raft) = (citations::Specification::read(&files), citations::Specification::of_raft(&files));
    let specification = |file: &SourceFile| if citations::is_about_raft(file) { &raft } else { &pbft };
    keep(|file| citations::unknown(file, specification(file)));
}

#[test]
fn the_catalogues_of_the_protocol_have_no_gaps() {
    assert_eq!(citations::Specification::read(&tree::files()).gaps(), [""; 0]);
}

#[test]
fn the_crate_contains_what_it_needs_and_nothing_else() {
    let files = crate_files::published().expect("cargo lists the files of the crate");
    assert_eq!(crate_files::faults(&files), [""; 0]);
}

#[test]
fn the_tree_is_really_read() {
    let paths: Vec<String> = tree::files().into_iter().map(|file| file.path).collect();
    for expected in ["src/lib.rs", "tests/tidy/main.rs", "Cargo.toml", "scripts/setup.sh"] {
        assert!(paths.iter().any(|path| path == expected), "{expected} was not found among {paths:?}");
    }
    assert!(!paths.iter().any(|path| path.contains("node_modules/") || path.starts_with("target/")));
}
