//! What a note of each discipline asks for: sections with their prompts, as data.

use crate::kinds::Discipline;
use crate::note::Kind;
use serde::Deserialize;

const STANDARD: &str = include_str!("../../data/note-templates-2026-11.json");

/// A section of a note.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its name in forms: small letters.
    pub key: String,
    /// What it answers.
    pub title: String,
    /// What to think of.
    pub prompt: String,
    /// No note without it.
    #[serde(default)]
    pub required: bool,
    /// Beginnings of sentences that are offered.
    #[serde(default)]
    pub phrases: Vec<String>,
}

/// The sections of one kind of note.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// For these disciplines; none: for all.
    #[serde(default)]
    pub disciplines: Vec<Discipline>,
    /// For these kinds of note.
    pub kinds: Vec<Kind>,
    /// In their order.
    pub sections: Vec<Section>,
}

/// The templates that come with the program; none if its data cannot be read, which a test excludes.
pub fn standard() -> Vec<Template> {
    serde_json::from_str(STANDARD).unwrap_or_default()
}

/// What a note of this kind and discipline asks for: the template of the discipline before that of all.
pub fn sections(templates: &[Template], kind: Kind, discipline: Discipline) -> Vec<Section> {
    let fits = |template: &&Template| {
        template.kinds.contains(&kind)
            && (template.disciplines.is_empty() || template.disciplines.contains(&discipline))
    };
    let found = templates.iter().filter(fits).max_by_key(|template| !template.disciplines.is_empty());
    found.map(|template| template.sections.clone()).unwrap_or_default()
}
