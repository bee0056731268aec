//! What is typed into a sheet stays in this tab until it is sent or given up, so that a reload takes nothing away.

use crate::prelude::*;
use crate::sync::browser;
use leptos::web_sys::Element;
#[cfg(feature = "hydrate")]
use wasm_bindgen::JsCast;

/// What somebody types into.
#[cfg(feature = "hydrate")]
const FIELDS: &str = "textarea[id],input[id]:not([type=checkbox],[type=radio],[type=hidden])";
/// Stand between fields, and between the parts of one; nobody types them.
const ENDS: [char; 2] = ['\u{1e}', '\u{1f}'];

/// The texts of one sheet.
#[derive(Clone, Copy)]
pub(super) struct Kept {
    key: StoredValue<String>,
    /// What each field began with.
    began: StoredValue<Vec<(String, String)>>,
}

impl Kept {
    /// Of the sheet with that title, on the page at this address.
    pub(super) fn new(address: &str, title: &str) -> Kept {
        let key = ["sheet ", address, " ", title].concat();
        Kept { key: StoredValue::new(key), began: StoredValue::new(vec![]) }
    }

    /// Fills in what was typed before, where the field begins as it did then: what others wrote meanwhile is not overwritten.
    pub(super) fn restore(self, sheet: &Element) {
        let kept = self.key.with_value(|key| browser::recall(key)).unwrap_or_default();
        let kept: Vec<Vec<&str>> = kept.split(ENDS[0]).map(|field| field.split(ENDS[1]).collect()).collect();
        let mut began = Vec::new();
        for field in fields(sheet) {
            let (id, now) = (field.id(), value(&field));
            let is_of = |kept: &&[&str]| matches!(kept, [of, was, _] if *of == id && *was == now);
            if let Some([_, _, typed]) = kept.iter().map(Vec::as_slice).find(is_of) {
                type_into(&field, typed);
            }
            began.push((id, now));
        }
        self.began.set_value(began);
    }

    /// Keeps what stands in the fields.
    pub(super) fn keep(self, sheet: &Element) {
        let began = self.began.get_value();
        let changed = fields(sheet).into_iter().filter_map(|field| {
            let (id, now) = (field.id(), value(&field));
            let (_, was) = began.iter().find(|(of, _)| *of == id)?;
            (*was != now).then(|| [id.as_str(), was, &now].join(&ENDS[1].to_string()))
        });
        let text = changed.collect::<Vec<String>>().join(&ENDS[0].to_string());
        self.key.with_value(|key| browser::keep(key, Some(text.as_str()).filter(|text| !text.is_empty())));
    }

    /// It was sent, or given up.
    pub(super) fn forget(self) {
        self.key.with_value(|key| browser::keep(key, None));
    }
}

fn fields(sheet: &Element) -> Vec<Element> {
    #[cfg(feature = "hydrate")]
    {
        let Ok(found) = sheet.query_selector_all(FIELDS) else { return vec![] };
        (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = sheet;
        vec![]
    }
}

fn value(field: &Element) -> String {
    #[cfg(feature = "hydrate")]
    {
        let value = js_sys::Reflect::get(field, &"value".into()).ok();
        value.and_then(|value| value.as_string()).unwrap_or_default()
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = field;
        String::new()
    }
}

/// As if by hand, so that the page hears of it.
fn type_into(field: &Element, text: &str) {
    #[cfg(feature = "hydrate")]
    {
        js_sys::Reflect::set(field, &"value".into(), &text.into()).ok();
        if let Ok(event) = web_sys::Event::new("input") {
            field.dispatch_event(&event).ok();
        }
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (field, text);
}
