//! Collusion groups: shared keys and a shared plan.
//!
//! A node brings its own key into a group when it is told to, and nothing else does: nobody can get at the key of a node that did
//! not join. That is what makes forgery impossible to write.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::pbft::envelope::Signer;
use crate::pbft::ids::Author;
use crate::pbft::{Digest, Seq, View};
use crate::process::NodeId;

/// How many sequence numbers a blackboard speaks of; the lowest is forgotten first.
const NOTES_MAX: usize = 1_000;

/// The groups of one world. Every node has a handle, honest ones never use it.
#[derive(Clone, Debug, Default)]
pub struct CollusionGroups(Rc<RefCell<BTreeMap<u32, Group>>>);

/// A group of colluders.
#[derive(Clone, Debug, Default)]
pub struct Group {
    signers: Vec<Signer>,
    /// What they have told each other.
    pub board: SharedPlan,
}

/// What colluders tell each other about sequence numbers: which digest is told to whom.
#[derive(Clone, Debug, Default)]
pub struct SharedPlan(BTreeMap<(Seq, View), DigestsByRecipient>);

/// The digests that are told for one number in one view, and to whom each. Nodes that no tale names hear the truth.
pub type DigestsByRecipient = Vec<(Digest, Vec<NodeId>)>;

impl CollusionGroups {
    /// A node brings its key into a group.
    pub(super) fn join(&self, group: u32, signer: &Signer) {
        self.with(group, |group| {
            if group.signer(signer.author()).is_none() {
                group.signers.push(signer.clone());
            }
        });
    }

    /// A node takes its key out of a group. What stands on the blackboard stays.
    pub(super) fn leave(&self, group: u32, author: Author) {
        self.with(group, |group| group.signers.retain(|signer| signer.author() != author));
    }

    /// Looks at a group, or changes it. Must not be called by what it calls.
    pub(super) fn with<T>(&self, group: u32, act: impl FnOnce(&mut Group) -> T) -> Option<T> {
        let mut groups = self.0.try_borrow_mut().ok()?;
        Some(act(groups.entry(group).or_default()))
    }

    /// A copy that shares nothing with this one.
    pub(super) fn copy(&self) -> CollusionGroups {
        let groups = self.0.try_borrow().map(|groups| groups.clone()).unwrap_or_default();
        CollusionGroups(Rc::new(RefCell::new(groups)))
    }

    /// Takes the place of another copy.
    pub(super) fn become_handle_of(&mut self, other: &CollusionGroups) {
        self.0 = Rc::clone(&other.0);
    }
}

impl Group {
    /// The key of a member.
    pub(super) fn signer(&self, author: Author) -> Option<&Signer> {
        self.signers.iter().find(|signer| signer.author() == author)
    }

    /// The keys of the members, in the order in which they joined.
    pub(super) fn signers(&self) -> impl Iterator<Item = &Signer> {
        self.signers.iter()
    }
}

impl SharedPlan {
    /// What is told for a number in a view, if anybody decided to lie about it.
    pub fn digests(&self, view: View, seq: Seq) -> Option<&DigestsByRecipient> {
        self.0.get(&(seq, view))
    }

    /// Decides what is told.
    pub fn tell(&mut self, view: View, seq: Seq, digests: DigestsByRecipient) {
        self.0.insert((seq, view), digests);
        if self.0.len() > NOTES_MAX {
            self.0.pop_first();
        }
    }
}
