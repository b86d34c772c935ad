//! Limits of length. Biome measures the functions of the page (`noExcessiveLinesPerFunction` in www/biome.json),
//! which can read TypeScript.

use crate::tokens::{self, is_name};
use crate::tree::{Fault, SourceFile};

/// In lines.
const LONGEST_FILE: usize = 500;
/// In lines, signature and closing brace included.
const LONGEST_FUNCTION: usize = 70;

pub fn file_length(file: &SourceFile) -> Vec<Fault> {
    let lines = file.text.lines().count();
    let measured = file.is(&["rs", "ts", "css", "mjs", "sh"]);
    if !measured || lines <= LONGEST_FILE {
        return Vec::new();
    }
    vec![file.fault(
        LONGEST_FILE + 1,
        format!("the file has {lines} lines, more than {LONGEST_FILE}: part it by what it is about"),
    )]
}

pub fn function_length(file: &SourceFile) -> Vec<Fault> {
    if !file.is(&["rs"]) {
        return Vec::new();
    }
    let tokens = match tokens::of(&file.text) {
        Ok(tokens) => tokens,
        Err(reason) => return vec![file.fault(1, reason)],
    };
    let mut faults = Vec::new();
    for (index, pair) in tokens.windows(2).enumerate() {
        let [keyword, name] = pair else { continue };
        if keyword.text != "fn" || !is_name(&name.text) {
            continue;
        }
        let Some(last) = last_line_of_body(tokens.iter().skip(index)) else { continue };
        let lines = last + 1 - keyword.line;
        if lines > LONGEST_FUNCTION {
            let reason =
                format!("the function {} has {lines} lines, more than {LONGEST_FUNCTION}", name.text);
            faults.push(file.fault(keyword.line, reason));
        }
    }
    faults
}

/// The line of the brace that closes the body, or nothing for a declaration without one.
fn last_line_of_body<'a>(tokens: impl Iterator<Item = &'a tokens::Token>) -> Option<usize> {
    let (mut braces, mut others) = (0, 0);
    for token in tokens {
        match token.text.as_str() {
            "(" | "[" => others += 1,
            ")" | "]" => others -= 1,
            "{" => braces += 1,
            "}" => braces -= 1,
            ";" if braces == 0 && others == 0 => return None,
            _ => {}
        }
        if token.text == "}" && braces == 0 {
            return Some(token.line);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function_of(lines: usize) -> String {
        format!("fn long(a: [u8; 3]) {{\n{}}}\n", "    a();\n".repeat(lines - 2))
    }

    #[test]
    fn a_file_of_501_lines_is_too_long_in_any_of_our_languages() {
        for path in ["src/a.rs", "www/src/a.ts", "www/src/a.css", "tests/a.rs"] {
            assert!(file_length(&SourceFile::sample(path, &"\n".repeat(500))).is_empty());
            assert_eq!(file_length(&SourceFile::sample(path, &"\n".repeat(501))).len(), 1);
        }
    }

    #[test]
    fn a_function_of_71_lines_is_too_long() {
        assert!(function_length(&SourceFile::sample("src/a.rs", &function_of(70))).is_empty());
        let text = format!("trait A {{\n    fn short(&self);\n}}\n{}", function_of(71));
        let faults = function_length(&SourceFile::sample("src/a.rs", &text));
        let lines: Vec<usize> = faults.iter().map(|fault| fault.line).collect();
        assert_eq!(lines, [4]);
    }

    #[test]
    fn a_long_method_is_found_inside_its_block() {
        let text = format!("impl A {{\n{}}}\n", function_of(71));
        assert_eq!(function_length(&SourceFile::sample("src/a.rs", &text)).len(), 1);
    }
}
