//! Reads fields. One reader for all types, and as little as possible that is compiled for each type anew: what a browser
//! carries is counted in bytes.

use super::{FORM, Unreadable};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, Expected, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use std::fmt::Display;

/// Deeper than any of our types goes; a text that goes deeper is none of ours.
const DEPTH_MAX: u8 = 48;

/// Reads a value from the whole of a text that a build with the same types has written.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    let text = text.strip_prefix(FORM).ok_or(Unreadable)?;
    let mut reader = Reader { text, at: 0, depth: 0 };
    let value = T::deserialize(&mut reader)?;
    if reader.at == text.len() { Ok(value) } else { Err(Unreadable) }
}

struct Reader<'a> {
    text: &'a str,
    /// The next byte.
    at: usize,
    /// Brackets that are open.
    depth: u8,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Goes on if this byte comes next, and says so.
    #[inline(never)]
    fn takes(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    #[inline(never)]
    fn open(&mut self) -> Result<(), Unreadable> {
        self.depth += 1;
        if self.depth < DEPTH_MAX && self.takes(b'[') { Ok(()) } else { Err(Unreadable) }
    }

    #[inline(never)]
    fn close(&mut self) -> Result<(), Unreadable> {
        self.depth -= 1;
        if self.takes(b']') { Ok(()) } else { Err(Unreadable) }
    }

    #[inline(never)]
    fn number(&mut self) -> Result<u64, Unreadable> {
        let (mut number, start) = (0_u64, self.at);
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            let more = number.checked_mul(10).and_then(|tens| tens.checked_add(u64::from(digit - b'0')));
            number = more.ok_or(Unreadable)?;
            self.at += 1;
        }
        if start < self.at { Ok(number) } else { Err(Unreadable) }
    }

    #[inline(never)]
    fn signed(&mut self) -> Result<i64, Unreadable> {
        let below_zero = self.takes(b'-');
        let number = i64::try_from(self.number()?).map_err(|_| Unreadable)?;
        Ok(if below_zero { -number } else { number })
    }

    /// Up to the next bar or bracket that is not part of it.
    #[inline(never)]
    fn string(&mut self) -> Result<String, Unreadable> {
        let mut string = String::new();
        loop {
            let start = self.at;
            while !matches!(self.peek(), None | Some(b'|' | b']' | b'\\')) {
                self.at += 1;
            }
            string.push_str(self.text.get(start..self.at).ok_or(Unreadable)?);
            if !self.takes(b'\\') {
                return Ok(string);
            }
            match self.peek() {
                Some(byte @ (b'|' | b']' | b'\\' | b'~')) => string.push(char::from(byte)),
                Some(b'l') => string.push('<'),
                Some(b'.') => {}
                _ => return Err(Unreadable),
            }
            self.at += 1;
        }
    }
}

/// What stands between two brackets.
struct Elements<'r, 'a> {
    reader: &'r mut Reader<'a>,
    /// Something came before: a bar is next.
    begun: bool,
}

impl Elements<'_, '_> {
    /// Whether there is an element; there is none at the end, and none where a field was skipped.
    #[inline(never)]
    fn has_next(&mut self) -> bool {
        if self.begun && !self.reader.takes(b'|') {
            return false;
        }
        self.begun = true;
        !matches!(self.reader.peek(), None | Some(b'|' | b']'))
    }
}

macro_rules! numbers {
    ($read:ident $visit:ident: $($name:ident)+) => { $(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            visitor.$visit(self.$read()?)
        }
    )+ };
}

impl<'de> Deserializer<'de> for &mut Reader<'_> {
    type Error = Unreadable;

    /// Nothing here says what it is.
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Unreadable> {
        Err(Unreadable)
    }

    forward_to_deserialize_any! { f32 f64 char i128 u128 bytes byte_buf ignored_any }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_bool(match self.number()? {
            0 => false,
            1 => true,
            _ => return Err(Unreadable),
        })
    }

    numbers! { number visit_u64: deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 }
    numbers! { signed visit_i64: deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 }

    /// Which variant.
    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_u64(self.number()?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_string(self.string()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_string(self.string()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if self.takes(b'~') { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.open()?;
        self.close()?;
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.open()?;
        let value = visitor.visit_seq(Elements { reader: self, begun: false })?;
        self.close()?;
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.open()?;
        let value = visitor.visit_map(Elements { reader: self, begun: false })?;
        self.close()?;
        Ok(value)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        let carries = self.peek() == Some(b'[');
        if carries {
            self.open()?;
        }
        let value = visitor.visit_enum(Elements { reader: self, begun: true })?;
        if carries {
            self.close()?;
        }
        Ok(value)
    }
}

impl<'de> SeqAccess<'de> for Elements<'_, '_> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unreadable> {
        if self.has_next() { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }
}

impl<'de> MapAccess<'de> for Elements<'_, '_> {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        self.next_element_seed(seed)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unreadable> {
        self.next_element_seed(seed)?.ok_or(Unreadable)
    }
}

impl<'de> EnumAccess<'de> for Elements<'_, '_> {
    type Error = Unreadable;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Unreadable> {
        let variant = seed.deserialize(&mut *self.reader)?;
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for Elements<'_, '_> {
    type Error = Unreadable;

    fn unit_variant(self) -> Result<(), Unreadable> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(mut self, seed: T) -> Result<T::Value, Unreadable> {
        self.next_element_seed(seed)?.ok_or(Unreadable)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(self)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(self)
    }
}

/// Why is never said, so that nothing that would say it is compiled into the browser's program.
impl Error for Unreadable {
    fn custom<T: Display>(_: T) -> Unreadable {
        Unreadable
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Unreadable {
        Unreadable
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Unreadable {
        Unreadable
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Unreadable {
        Unreadable
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Unreadable {
        Unreadable
    }
}
