//! Names that the field's own word has replaced: a retired name does not come back.

use crate::tokens;
use crate::tree::{Fault, SourceFile};

/// A folder, a name that is retired in its Rust files, and the word for it.
const RETIRED: &[(&str, &str, &str)] = &[
    ("src/error/", "Refusal", "LabError"),
    ("src/run/", "Refusal", "LabError"),
    ("src/scenario/", "Refusal", "LabError"),
    ("src/error/", "Refused", "ErrorKind"),
    ("src/json/", "Refused", "ErrorKind"),
    ("src/scenario/", "Refused", "ErrorKind"),
    ("src/error/", "Wrong", "ErrorDetail"),
    ("src/json/", "Wrong", "ErrorDetail"),
    ("src/error/", "Told", "ErrorValue"),
    ("src/json/", "Told", "ErrorValue"),
    ("src/sim/", "Tape", "TraceStore"),
    ("src/sim/", "Mention", "PacketRef"),
    ("src/sim/", "Turn", "PacketOutcome"),
    ("src/sim/", "Parcel", "SharedMessage"),
    ("src/sim/", "carry_out", "apply_outputs"),
    ("src/sim/", "fuse", "crash_after_packets"),
    ("src/sim/", "ticket", "timer_generation"),
    ("src/", "What", "RecordKind"),
    ("src/", "Seen", "Observation"),
    ("src/", "Heed", "Deliver"),
    ("src/", "Hearing", "Delivery"),
    ("src/", "Interposed", "WithAdversary"),
    ("src/", "Conduct", "TrustTable"),
    ("src/", "Agenda", "EventQueue"),
    ("src/sim/", "Fact", "ObservedRecord"),
    ("src/checks/", "Fact", "ObservedRecord"),
    ("src/run/", "go", "force_step"),
    ("src/byzantine/", "plays", "active"),
    ("tests/adversaries/", "Stage", "Harness"),
    ("src/pbft/", "Refusal", "Rejection"),
    ("src/", "Reject", "RejectReason"),
    ("src/", "Standing", "ViewStatus"),
    ("src/pbft/", "Choices", "ProtocolParams"),
    ("src/pbft/", "StatusKeeping", "StatusState"),
    ("src/", "separate", "unshare"),
    ("src/checks/", "Breach", "ViolationKind"),
    ("src/hunt/", "Breach", "ViolationKey"),
    ("src/checks/", "Sight", "OracleInput"),
    ("src/checks/", "Findings", "Violations"),
    ("src/checks/", "Stand", "TestCluster"),
    ("src/explain/", "Material", "TraceIndex"),
    ("src/explain/", "Ground", "Causes"),
    ("src/explain/", "Because", "Cause"),
    ("src/explain/", "Asker", "PendingReplica"),
    ("src/run/", "Looks", "ViewCache"),
    ("src/run/", "Exhibit", "ViolationContext"),
    ("src/run/", "Marks", "Divergence"),
    ("src/run/", "enough", "deadline_passed"),
    ("src/wasm/", "enough", "deadline_passed"),
    ("src/checks/", "Books", "StatementLog"),
    ("src/checks/", "Pages", "BySeq"),
    ("src/byzantine/", "Desk", "ScriptContext"),
    ("src/byzantine/", "Said", "ScriptOutput"),
    ("src/", "Mishap", "ScriptError"),
    ("src/", "ScriptScene", "ScriptInput"),
    ("src/", "ScriptLetter", "ScriptOutgoing"),
    ("src/", "ScriptMail", "ScriptIncoming"),
    ("src/", "Happening", "TraceEvent"),
    ("src/", "DroppedWhy", "DropReason"),
    ("src/", "Shelf", "Category"),
    ("src/", "Circumstances", "ReplicaContext"),
    ("src/", "Whereabouts", "PacketLocation"),
];

/// No identifier of a file is one that was retired for its folder.
pub fn retired(file: &SourceFile) -> Vec<Fault> {
    let of_folder: Vec<_> = RETIRED.iter().filter(|row| file.path.starts_with(row.0)).collect();
    if of_folder.is_empty() || !file.is(&["rs"]) {
        return Vec::new();
    }
    let Ok(tokens) = tokens::of(&file.text) else { return Vec::new() };
    let fault = |token: &tokens::Token| {
        let (_, old, new) = of_folder.iter().find(|(_, old, _)| token.text == *old)?;
        Some(file.fault(token.line, format!("{old} is a retired name: write {new}")))
    };
    tokens.iter().filter_map(fault).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retired_name_is_found_in_code_and_not_in_comments() {
        for (folder, old, new) in RETIRED {
            let text = format!("// {old}s are gone.\nfn f(value: {old}) -> {new} {{\n}}\n");
            let faults = retired(&SourceFile::sample(&format!("{folder}a.rs"), &text));
            assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [2], "{old}");
            assert!(retired(&SourceFile::sample("elsewhere/a.rs", &text)).is_empty());
        }
    }
}
