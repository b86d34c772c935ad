//! Writer of JSON: the only serializer of all types. What its parts share is in functions of its own, because each type that is written
//! has a copy of everything else.

use std::fmt::Display;

use serde::ser::{self, Impossible};
use serde::{Serialize, Serializer};
use serde_json::Number;

use crate::units::WHOLE_MAX;

/// The JSON text of data without map keys that are lists or objects; an empty text if it has one.
pub fn text_of(data: &(impl Serialize + ?Sized)) -> String {
    let mut writer = Writer::default();
    data.serialize(&mut writer).map(|()| writer.text()).unwrap_or_default()
}

/// The same for long data. The length is computed first, because a growing text is copied repeatedly and takes three times its size.
pub fn long_text_of(data: &impl Serialize) -> String {
    let mut counter = Writer { counts: true, ..Writer::default() };
    data.serialize(&mut counter).ok();
    let text = Vec::with_capacity(counter.dropped + counter.text.len());
    let mut writer = Writer { text, ..Writer::default() };
    data.serialize(&mut writer).map(|()| writer.text()).unwrap_or_default()
}

/// Writes data as JSON for JavaScript without rounding: a whole number above [`WHOLE_MAX`] becomes text. Only bytes that a
/// faulty node made up contain such numbers.
///
/// # Errors
/// If the data cannot be written as JSON.
pub fn exact_text_of(data: &impl Serialize) -> Result<String, WriteError> {
    let mut writer = Writer { is_exact: true, ..Writer::default() };
    data.serialize(&mut writer).map(|()| writer.text())
}

/// Why data has no JSON.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct WriteError(String);

impl ser::Error for WriteError {
    fn custom<T: Display>(what: T) -> WriteError {
        WriteError(what.to_string())
    }
}

type Written = Result<(), WriteError>;

/// The length from which a text that is only counted is dropped.
const COUNTED_BYTES: usize = 1 << 16;

#[derive(Default)]
struct Writer {
    text: Vec<u8>,
    /// Whether whole numbers that JavaScript would round are text.
    is_exact: bool,
    /// Whether only the length of the text is wanted.
    counts: bool,
    /// The number of bytes that were counted and dropped.
    dropped: usize,
}

impl Writer {
    fn text(self) -> String {
        String::from_utf8(self.text).unwrap_or_default()
    }

    #[inline(never)]
    fn push(&mut self, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
    }

    #[inline(never)]
    fn whole(&mut self, number: u64) {
        let mut digits = [b'0'; 20];
        let mut rest = number;
        let mut count = 0;
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
            count += 1;
            if rest == 0 {
                break;
            }
        }
        let (_, digits) = digits.split_at(digits.len() - count);
        self.text.extend_from_slice(digits);
    }

    #[inline(never)]
    fn quoted(&mut self, text: &str) {
        self.text.reserve(text.len() + 2);
        self.text.push(b'"');
        let mut rest = text;
        while let Some(at) = rest.bytes().position(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
            let (plain, from) = rest.split_at(at);
            self.push(plain);
            let mut chars = from.chars();
            chars.next().into_iter().for_each(|special| self.escape(special));
            rest = chars.as_str();
        }
        self.text.extend_from_slice(rest.as_bytes());
        self.text.push(b'"');
    }

    fn escape(&mut self, special: char) {
        match special {
            '"' => self.push("\\\""),
            '\\' => self.push("\\\\"),
            '\u{8}' => self.push("\\b"),
            '\u{c}' => self.push("\\f"),
            '\n' => self.push("\\n"),
            '\r' => self.push("\\r"),
            '\t' => self.push("\\t"),
            other => self.push(&format!("\\u{:04x}", u32::from(other))),
        }
    }

    /// Opens an object that has one field, the name of a variant.
    #[inline(never)]
    fn variant(&mut self, name: &str) {
        self.push("{");
        self.quoted(name);
        self.push(":");
    }

    fn parts(&mut self, begin: &str, end: &'static str) -> Parts<'_> {
        self.push(begin);
        Parts { writer: self, end, is_first: true }
    }

    /// Before an element or a field.
    fn begin_item(&mut self, is_first: bool) {
        if !is_first {
            self.text.push(b',');
        }
        if self.counts && self.text.len() > COUNTED_BYTES {
            self.dropped += self.text.len();
            self.text.clear();
        }
    }

    /// A field of a type: its name needs no escapes.
    #[inline(never)]
    fn field(&mut self, is_first: bool, name: &str) {
        self.text.reserve(name.len() + 4);
        self.begin_item(is_first);
        self.text.push(b'"');
        self.text.extend_from_slice(name.as_bytes());
        self.text.extend_from_slice(b"\":");
    }
}

impl<'a> Serializer for &'a mut Writer {
    type Ok = ();
    type Error = WriteError;
    type SerializeSeq = Parts<'a>;
    type SerializeTuple = Parts<'a>;
    type SerializeTupleStruct = Parts<'a>;
    type SerializeTupleVariant = Parts<'a>;
    type SerializeMap = Parts<'a>;
    type SerializeStruct = Parts<'a>;
    type SerializeStructVariant = Parts<'a>;

    fn serialize_bool(self, value: bool) -> Written {
        self.push(if value { "true" } else { "false" });
        Ok(())
    }
    fn serialize_i8(self, value: i8) -> Written {
        self.serialize_i64(value.into())
    }
    fn serialize_i16(self, value: i16) -> Written {
        self.serialize_i64(value.into())
    }
    fn serialize_i32(self, value: i32) -> Written {
        self.serialize_i64(value.into())
    }
    fn serialize_i64(self, value: i64) -> Written {
        if value < 0 {
            self.push("-");
        }
        self.whole(value.unsigned_abs());
        Ok(())
    }
    fn serialize_u8(self, value: u8) -> Written {
        self.serialize_u64(value.into())
    }
    fn serialize_u16(self, value: u16) -> Written {
        self.serialize_u64(value.into())
    }
    fn serialize_u32(self, value: u32) -> Written {
        self.serialize_u64(value.into())
    }
    fn serialize_u64(self, value: u64) -> Written {
        let quote = if self.is_exact && value > WHOLE_MAX { "\"" } else { "" };
        self.push(quote);
        self.whole(value);
        self.push(quote);
        Ok(())
    }
    fn serialize_f32(self, value: f32) -> Written {
        self.serialize_f64(value.into())
    }
    #[inline(never)]
    fn serialize_f64(self, value: f64) -> Written {
        let text = Number::from_f64(value).map_or_else(|| "null".to_owned(), |number| number.to_string());
        self.push(&text);
        Ok(())
    }
    fn serialize_char(self, value: char) -> Written {
        self.quoted(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }
    fn serialize_str(self, value: &str) -> Written {
        self.quoted(value);
        Ok(())
    }
    fn serialize_bytes(self, value: &[u8]) -> Written {
        self.collect_seq(value)
    }
    fn serialize_none(self) -> Written {
        self.serialize_unit()
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Written {
        self.push("null");
        Ok(())
    }
    fn serialize_unit_struct(self, _: &'static str) -> Written {
        self.serialize_unit()
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        self.quoted(variant);
        Ok(())
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Written {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Written {
        self.variant(variant);
        value.serialize(&mut *self)?;
        self.push("}");
        Ok(())
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'a>, WriteError> {
        Ok(self.parts("[", "]"))
    }
    fn serialize_tuple(self, _: usize) -> Result<Parts<'a>, WriteError> {
        Ok(self.parts("[", "]"))
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Parts<'a>, WriteError> {
        Ok(self.parts("[", "]"))
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts<'a>, WriteError> {
        self.variant(variant);
        Ok(self.parts("[", "]}"))
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Parts<'a>, WriteError> {
        Ok(self.parts("{", "}"))
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts<'a>, WriteError> {
        Ok(self.parts("{", "}"))
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts<'a>, WriteError> {
        self.variant(variant);
        Ok(self.parts("{", "}}"))
    }
}

/// An open list or object.
struct Parts<'a> {
    writer: &'a mut Writer,
    end: &'static str,
    is_first: bool,
}

impl Parts<'_> {
    fn next(&mut self) -> &mut Writer {
        self.writer.begin_item(self.is_first);
        self.is_first = false;
        self.writer
    }

    fn close(self) -> Written {
        self.writer.push(self.end);
        Ok(())
    }
}

/// Implements a trait whose parts are elements of a list.
macro_rules! list {
    ($($name:ident $method:ident)*) => {$(
        impl ser::$name for Parts<'_> {
            type Ok = ();
            type Error = WriteError;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
                value.serialize(self.next())
            }
            fn end(self) -> Written {
                self.close()
            }
        }
    )*};
}

list! {
    SerializeSeq serialize_element
    SerializeTuple serialize_element
    SerializeTupleStruct serialize_field
    SerializeTupleVariant serialize_field
}

/// Implements a trait whose parts are fields of an object.
macro_rules! object {
    ($($name:ident)*) => {$(
        impl ser::$name for Parts<'_> {
            type Ok = ();
            type Error = WriteError;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Written {
                self.writer.field(self.is_first, name);
                self.is_first = false;
                value.serialize(&mut *self.writer)
            }
            fn end(self) -> Written {
                self.close()
            }
        }
    )*};
}

object! { SerializeStruct SerializeStructVariant }

impl ser::SerializeMap for Parts<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Written {
        key.serialize(Key(self))
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        value.serialize(&mut *self.writer)
    }
    fn end(self) -> Written {
        self.close()
    }
}

/// The key of a map: a text or a whole number, which is quoted.
struct Key<'a, 'b>(&'a mut Parts<'b>);

impl Key<'_, '_> {
    fn write(self, key: &str) -> Written {
        let writer = self.0.next();
        writer.quoted(key);
        writer.push(":");
        Ok(())
    }
}

/// Refuses every other key.
macro_rules! refused {
    ($($method:ident($($argument:ty),*))*) => {$(
        fn $method(self, $(_: $argument),*) -> Written {
            Err(not_a_key())
        }
    )*};
}

fn not_a_key() -> WriteError {
    ser::Error::custom("a key must be a text or a whole number")
}

impl Serializer for Key<'_, '_> {
    type Ok = ();
    type Error = WriteError;
    type SerializeSeq = Impossible<(), WriteError>;
    type SerializeTuple = Impossible<(), WriteError>;
    type SerializeTupleStruct = Impossible<(), WriteError>;
    type SerializeTupleVariant = Impossible<(), WriteError>;
    type SerializeMap = Impossible<(), WriteError>;
    type SerializeStruct = Impossible<(), WriteError>;
    type SerializeStructVariant = Impossible<(), WriteError>;

    fn serialize_str(self, key: &str) -> Written {
        self.write(key)
    }
    fn serialize_u64(self, key: u64) -> Written {
        self.write(&key.to_string())
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        self.write(variant)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, key: &T) -> Written {
        key.serialize(self)
    }
    fn serialize_u8(self, key: u8) -> Written {
        self.serialize_u64(key.into())
    }
    fn serialize_u16(self, key: u16) -> Written {
        self.serialize_u64(key.into())
    }
    fn serialize_u32(self, key: u32) -> Written {
        self.serialize_u64(key.into())
    }

    refused! {
        serialize_bool(bool)
        serialize_i8(i8)
        serialize_i16(i16)
        serialize_i32(i32)
        serialize_i64(i64)
        serialize_f32(f32)
        serialize_f64(f64)
        serialize_char(char)
        serialize_bytes(&[u8])
        serialize_none()
        serialize_unit()
        serialize_unit_struct(&'static str)
    }
    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Written {
        Err(not_a_key())
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Written {
        Err(not_a_key())
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, WriteError> {
        Err(not_a_key())
    }
    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, WriteError> {
        Err(not_a_key())
    }
    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, WriteError> {
        Err(not_a_key())
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, WriteError> {
        Err(not_a_key())
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, WriteError> {
        Err(not_a_key())
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, WriteError> {
        Err(not_a_key())
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, WriteError> {
        Err(not_a_key())
    }
}

#[cfg(test)]
mod tests;
