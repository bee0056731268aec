//! What is typed, and the case that it becomes.

use super::date;
use domain::case::{Contact, NewCase, Patient, Relation};
use domain::ids::{ContactId, SiteId};
use domain::kinds::{Discipline, Name, Phone, Rank};

/// What is typed, as it is typed; kept over a reload.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Draft {
    /// Patient's name.
    pub name: String,
    /// Phone.
    pub phone: String,
    /// Guardian's name.
    pub guardian: String,
    /// Birth date.
    pub born: String,
    /// Site; the first one when not chosen.
    pub site: Option<SiteId>,
    /// Disciplines.
    pub disciplines: Vec<Discipline>,
}

/// What keeps a draft from becoming a case: a field and a sentence.
pub type Problem = (&'static str, String);

impl Draft {
    /// Nothing worth asking about is in it.
    pub fn is_blank(&self) -> bool {
        [&self.name, &self.phone, &self.guardian, &self.born].into_iter().all(|text| text.trim().is_empty())
    }

    /// As it is kept: a line for each field.
    pub fn kept(&self) -> String {
        let site = self.site.map(|site| site.to_string()).unwrap_or_default();
        let mut lines = vec![&*self.name, &self.phone, &self.guardian, &self.born, &site];
        lines.extend(self.disciplines.iter().map(|discipline| discipline.mark()));
        lines.join("\n")
    }

    /// From what was kept; what cannot be read is blank.
    pub fn recalled(text: &str) -> Draft {
        let mut lines = text.split('\n');
        let mut line = || lines.next().unwrap_or_default().to_owned();
        let (name, phone, guardian, born, site) = (line(), line(), line(), line(), line().parse().ok());
        let marked = |mark| Discipline::ALL.into_iter().find(|discipline| discipline.mark() == mark);
        Draft { name, phone, guardian, born, site, disciplines: lines.filter_map(marked).collect() }
    }

    /// The case, or everything that is wrong with it.
    pub fn check(&self, site: SiteId, contact: ContactId, rank: Rank) -> Result<NewCase, Vec<Problem>> {
        let mut problems = Vec::new();
        let name =
            Name::parse(&self.name).map_err(|problem| problems.push(("name", problem.to_string()))).ok();
        let phone = optional(&self.phone, |text| Phone::parse(text).map_err(|problem| problem.to_string()))
            .unwrap_or_else(|problem| {
                problems.push(("phone", problem));
                None
            });
        let guardian =
            optional(&self.guardian, |text| Name::parse(text).map_err(|problem| problem.to_string()))
                .unwrap_or_else(|problem| {
                    problems.push(("guardian", problem));
                    None
                });
        let born = optional(&self.born, date).unwrap_or_else(|problem| {
            problems.push(("born", problem));
            None
        });
        if self.phone.trim().is_empty() && self.guardian.trim().is_empty() {
            problems.push((
                "phone",
                "Give a phone number or a guardian, so that somebody can be reached.".to_owned(),
            ));
        }
        if self.disciplines.is_empty() {
            problems.push(("disciplines", "Choose at least one discipline.".to_owned()));
        }
        let Some(name) = name.filter(|_| problems.is_empty()) else { return Err(problems) };
        let contacts = guardian.map(|guardian| Contact {
            id: contact,
            name: guardian,
            relation: Relation::Guardian,
            phone: phone.clone(),
            email: None,
            may_call: true,
            may_receive: false,
            custody: None,
        });
        let own_phone = if contacts.is_none() { phone } else { None };
        Ok(NewCase {
            patient: Patient { name, born, phone: own_phone, language: None },
            disciplines: self.disciplines.clone(),
            site,
            rank,
            referred_on: None,
            owner: None,
            contacts: contacts.into_iter().collect(),
            identifiers: vec![],
            facts: domain::workflow::Facts::default(),
            lane: None,
            entered_on: None,
            waiting: None,
            pause: None,
            steps: vec![],
            notes: vec![],
            batch: None,
        })
    }
}

fn optional<T>(text: &str, parse: impl Fn(&str) -> Result<T, String>) -> Result<Option<T>, String> {
    match text.trim() {
        "" => Ok(None),
        text => parse(text).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_way_to_reach_somebody_are_enough() {
        let id = uuid::Uuid::nil();
        let check = |draft: &Draft| draft.check(SiteId(id), ContactId(id), Rank::between(None, None));
        let mut draft = Draft { name: "Wanda Test".into(), ..Draft::default() };
        draft.disciplines.push(Discipline::Ot);
        let fields: Vec<&str> = check(&draft).unwrap_err().into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["phone"]);
        draft.guardian = "Rosa Test".into();
        draft.phone = "(555) 555-0123".into();
        let case = check(&draft).unwrap();
        assert_eq!(case.patient.phone, None);
        assert_eq!(case.contacts.len(), 1);
        draft.born = "2/30/2020".into();
        assert!(check(&draft).is_err());
    }

    #[test]
    fn a_draft_is_recalled_as_it_was_kept() {
        let draft = Draft {
            name: "Mila Tan, “M”".into(),
            guardian: " Rosa ".into(),
            site: Some(SiteId(uuid::Uuid::from_u128(7))),
            disciplines: vec![Discipline::Aba, Discipline::Slp],
            ..Draft::default()
        };
        assert_eq!(Draft::recalled(&draft.kept()), draft);
        assert_eq!(Draft::recalled(&Draft::default().kept()), Draft::default());
        let strange = Draft::recalled("{\"name\":\"\"}\nb");
        assert_eq!((strange.phone.as_str(), strange.site), ("b", None));
    }
}
