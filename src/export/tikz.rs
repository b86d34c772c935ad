//! LaTeX figure in the style of figure 1 of the paper: a lane for each node, clients on top, time to the right, an arrow for
//! each message. The output is a complete document. For the picture alone, copy the part between `\begin{tikzpicture}` and
//! `\end{tikzpicture}`.

use std::collections::{BTreeMap, BTreeSet};

use super::Run;
use super::diagram::{Arrow, Mark, cut_sentence, marks};
use crate::units::Ms;

/// The maximum number of arrows: more are unreadable, and TeX's lengths end at about five metres.
const ARROWS_MAX: usize = 1_000;
/// Longer times without events are shortened to this.
const GAP_MAX_US: u64 = 20_000;
/// Microseconds for each hundredth of a millimetre: 25 ms are about 30 mm.
const US_PER_UNIT: u64 = 8;
/// The distance between two lanes, in hundredths of a millimetre.
const LANE_UNITS: u64 = 1_000;
/// The maximum number of characters of an operation.
const LABEL_MAX: usize = 40;
/// The minimum distance between two labels, in hundredths of a millimetre.
const LABEL_UNITS: u64 = 900;

pub(super) fn write(run: &Run<'_>) -> String {
    let (marks, more) = marks(run, ARROWS_MAX);
    let scale = Scale::of(&marks);
    let lanes: Vec<u32> = (run.params.replicas..run.node_count()).chain(0..run.params.replicas).collect();
    let height = |node: u32| {
        let place = lanes.iter().position(|lane| *lane == node).unwrap_or_default();
        length(place as u64 * LANE_UNITS)
    };
    let mut figure = String::from(PREAMBLE);
    for node in &lanes {
        let (y, name) = (height(*node), run.heading(*node));
        figure += &format!("  \\node[lane] at (0mm,{y}) {{{name}}};\n");
        figure += &format!("  \\draw[axis] (0mm,{y}) -- ({},{y});\n", length(scale.end() + LANE_UNITS));
    }
    for arrow in marks.iter().filter_map(Mark::arrow) {
        let style = if arrow.lost { "lost" } else { style_of(&arrow.message.kind) };
        let (start, end) = (length(scale.at(arrow.sent)), length(scale.at(arrow.end)));
        let (from, to) = (height(arrow.from), height(arrow.to));
        figure += &format!("  \\draw[{style}] ({start},{from}) -- ({end},{to});\n");
    }
    for ((at, node), texts) in notes(&marks) {
        let style = if texts == ["$\\times$"] { "crash" } else { "fact" };
        let (x, y) = (length(scale.at(at)), height(node));
        figure += &format!("  \\node[{style}] at ({x},{y}) {{{}}};\n", texts.join("\\\\"));
    }
    figure += &labels(&marks, &scale);
    if more > 0 {
        let below = length(lanes.len() as u64 * LANE_UNITS);
        figure += &format!("  \\node[note] at (0mm,{below}) {{{}}};\n", escaped(&cut_sentence(more)));
    }
    figure + "\\end{tikzpicture}\n\\end{document}\n"
}

const PREAMBLE: &str = r"\documentclass[tikz,border=3mm]{standalone}
\usetikzlibrary{arrows.meta}
\begin{document}
\begin{tikzpicture}[
  yscale=-1,
  lane/.style={left, font=\small},
  axis/.style={thin, gray},
  message/.style={-{Stealth[length=1.6mm]}},
  aside/.style={message, densely dotted, gray},
  lost/.style={-{Rays[length=1.8mm]}, dashed},
  phase/.style={above right, font=\scriptsize, rotate=20},
  fact/.style={below, font=\tiny, align=center, inner sep=1pt, fill=white, fill opacity=.7, text opacity=1},
  crash/.style={font=\large},
  note/.style={right, font=\scriptsize}]
";

/// The style of messages of the normal case, and of all others.
fn style_of(kind: &str) -> &'static str {
    match kind {
        "REQUEST" | "PRE-PREPARE" | "PREPARE" | "COMMIT" | "REPLY" | "VIEW-CHANGE" | "NEW-VIEW" => "message",
        _ => "aside",
    }
}

/// The notes at each lane in order of time. Facts that a node reports at the same moment are on separate lines.
fn notes(marks: &[Mark]) -> BTreeMap<(Ms, u32), Vec<String>> {
    let mut notes = BTreeMap::<_, Vec<String>>::new();
    for mark in marks {
        if let Mark::Note { node, at, text } = mark {
            let shown = if text == "crash" { "$\\times$".to_owned() } else { escaped(text) };
            notes.entry((*at, *node)).or_default().push(shown);
        }
    }
    notes
}

/// A label at the first message of each step, and the operation at the request.
fn labels(marks: &[Mark], scale: &Scale) -> String {
    let mut labels = String::new();
    let (mut known, mut free_from) = (BTreeSet::new(), 0);
    for mark in marks {
        let Some(Arrow { sent, message, .. }) = mark.arrow() else { continue };
        let step = (message.kind.clone(), message.view, message.seq, message.timestamp);
        let at = scale.at(*sent);
        if style_of(&message.kind) != "message" || at < free_from || !known.insert(step) {
            continue;
        }
        free_from = at + LABEL_UNITS;
        let operation = message.operation.as_ref().filter(|_| message.kind == "REQUEST");
        let operation = operation.map(|operation| format!(" {operation}")).unwrap_or_default();
        let text = escaped(&format!("{}{operation}", message.kind.to_lowercase()));
        labels += &format!("  \\node[phase] at ({},-4mm) {{{text}}};\n", length(at));
    }
    labels
}

/// Converts time to length: proportional, with long waits shortened.
struct Scale {
    /// Moments with events, in order, and their positions.
    moments: Vec<(Ms, u64)>,
}

impl Scale {
    fn of(marks: &[Mark]) -> Scale {
        let times = marks.iter().flat_map(|mark| match mark {
            Mark::Arrow(arrow) => [arrow.sent, arrow.end],
            Mark::Note { at, .. } => [*at, *at],
        });
        let times: BTreeSet<Ms> = times.collect();
        let mut moments = Vec::with_capacity(times.len());
        let (mut before, mut units) = (None, 0);
        for time in times {
            let gap = before.map_or(0, |before: Ms| time.us() - before.us());
            units += gap.min(GAP_MAX_US) / US_PER_UNIT;
            moments.push((time, units));
            before = Some(time);
        }
        Scale { moments }
    }

    fn at(&self, time: Ms) -> u64 {
        let place = self.moments.binary_search_by_key(&time, |(moment, _)| *moment);
        place.ok().and_then(|place| self.moments.get(place)).map_or(0, |(_, units)| *units)
    }

    fn end(&self) -> u64 {
        self.moments.last().map_or(0, |(_, units)| *units)
    }
}

/// Hundredths of a millimetre as a TeX length.
fn length(units: u64) -> String {
    format!("{}.{:02}mm", units / 100, units % 100)
}

/// Escapes a text for LaTeX. Characters that its fonts may lack become their code.
fn escaped(text: &str) -> String {
    let mut shown: String = text.chars().take(LABEL_MAX).map(glyph_of).collect();
    if text.chars().nth(LABEL_MAX).is_some() {
        shown += "\\dots{}";
    }
    shown
}

fn glyph_of(character: char) -> String {
    match character {
        '\\' => "\\textbackslash{}".to_owned(),
        '^' => "\\textasciicircum{}".to_owned(),
        '~' => "\\textasciitilde{}".to_owned(),
        '<' => "\\textless{}".to_owned(),
        '>' => "\\textgreater{}".to_owned(),
        '|' => "\\textbar{}".to_owned(),
        '"' => "''".to_owned(),
        '{' | '}' | '$' | '&' | '#' | '_' | '%' => format!("\\{character}"),
        ' '..='~' => character.to_string(),
        _ => format!("[U+{:04X}]", u32::from(character)),
    }
}
