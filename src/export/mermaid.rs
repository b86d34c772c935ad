//! Mermaid sequence diagram: an arrow for each packet that arrived, and a crossed one for each that did not.

use super::diagram::{Mark, cut_sentence, marks};
use super::{Run, label_of};

/// Mermaid refuses diagrams of more than 50,000 characters.
const TEXT_MAX: usize = 48_000;
/// The maximum number of arrows, for readability.
const ARROWS_MAX: usize = 400;
/// The maximum number of characters of a label.
const LABEL_MAX: usize = 60;

pub(super) fn write(run: &Run<'_>) -> String {
    let (marks, more) = marks(run, ARROWS_MAX);
    let mut diagram = String::from("sequenceDiagram\n");
    for node in (run.params.replicas..run.node_count()).chain(0..run.params.replicas) {
        diagram += &format!("    participant {} as {}\n", run.short_name(node), run.heading(node));
    }
    let mut left_out = more;
    for mark in &marks {
        let line = match mark {
            Mark::Arrow(arrow) => {
                let head = if arrow.lost { "-x" } else { "->>" };
                let (from, to) = (run.short_name(arrow.from), run.short_name(arrow.to));
                format!("    {from}{head}{to}: {}\n", escaped(&label_of(&arrow.message)))
            }
            Mark::Note { node, text, .. } => {
                format!("    Note over {}: {}\n", run.short_name(*node), escaped(text))
            }
        };
        if diagram.len() + line.len() > TEXT_MAX {
            left_out += usize::from(matches!(mark, Mark::Arrow(_)));
        } else {
            diagram += &line;
        }
    }
    if left_out > 0 {
        let last = run.short_name(run.params.replicas.saturating_sub(1));
        diagram += &format!("    Note over r0,{last}: {}\n", escaped(&cut_sentence(left_out)));
    }
    diagram
}

/// Escapes a text. Letters, digits and a few harmless characters stay; all others become Mermaid's character codes, because a
/// semicolon ends a statement, `#` begins a code, and HTML would be interpreted. Control characters become spaces.
fn escaped(text: &str) -> String {
    let mut shown: String = text.chars().take(LABEL_MAX).flat_map(code_of).collect();
    if text.chars().nth(LABEL_MAX).is_some() {
        shown.push('…');
    }
    shown
}

fn code_of(character: char) -> Vec<char> {
    match character {
        ' ' | '.' | ',' | '-' | '_' => vec![character],
        _ if character.is_alphanumeric() => vec![character],
        _ if character.is_control() || character.is_whitespace() => vec![' '],
        _ => format!("#{};", u32::from(character)).chars().collect(),
    }
}
