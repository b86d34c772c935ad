//! Rules that a scenario can remove: the set of removed ones, and what is known of each.

use std::marker::PhantomData;

/// What a missing rule can break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MutantClass {
    /// Two correct nodes can disagree.
    Safety,
    /// Requests can wait forever.
    Liveness,
    /// Signed evidence against a correct replica can exist.
    Accountability,
    /// Nothing by itself.
    NoEffect,
}

impl MutantClass {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            MutantClass::Safety => "safety",
            MutantClass::Liveness => "liveness",
            MutantClass::Accountability => "accountability",
            MutantClass::NoEffect => "no-effect",
        }
    }
}

/// A protocol with one rule missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mutant<R: 'static> {
    /// The rule that is missing.
    pub rule: R,
    /// Its number in the specification, such as `M1`.
    pub code: &'static str,
    /// The stable name of the rule, in kebab case.
    pub name: &'static str,
    /// The section of the paper that states the rule; empty for a rule that the paper leaves open.
    pub section: &'static str,
    /// What can break.
    pub class: MutantClass,
}

/// A rule of a protocol: its position in the list of rules that can be removed.
pub trait Removable: Copy + PartialEq + 'static {
    /// Every rule of the protocol that can be removed.
    const ALL: &'static [Mutant<Self>];

    /// The position of this rule in [`ALL`](Self::ALL), below 128.
    fn position(self) -> u32;
}

/// The rules that a scenario removes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules<R> {
    removed: u128,
    protocol: PhantomData<R>,
}

impl<R> Default for Rules<R> {
    fn default() -> Rules<R> {
        Rules { removed: 0, protocol: PhantomData }
    }
}

impl<R: Removable> Rules<R> {
    /// The paper's rules without these.
    pub fn without(removed: impl IntoIterator<Item = R>) -> Rules<R> {
        let removed = removed.into_iter().fold(0, |set, rule| set | 1 << rule.position());
        Rules { removed, protocol: PhantomData }
    }

    /// Whether the rule holds.
    pub fn keeps(self, rule: R) -> bool {
        self.removed & (1 << rule.position()) == 0
    }

    /// Whether any rule is missing.
    pub fn is_weakened(self) -> bool {
        self.removed != 0
    }
}

impl<R: Removable> Mutant<R> {
    /// The mutant with this code.
    pub fn of(code: &str) -> Option<&'static Mutant<R>> {
        R::ALL.iter().find(|mutant| mutant.code == code)
    }
}

/// Defines `Rule`, one variant for each row, and `MUTANTS`, the rows: code, variant, name, section, class and a sentence each.
macro_rules! rules {
    ($($code:literal $rule:ident $name:literal $section:literal $class:ident $about:literal)*) => {
        /// A rule of the protocol, by what it demands.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rule {
            $(#[doc = $about] $rule,)*
        }

        /// Every rule that can be removed, in the order of the specification.
        pub const MUTANTS: &[Mutant] = &[$(Mutant {
            rule: Rule::$rule,
            code: $code,
            name: $name,
            section: $section,
            class: MutantClass::$class,
        },)*];

        impl $crate::common::rules::Removable for Rule {
            const ALL: &'static [Mutant] = MUTANTS;

            fn position(self) -> u32 {
                self as u32
            }
        }
    };
}
pub(crate) use rules;
