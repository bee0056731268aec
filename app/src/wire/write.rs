//! Writes fields; on the server only.

use super::{FORM, Unreadable};
use serde::ser::{
    Error, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant,
};
use serde::{Serialize, Serializer};
use std::fmt::{Display, Write};

/// Writes a value. Fails for what the form cannot say: floats, bytes, and nothing within something that may be nothing.
pub fn write<T: Serialize>(value: &T) -> Result<String, Unreadable> {
    let mut writer = Writer { text: FORM.to_owned() };
    value.serialize(&mut writer)?;
    Ok(writer.text)
}

struct Writer {
    text: String,
}

impl Writer {
    fn number(&mut self, number: impl Display) -> Result<(), Unreadable> {
        write!(self.text, "{number}").map_err(|_| Unreadable)
    }

    fn open(&mut self) -> Elements<'_> {
        self.text.push('[');
        Elements { writer: self, bars: 0 }
    }

    fn open_variant(&mut self, variant: u32) -> Result<Elements<'_>, Unreadable> {
        self.text.push('[');
        self.number(variant)?;
        Ok(Elements { writer: self, bars: 1 })
    }
}

/// What stands between two brackets.
struct Elements<'w> {
    writer: &'w mut Writer,
    /// Bars before the next element: those of fields that were skipped wait here, and are dropped at the end.
    bars: usize,
}

impl Elements<'_> {
    fn add<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unreadable> {
        self.writer.text.extend(std::iter::repeat_n('|', self.bars));
        self.bars = 1;
        value.serialize(&mut *self.writer)
    }

    fn skip(&mut self) {
        self.bars += 1;
    }

    fn close(self) {
        self.writer.text.push(']');
    }
}

macro_rules! numbers {
    ($($name:ident: $type:ty),+) => { $(
        fn $name(self, value: $type) -> Result<(), Unreadable> {
            self.number(value)
        }
    )+ };
}

impl<'w> Serializer for &'w mut Writer {
    type Ok = ();
    type Error = Unreadable;
    type SerializeSeq = Elements<'w>;
    type SerializeTuple = Elements<'w>;
    type SerializeTupleStruct = Elements<'w>;
    type SerializeTupleVariant = Elements<'w>;
    type SerializeMap = Elements<'w>;
    type SerializeStruct = Elements<'w>;
    type SerializeStructVariant = Elements<'w>;

    fn serialize_bool(self, value: bool) -> Result<(), Unreadable> {
        self.number(u8::from(value))
    }

    numbers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64
    }

    fn serialize_f32(self, _: f32) -> Result<(), Unreadable> {
        Err(Unreadable)
    }

    fn serialize_f64(self, _: f64) -> Result<(), Unreadable> {
        Err(Unreadable)
    }

    fn serialize_char(self, _: char) -> Result<(), Unreadable> {
        Err(Unreadable)
    }

    fn serialize_str(self, value: &str) -> Result<(), Unreadable> {
        if value.is_empty() {
            self.text.push_str("\\.");
        }
        for (at, char) in value.char_indices() {
            match char {
                // Within a page this would end the script; whoever puts it there escapes it for a reader of JSON.
                '<' => self.text.push_str("\\l"),
                '|' | ']' | '\\' => self.text.extend(['\\', char]),
                '~' if at == 0 => self.text.push_str("\\~"),
                _ => self.text.push(char),
            }
        }
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Unreadable> {
        Err(Unreadable)
    }

    fn serialize_none(self) -> Result<(), Unreadable> {
        self.text.push('~');
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unreadable> {
        let start = self.text.len();
        value.serialize(&mut *self)?;
        if self.text.get(start..) == Some("~") { Err(Unreadable) } else { Ok(()) }
    }

    fn serialize_unit(self) -> Result<(), Unreadable> {
        self.text.push_str("[]");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Unreadable> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        variant: u32,
        _: &'static str,
    ) -> Result<(), Unreadable> {
        self.number(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Unreadable> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        variant: u32,
        _: &'static str,
        value: &T,
    ) -> Result<(), Unreadable> {
        let mut elements = self.open_variant(variant)?;
        elements.add(value)?;
        elements.close();
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Elements<'w>, Unreadable> {
        Ok(self.open())
    }

    fn serialize_tuple(self, _: usize) -> Result<Elements<'w>, Unreadable> {
        Ok(self.open())
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Elements<'w>, Unreadable> {
        Ok(self.open())
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        variant: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Elements<'w>, Unreadable> {
        self.open_variant(variant)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Elements<'w>, Unreadable> {
        Ok(self.open())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Elements<'w>, Unreadable> {
        Ok(self.open())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        variant: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Elements<'w>, Unreadable> {
        self.open_variant(variant)
    }
}

/// All these are written alike; only a struct has fields to skip.
macro_rules! alike {
    ($($name:ident $add:ident;)+) => { $(
        impl $name for Elements<'_> {
            type Ok = ();
            type Error = Unreadable;

            fn $add<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unreadable> {
                self.add(value)
            }

            fn end(self) -> Result<(), Unreadable> {
                self.close();
                Ok(())
            }
        }
    )+ };
}

alike! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
}

macro_rules! with_names {
    ($($name:ident;)+) => { $(
        impl $name for Elements<'_> {
            type Ok = ();
            type Error = Unreadable;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                _: &'static str,
                value: &T,
            ) -> Result<(), Unreadable> {
                self.add(value)
            }

            fn skip_field(&mut self, _: &'static str) -> Result<(), Unreadable> {
                self.skip();
                Ok(())
            }

            fn end(self) -> Result<(), Unreadable> {
                self.close();
                Ok(())
            }
        }
    )+ };
}

with_names! {
    SerializeStruct;
    SerializeStructVariant;
}

impl SerializeMap for Elements<'_> {
    type Ok = ();
    type Error = Unreadable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unreadable> {
        self.add(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unreadable> {
        self.add(value)
    }

    fn end(self) -> Result<(), Unreadable> {
        self.close();
        Ok(())
    }
}

impl Error for Unreadable {
    fn custom<T: Display>(_: T) -> Unreadable {
        Unreadable
    }
}
