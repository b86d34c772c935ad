//! Strategies from JSON: their shape. [`resolve`](super::resolve) checks their meaning.

use std::collections::BTreeMap;

use super::spec::{ParameterValue, Strategy, When};
use crate::error::LabError;
use crate::error::codes;
use crate::json::Reader;
use crate::units::Ratio;
use crate::units::{Ms, TIME_MAX_US, WHOLE_MAX};

/// The maximum number of strategies of a node.
pub(crate) const STRATEGIES_MAX: usize = 20;
/// The maximum number of views or sequence numbers in a condition.
pub(super) const LISTED_MAX: usize = 100;
/// The maximum number of nodes in a list.
pub(super) const NODES_MAX: usize = 200;
/// The maximum number of bytes of a name or a text.
pub(super) const TEXT_BYTES_MAX: usize = 1_000;

/// Reads a list of strategies, in the order in which they run.
///
/// # Errors
/// The first mistake: its field, its value and what would be right.
pub(crate) fn strategies(reader: &Reader<'_>) -> Result<Vec<Strategy>, LabError> {
    reader.list(STRATEGIES_MAX)?.map(|element| strategy(&element)).collect()
}

/// Reads a strategy.
///
/// # Errors
/// The first mistake: its field, its value and what would be right.
pub(crate) fn strategy(reader: &Reader<'_>) -> Result<Strategy, LabError> {
    let fields = reader.object(&["name", "parameters", "when"])?;
    Ok(Strategy {
        name: fields.need("name")?.text(TEXT_BYTES_MAX)?.to_owned(),
        parameters: fields
            .get("parameters")
            .map(|reader| parameters(&reader))
            .transpose()?
            .unwrap_or_default(),
        when: fields.get("when").map(|reader| when(&reader)).transpose()?.unwrap_or_default(),
    })
}

fn parameters(reader: &Reader<'_>) -> Result<BTreeMap<String, ParameterValue>, LabError> {
    let fields = reader.any_object()?;
    let parameter = |name: &str| Ok((name.to_owned(), value(&fields.need(name)?)?));
    fields.names().map(parameter).collect()
}

fn value(reader: &Reader<'_>) -> Result<ParameterValue, LabError> {
    let times = Ms::from_us(0)..=Ms::from_us(TIME_MAX_US - 1);
    reader.any_of(
        &[
            &|reader| reader.number(0..=WHOLE_MAX).map(ParameterValue::Whole),
            &|reader| reader.ms(times.clone()).map(ParameterValue::Time),
            &|reader| reader.flag().map(ParameterValue::Flag),
            &|reader| reader.text(TEXT_BYTES_MAX).map(|text| ParameterValue::Text(text.to_owned())),
            &|reader| {
                let nodes = reader.list(NODES_MAX)?.map(|node| node.small(0..=u32::MAX));
                nodes.collect::<Result<_, _>>().map(ParameterValue::Nodes)
            },
        ],
        codes::invalid_parameter_value,
    )
}

fn when(reader: &Reader<'_>) -> Result<When, LabError> {
    if reader.is_text() {
        return reader.choice(&[("always", false), ("never", true)]).map(|never| match never {
            true => When::Never,
            false => When::Always,
        });
    }
    let right = |_| reader.refuse(codes::not_a_condition(reader.shown()));
    reader.any_object().map_err(right)?;
    let fields = reader.object(&["views", "seqs", "ratio"])?;
    let numbers = |name| -> Result<Option<Vec<u64>>, LabError> {
        let Some(reader) = fields.get(name) else { return Ok(None) };
        reader
            .list(LISTED_MAX)?
            .map(|number| number.number(0..=WHOLE_MAX))
            .collect::<Result<_, _>>()
            .map(Some)
    };
    let ratio = |reader: Reader<'_>| -> Result<Ratio, LabError> {
        let (hits, of) = reader.pair()?;
        Ok(Ratio(hits.small(0..=u32::MAX)?, of.small(0..=u32::MAX)?))
    };
    Ok(When::Where {
        views: numbers("views")?,
        seqs: numbers("seqs")?,
        ratio: fields.get("ratio").map(ratio).transpose()?,
    })
}
