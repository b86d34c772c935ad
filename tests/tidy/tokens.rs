//! Rust source as a flat row of tokens with their lines, free of comments, so that no rule is fooled by prose.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

pub struct Token {
    pub text: String,
    /// Counts from 1.
    pub line: usize,
}

/// The tokens of a file, brackets included. `::` is one token; a doc comment and a string literal are one each, and no
/// rule takes them for names because they keep their quotation marks.
pub fn of(source: &str) -> Result<Vec<Token>, String> {
    let stream: TokenStream = source.parse().map_err(|error| format!("is no Rust: {error}"))?;
    let mut tokens = Vec::new();
    flatten(stream, &mut tokens);
    Ok(tokens)
}

fn flatten(stream: TokenStream, tokens: &mut Vec<Token>) {
    let mut half_of_path_separator = false;
    for tree in stream {
        let line = tree.span().start().line;
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = brackets(group.delimiter());
                tokens.push(Token { text: open.to_owned(), line });
                flatten(group.stream(), tokens);
                tokens.push(Token { text: close.to_owned(), line: group.span_close().end().line });
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' && half_of_path_separator => {
                half_of_path_separator = false;
                tokens.push(Token { text: "::".to_owned(), line });
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' && punct.spacing() == Spacing::Joint => {
                half_of_path_separator = true;
            }
            other => tokens.push(Token { text: other.to_string(), line }),
        }
    }
}

fn brackets(delimiter: Delimiter) -> (&'static str, &'static str) {
    match delimiter {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::None => ("", ""),
    }
}

pub fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_gone_and_lines_are_right() {
        let tokens = of("// crate::sim\nfn a() {\n    x::y(\"crate::sim\")\n}\n").unwrap();
        let seen: Vec<(&str, usize)> = tokens.iter().map(|token| (token.text.as_str(), token.line)).collect();
        let expected = [
            ("fn", 2),
            ("a", 2),
            ("(", 2),
            (")", 2),
            ("{", 2),
            ("x", 3),
            ("::", 3),
            ("y", 3),
            ("(", 3),
            ("\"crate::sim\"", 3),
            (")", 3),
            ("}", 4),
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn a_file_that_is_no_rust_is_a_fault_and_no_panic() {
        assert!(of("fn a( {").is_err());
    }
}
