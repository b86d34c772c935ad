//! Links: a run and a step as a text that fits into the address of a page.
//!
//! A link is a version, a point, and base64url of a checksum and the compressed JSON of a scenario with all its commands, the
//! step and the time. It contains the whole run but no state. To open it, the engine runs up to that step and compares the
//! digest. The texts of a scene of the catalog are replaced by its name, because they would be longer than the rest.
//!
//! A link is foreign input: its length, its checksum, its unpacked size and its number of steps are checked first, and the
//! scenario is read as strictly as a file.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::error::codes::{self, ErrorDetail};
use crate::error::{ErrorKind, LabError};
use crate::json::{self, Reader};
use crate::scenario::Scenario;
use crate::scenario::catalog;
use crate::units::{Ms, TIME_MAX_US};

/// The version of the links that this engine writes and reads.
pub const VERSION: u32 = 1;
/// The maximum number of characters of a link.
pub const CHARACTERS_MAX: usize = 1_000_000;
/// The maximum number of steps that opening a link may run.
pub const STEPS_MAX: u64 = 2_000_000;

/// The number of bytes of a SHA-256 in a link.
const CHECKSUM_BYTES: usize = 6;
/// The number of hexadecimal digits of the trace digest in a link.
const DIGEST_DIGITS: usize = 16;
/// The highest level: links are created once and sent many times.
const COMPRESSION: u8 = 10;

/// The content of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The run.
    pub scenario: Scenario,
    /// The number of occurrences handled.
    pub step: u64,
    /// The virtual time.
    pub now: Ms,
    /// The first digits of the trace digest at this step.
    pub digest: String,
}

impl Link {
    /// A link to a step of a run.
    pub(crate) fn new(scenario: Scenario, step: u64, now: Ms, digest: &str) -> Link {
        Link { scenario, step, now, digest: digest.chars().take(DIGEST_DIGITS).collect() }
    }

    /// The text of the link.
    ///
    /// # Errors
    /// If the run is too long for a link.
    pub fn text(&self) -> Result<String, LabError> {
        if self.step > STEPS_MAX {
            return Err(refuse(codes::too_many_steps(self.step, STEPS_MAX)));
        }
        let payload = self.payload()?;
        let packed = compress_to_vec(payload.as_bytes(), COMPRESSION);
        let bytes = [&checksum(&packed), packed.as_slice()].concat();
        let text = format!("{VERSION}.{}", URL_SAFE_NO_PAD.encode(bytes));
        if text.len() > CHARACTERS_MAX {
            return Err(refuse(codes::link_too_long(text.len(), CHARACTERS_MAX)));
        }
        Ok(text)
    }

    /// Reads a link. Whether its run is still the same is checked when it has run.
    ///
    /// # Errors
    /// If the text is not a link, is damaged, has another version, or contains something impossible.
    pub fn parse(text: &str) -> Result<Link, LabError> {
        let text = text.trim();
        if text.len() > CHARACTERS_MAX {
            return Err(refuse(codes::link_too_large(text.len(), CHARACTERS_MAX)));
        }
        let body = body_of(text)?;
        let bytes = URL_SAFE_NO_PAD.decode(body).map_err(|_| refuse(codes::link_altered()))?;
        let damaged = || refuse(codes::link_damaged());
        let (sum, packed) = bytes.split_at_checked(CHECKSUM_BYTES).ok_or_else(damaged)?;
        if *sum != checksum(packed) {
            return Err(damaged());
        }
        let unpacked = decompress_to_vec_with_limit(packed, json::TEXT_BYTES_MAX)
            .map_err(|_| refuse(codes::does_not_unpack(json::TEXT_BYTES_MAX)))?;
        let payload = String::from_utf8(unpacked).map_err(|_| refuse(codes::unpacks_to_invalid_text()))?;
        read(&payload)
    }

    /// The JSON text that is compressed, no longer than the maximum unpacked size.
    fn payload(&self) -> Result<String, LabError> {
        let refuse_more = |bytes: usize| match bytes > json::TEXT_BYTES_MAX {
            true => Err(refuse(codes::too_much_text(bytes, json::TEXT_BYTES_MAX))),
            false => Ok(()),
        };
        // Checked first, because a longer scenario cannot become a value.
        refuse_more(json::text_of(&self.scenario).len())?;
        let mut scenario = as_object(&self.scenario);
        let mut payload = Map::new();
        if let Some(name) = scene_of(&self.scenario) {
            payload.insert("scene".to_owned(), json!(name));
            WORDS.iter().for_each(|field| drop(scenario.shift_remove(*field)));
        }
        leave_defaults_out(&mut scenario, &self.scenario);
        payload.insert("step".to_owned(), json!(self.step));
        payload.insert("nowMs".to_owned(), json::value_of(&self.now));
        payload.insert("digest".to_owned(), json!(self.digest));
        payload.insert("scenario".to_owned(), Value::Object(scenario));
        let payload = json::text_of(&payload);
        refuse_more(payload.len())?;
        Ok(payload)
    }
}

/// The fields that only describe a run.
const WORDS: [&str; 3] = ["title", "about", "captions"];

fn refuse(wrong: ErrorDetail) -> LabError {
    ErrorKind::LinkError.at("", wrong)
}

fn checksum(packed: &[u8]) -> [u8; CHECKSUM_BYTES] {
    let digest = Sha256::new_with_prefix(b"pbft-lab link 1").chain_update(packed).finalize();
    let mut sum = [0; CHECKSUM_BYTES];
    sum.iter_mut().zip(digest).for_each(|(sum, byte)| *sum = byte);
    sum
}

/// The part after the version, if the version is ours.
fn body_of(text: &str) -> Result<&str, LabError> {
    let no_link = || refuse(codes::not_a_link());
    let (version, body) = text.split_once('.').ok_or_else(no_link)?;
    let digits = !version.is_empty() && version.len() < 10 && version.bytes().all(|it| it.is_ascii_digit());
    match version.parse::<u32>() {
        Ok(VERSION) if digits => Ok(body),
        Ok(version) if digits && version > VERSION => Err(refuse(codes::newer_version(version, VERSION))),
        _ => Err(no_link()),
    }
}

fn read(payload: &str) -> Result<Link, LabError> {
    let value = json::parse(payload, ErrorKind::LinkError)?;
    let reader = Reader::new(ErrorKind::LinkError, &value);
    let fields = reader.object(&["scene", "step", "nowMs", "digest", "scenario"])?;
    fields.need("scenario")?;
    let text = value.get("scenario").map(Value::to_string).unwrap_or_default();
    let in_link = |refusal: LabError| LabError { name: ErrorKind::LinkError, ..refusal };
    let mut scenario = Scenario::parse(&text).map_err(in_link)?;
    if let Some(name) = fields.get("scene") {
        restore_words(&mut scenario, name.text(100)?);
    }
    Ok(Link {
        scenario,
        step: fields.need("step")?.number(0..=STEPS_MAX)?,
        now: fields.need("nowMs")?.ms(Ms::from_us(0)..=Ms::from_us(TIME_MAX_US - 1))?,
        digest: fields.need("digest")?.text(DIGEST_DIGITS)?.to_owned(),
    })
}

/// The scene of the catalog whose texts the scenario has.
fn scene_of(scenario: &Scenario) -> Option<String> {
    scenario.title.as_ref()?;
    let words = |it: &Scenario| (it.title.clone(), it.about.clone(), it.captions.clone());
    let entries = catalog::entries().unwrap_or_default();
    entries.into_iter().find(|entry| words(&entry.scenario) == words(scenario)).map(|entry| entry.name)
}

/// A scene may have been removed or changed since the link was created. The run is the same without texts.
fn restore_words(scenario: &mut Scenario, scene: &str) {
    let entries = catalog::entries().unwrap_or_default();
    if let Some(entry) = entries.into_iter().find(|entry| entry.name == scene) {
        let Scenario { title, about, captions, .. } = entry.scenario;
        (scenario.title, scenario.about, scenario.captions) = (title, about, captions);
    }
}

/// Removes fields that have their default.
fn leave_defaults_out(written: &mut Map<String, Value>, scenario: &Scenario) {
    let defaults = as_object(&Scenario::default());
    written.retain(|field, value| field != "version" && defaults.get(field) != Some(value));
    for part in ["cluster", "network"] {
        let (Some(Value::Object(fields)), Some(Value::Object(defaults))) =
            (written.get_mut(part), defaults.get(part))
        else {
            continue;
        };
        // An omitted log size follows from the checkpoint interval.
        let follows = scenario.cluster.log_size == scenario.cluster.checkpoint_interval.saturating_mul(2);
        fields.retain(|field, value| match field.as_str() {
            "logSize" => !follows,
            _ => defaults.get(field) != Some(value),
        });
    }
}

fn as_object(scenario: &Scenario) -> Map<String, Value> {
    match json::value_of(scenario) {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
