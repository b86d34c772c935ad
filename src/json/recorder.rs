//! Recorder of the questions that a reader asks of a value: they are the schema of the format.
//!
//! In a survey a [`Reader`](crate::json::Reader) is not at a value but at a *place*: it answers each question with what would be
//! right, and notes what was asked there. Where the reader goes one of several ways (which command? a text or an object?),
//! it is sent the first way, and once more for each other one; so every way is walked, and no list of fields is kept twice.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

/// Matches every name, where a format has fields of any name.
pub const ANY_FIELD: &str = "*";

/// What was asked at one place.
#[derive(Clone, Debug, Default)]
struct Place {
    /// Type and limits.
    schema: Map<String, Value>,
    /// The places of the fields, in the order in which they may stand.
    fields: Vec<(String, Option<String>)>,
    needed: BTreeSet<String>,
    /// Whether no other fields may stand.
    closed: bool,
    /// The place of all elements, or those of the two.
    elements: Vec<String>,
    /// The places of the ways that may be gone from here.
    ways: Vec<String>,
    /// The name of what stands here.
    named: Option<&'static str>,
}

/// Which way is gone where there are several.
type ProtocolParams = BTreeMap<String, usize>;

#[derive(Debug, Default)]
struct State {
    places: BTreeMap<String, Place>,
    names: BTreeSet<&'static str>,
    /// The runs to come.
    open: Vec<ProtocolParams>,
    /// Where decisions were met so far.
    known: BTreeSet<String>,
    run: ProtocolParams,
    /// The ways gone in this run.
    gone: BTreeMap<String, String>,
    /// What is being defined.
    inside: Vec<&'static str>,
}

/// The notes of a survey.
#[derive(Debug, Default)]
pub struct Notes(RefCell<State>);

impl Notes {
    /// Lets a reader go every way there is.
    pub fn take(read: impl Fn(&Notes)) -> Notes {
        let notes = Notes::default();
        notes.0.borrow_mut().open.push(ProtocolParams::new());
        while notes.begin() {
            read(&notes);
        }
        notes
    }

    fn begin(&self) -> bool {
        let mut state = self.0.borrow_mut();
        let next = state.open.pop();
        state.gone.clear();
        state.inside.clear();
        state.run = next.clone().unwrap_or_default();
        next.is_some()
    }

    /// Where the whole stands.
    pub fn root(&self) -> Spot<'_> {
        Spot { notes: self, place: String::new(), field: None, deciding: false }
    }

    /// The schema of the whole, with that of everything named.
    pub fn schema(&self) -> Map<String, Value> {
        let state = self.0.borrow();
        let mut schema = schema_of(&state.places, "");
        let names = state.names.iter();
        let definitions: Map<String, Value> = names
            .map(|name| ((*name).to_owned(), Value::Object(schema_of(&state.places, &format!("#{name}")))))
            .collect();
        schema.insert("$defs".to_owned(), Value::Object(definitions));
        schema
    }
}

fn schema_of(places: &BTreeMap<String, Place>, at: &str) -> Map<String, Value> {
    let Some(place) = places.get(at) else { return Map::new() };
    let at = |place: &String| Value::Object(schema_of(places, place));
    let mut schema = place.schema.clone();
    if let Some(name) = place.named {
        schema.insert("$ref".to_owned(), json!(format!("#/$defs/{name}")));
    }
    if !place.ways.is_empty() {
        schema.insert("anyOf".to_owned(), place.ways.iter().map(at).collect());
    }
    if place.closed || !place.fields.is_empty() {
        let named = place.fields.iter().filter(|(name, _)| name != ANY_FIELD);
        let properties: Map<String, Value> =
            named.map(|(name, field)| (name.clone(), field.as_ref().map_or(json!({}), &at))).collect();
        let any = place.fields.iter().find(|(name, _)| name == ANY_FIELD);
        schema.insert("type".to_owned(), json!("object"));
        schema.insert("properties".to_owned(), Value::Object(properties));
        if !place.needed.is_empty() {
            schema.insert("required".to_owned(), json!(place.needed));
        }
        if let Some((_, Some(field))) = any {
            schema.insert("additionalProperties".to_owned(), at(field));
        } else if place.closed {
            schema.insert("additionalProperties".to_owned(), json!(false));
        }
    }
    match place.elements.as_slice() {
        [] => {}
        [element] => {
            schema.insert("items".to_owned(), at(element));
        }
        elements => {
            schema.insert("prefixItems".to_owned(), elements.iter().map(at).collect());
        }
    }
    schema
}

/// The place of a reader.
#[derive(Clone, Debug)]
pub struct Spot<'a> {
    notes: &'a Notes,
    place: String,
    /// Whose field it is, and whether that must stand: noted when something is asked of it.
    field: Option<Box<(Spot<'a>, String, bool)>>,
    /// Whether a choice among its fields' names decides which others may stand.
    deciding: bool,
}

impl<'a> Spot<'a> {
    /// The place, on the way that is gone from it.
    fn resolved(&self) -> String {
        let state = self.notes.0.borrow();
        let mut place = &self.place;
        while let Some(further) = state.gone.get(place) {
            place = further;
        }
        place.clone()
    }

    fn at(&self, place: String) -> Spot<'a> {
        Spot { notes: self.notes, place, field: None, deciding: false }
    }

    fn edit(&self, edit: impl FnOnce(&mut Place)) {
        self.enter();
        let place = self.resolved();
        edit(self.notes.0.borrow_mut().places.entry(place).or_default());
    }

    /// Notes that the field is one.
    fn enter(&self) {
        let Some((parent, name, needed)) = self.field.as_deref() else { return };
        parent.enter();
        let of = parent.resolved();
        let mut state = self.notes.0.borrow_mut();
        let place = state.places.entry(of).or_default();
        match place.fields.iter_mut().find(|(known, _)| known == name) {
            Some((_, field)) => *field = Some(self.place.clone()),
            None => place.fields.push((name.clone(), Some(self.place.clone()))),
        }
        if *needed && name != ANY_FIELD {
            place.needed.insert(name.clone());
        }
    }

    /// Type and limits.
    pub fn note(&self, schema: Value) {
        if let Value::Object(schema) = schema {
            self.edit(|place| place.schema.extend(schema));
        }
    }

    /// The fields that may stand.
    pub fn close(&self, known: &[&str]) {
        self.edit(|place| {
            place.closed = true;
            for name in known {
                if place.fields.iter().all(|(field, _)| field != name) {
                    place.fields.push(((*name).to_owned(), None));
                }
            }
        });
    }

    /// One field of an object.
    pub fn field(&self, name: &str, needed: bool) -> Spot<'a> {
        let place = if self.deciding { self.place.clone() } else { self.resolved() };
        let field = Some(Box::new((self.clone(), name.to_owned(), needed)));
        Spot { field, ..self.at(format!("{place}.{name}")) }
    }

    /// The elements of a list.
    pub fn element(&self, max: usize) -> Spot<'a> {
        let place = format!("{}[]", self.resolved());
        self.note(json!({"type": "array", "maxItems": max}));
        self.edit(|of| of.elements = vec![place.clone()]);
        self.at(place)
    }

    /// The elements of a pair.
    pub fn pair(&self) -> (Spot<'a>, Spot<'a>) {
        let places = [0, 1].map(|index| format!("{}[{index}]", self.resolved()));
        self.note(json!({"type": "array", "minItems": 2, "maxItems": 2}));
        self.edit(|of| of.elements = places.to_vec());
        let [first, second] = places;
        (self.at(first), self.at(second))
    }

    /// The same object, some of whose fields decide which others may stand.
    pub fn deciding(&self) -> Spot<'a> {
        Spot { deciding: true, ..self.clone() }
    }

    /// One of some names; where that decides over the other fields, a way is gone.
    pub fn choose(&self, names: &[&str]) -> usize {
        let parent = self.field.as_deref().map(|(parent, _, _)| parent).filter(|parent| parent.deciding);
        let Some(parent) = parent else {
            self.note(json!({"enum": names}));
            return 0;
        };
        let way = parent.decide(names);
        let name = names.get(way).copied().unwrap_or_default();
        // From here on the field is one of the way that was gone.
        let place = format!("{}.{}", parent.resolved(), self.field.as_deref().map_or("", |field| &field.1));
        Spot { place, ..self.clone() }.note(json!({"const": name}));
        way
    }

    /// Goes one of several ways from here.
    pub fn decide(&self, names: &[&str]) -> usize {
        let mut state = self.notes.0.borrow_mut();
        if let Some(gone) = state.gone.get(&self.place) {
            // The way is gone already; what follows may part again further on.
            let further = gone.clone();
            drop(state);
            return self.at(further).decide(names);
        }
        if state.known.insert(self.place.clone()) {
            // The last of them is taken first, so they go in behind.
            for way in (1..names.len()).rev() {
                let mut choices = state.run.clone();
                choices.insert(self.place.clone(), way);
                state.open.push(choices);
            }
        }
        let way = state.run.get(&self.place).copied().unwrap_or(0);
        let place = format!("{}?{}", self.place, names.get(way).copied().unwrap_or_default());
        state.gone.insert(self.place.clone(), place.clone());
        let ways = &mut state.places.entry(self.place.clone()).or_default().ways;
        if !ways.contains(&place) {
            ways.push(place);
        }
        drop(state);
        self.enter();
        way
    }

    /// Begins what has a name; none when it is inside itself.
    pub fn define(&self, name: &'static str) -> Option<Spot<'a>> {
        self.edit(|place| place.named = Some(name));
        let mut state = self.notes.0.borrow_mut();
        state.names.insert(name);
        if state.inside.contains(&name) {
            return None;
        }
        state.inside.push(name);
        Some(self.at(format!("#{name}")))
    }

    /// Ends what was begun last.
    pub fn defined(&self) {
        self.notes.0.borrow_mut().inside.pop();
    }
}
