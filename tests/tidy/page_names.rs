//! Retired names of the page: private words that a standard term has replaced.

use crate::tree::{Fault, SourceFile};

/// An identifier and the term that replaced it.
const RETIRED: &[(&str, &str)] = &[
    ("Lowness", "HeightClass"),
    ("Standing", "SafetyLevel"),
    ("Trouble", "RunFailure"),
    ("KeptRun", "SavedRun"),
    ("Kept", "StoredSession"),
    ("Divide", "PartitionLine"),
    ("Sought", "FinishedSearch"),
    ("Held", "ActiveTool"),
    ("Passage", "TranscriptSection"),
    ("PartitionGrip", "PartitionDraft"),
    ("Parcel", "PacketInTransit"),
    ("Desk", "UiState"),
    ("Asked", "FrameCommand"),
    ("Asking", "Explanations"),
    ("CanvasPen", "CanvasRenderer"),
    ("Conversation", "EngineConnection"),
    ("Departure", "SceneDivergence"),
    ("Happening", "TraceEvent"),
    ("GripPart", "InspectDialogPart"),
    ("Gripped", "Inspected"),
    ("Inquiry", "Query"),
    ("Intent", "ActionEvent"),
    ("Journey", "Replay"),
    ("Keeper", "SessionStore"),
    ("Lettering", "TextStyle"),
    ("NO_MARKS", "NO_HIGHLIGHTS"),
    ("Opener", "ScenarioLoader"),
    ("Patience", "ReplayMonitor"),
    ("Picture", "ViewModel"),
    ("ReplicaPicture", "ReplicaModel"),
    ("Say", "Translate"),
    ("Shelf", "Category"),
    ("StageDeeds", "StageToolHandlers"),
    ("SvgPen", "SvgRenderer"),
    ("Teller", "SentenceContext"),
    ("Told", "FrameEvent"),
    ("Wish", "Action"),
    ("departureOf", "divergenceOf"),
    ("fulfil", "handle"),
    ("homeless", "unplacedRefusal"),
    ("inquire", "query"),
    ("marksOf", "highlightsOf"),
    ("pictureOf", "toViewModel"),
    ("putDown", "onDragCancel"),
    ("say", "t"),
    ("speaker", "translator"),
    ("strangers", "foreignCommands"),
    ("wayTo", "durationUntil"),
    ("wish", "action, with the discriminant `type`"),
];

/// Comments may use the words: only identifiers are names.
pub fn retired_names(file: &SourceFile) -> Vec<Fault> {
    if !file.is(&["ts"]) || !file.is_under(&["www/src/", "www/tests/unit/"]) {
        return Vec::new();
    }
    file.faults_by_line(|line| {
        let code = code_of(line);
        let (name, term) = RETIRED.iter().find(|(name, _)| is_named(&code, name))?;
        Some(format!("`{name}` is a retired name: use {term}"))
    })
}

/// The line without its comment and without the text of strings.
fn code_of(line: &str) -> String {
    let start = line.trim_start();
    if start.starts_with("//") || start.starts_with('*') || start.starts_with("/*") {
        return String::new();
    }
    let without_comment = line.split(" // ").next().unwrap_or_default();
    // Pieces at odd places are inside of quotes.
    without_comment.split('"').step_by(2).collect::<Vec<_>>().join("\"")
}

fn is_named(code: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || "_$-".contains(c);
    code.match_indices(name).any(|(at, _)| {
        let before = code.get(..at).and_then(|text| text.chars().next_back());
        let after = code.get(at + name.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(path: &str, text: &str) -> usize {
        retired_names(&SourceFile::sample(path, text)).len()
    }

    #[test]
    fn a_retired_name_is_found_wherever_code_uses_it() {
        for text in [
            "import type { Wish } from \"./actions.ts\";",
            "  readonly wish: string;",
            "this.#keeper = new Keeper(key);",
            "  #strangers(): void {}",
            "html`${wayTo(atMs, nowMs)}`",
        ] {
            assert_eq!(faults("www/src/app/a.ts", text), 1, "{text}");
            assert_eq!(faults("www/tests/unit/a.test.ts", text), 1, "{text}");
        }
    }

    #[test]
    fn words_in_prose_and_longer_names_pass() {
        for text in [
            "// The reader's wish.",
            "/** A Journey in slices. */",
            " * Picture of the run.",
            "const text = say(\"wish\", { Picture: 1 }); // a Wish",
            "const wishes = aWish + wish_list;",
        ] {
            let expected = usize::from(text.contains("{ Picture"));
            assert_eq!(faults("www/src/app/a.ts", text), expected, "{text}");
        }
        assert_eq!(faults("www/tests/page/a.spec.ts", "const wish = 1;"), 0);
    }
}
