//! Texts and numbers of several views.

use crate::pbft::ids::Author;
use crate::pbft::{ProtocolParams, ReplicaId, ReplicaSet};
use crate::process::NodeId;

/// The maximum number of characters of an operation or result in a sentence.
const BRIEF_MAX: usize = 200;
/// The whole text, with replacement characters for bytes that are not UTF-8.
pub(super) fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The start of the text, up to the maximum in a sentence.
pub(super) fn brief_text_of(bytes: &[u8]) -> String {
    // A character has at most four bytes, so the rest is not needed.
    let start = bytes.get(..4 * BRIEF_MAX).unwrap_or(bytes);
    let text = String::from_utf8_lossy(start);
    match text.char_indices().nth(BRIEF_MAX) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned() + "…",
        None if start.len() < bytes.len() => text.into_owned() + "…",
        None => text.into_owned(),
    }
}

pub(crate) fn node_of(author: Author, params: &ProtocolParams) -> NodeId {
    author.node(params.replicas)
}

pub(super) fn numbers_of(replicas: ReplicaSet) -> Vec<u32> {
    replicas.iter().map(|ReplicaId(id)| id).collect()
}

/// The displayed name of a node.
pub(crate) fn name_of(node: NodeId, params: &ProtocolParams) -> String {
    match node.0.checked_sub(params.replicas) {
        None => format!("replica {}", node.0),
        Some(client) => format!("client {client}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_cut_says_so_whatever_its_bytes_are() {
        let cut = |bytes: &[u8]| brief_text_of(bytes).chars().filter(|it| *it != '…').count();
        for (character, whole) in [("x", 200), ("é", 200), ("🦀", 200)] {
            let text = character.repeat(whole);
            assert_eq!(brief_text_of(text.as_bytes()), text);
            let long = character.repeat(whole + 1);
            assert_eq!(brief_text_of(long.as_bytes()), text + "…");
        }
        assert_eq!((cut(&[0xff; 200]), cut(&[0xff; 201])), (200, 200));
        assert!(!brief_text_of(&[0xff; 200]).ends_with('…') && brief_text_of(&[0xff; 201]).ends_with('…'));
    }
}
