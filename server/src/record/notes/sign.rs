//! Signing: the form as a wish, held against what was written before.

use super::super::Asker;
use super::{keep, prose};
use crate::posted::{Posted, problem, unreadable};
use crate::store::{Fault, delete_note_draft};
use app::error::ServerError;
use domain::authorization::Modifier;
use domain::ids::{GoalId, VisitId};
use domain::kinds::{Line, NotANumber, Number};
use domain::note::templates::{sections, standard};
use domain::note::{Body, Clock, Command, Kind, Measured, Review, Section, Wish, alike};
use domain::record;
use domain::refusal::Field;
use domain::service::{Code, Minutes};
use domain::visit::Service;

/// Rows for services in the form.
const ROWS: usize = 4;

/// Signs the note. Whatever comes of it, what was typed is kept until it is signed.
pub(super) async fn sign(asker: &Asker<'_>, form: &Posted) -> Result<String, ServerError> {
    let visit: VisitId = form.id("visit")?;
    keep(asker, visit, form.fields().to_vec()).await?;
    let wish = wish(asker, form, visit).await?;
    if wish.despite.is_none() {
        unlike(asker, &wish).await?;
    }
    let (id, command) = (wish.id, form.id("command")?);
    asker.submit(command, record::Command::Notes(Command::Sign(Box::new(wish)))).await?;
    let who = asker.who;
    let done = delete_note_draft(asker.desk.store(), who.clinic, who.viewer.staff, (asker.case, visit));
    done.await.fault("throwing a draft away")?;
    Ok(format!("{}&do=read&id={id}", asker.page("notes")))
}

async fn wish(asker: &Asker<'_>, form: &Posted, visit: VisitId) -> Result<Wish, ServerError> {
    let kind: Kind = form.choice("kind")?.ok_or_else(unreadable)?;
    let discipline = asker.desk.discipline_of(asker.who, asker.case, visit).await?;
    let mut words = Vec::new();
    for section in sections(&standard(), kind, discipline) {
        let text = prose(form, &format!("text-{}", section.key), &section.title)?;
        if text.is_none() && section.required {
            return Err(form.no(&section.title, "this is needed. Nothing was signed; your draft is kept."));
        }
        if let (Some(text), Ok(title)) = (text, Line::parse(&section.title)) {
            words.push(Section { title, text });
        }
    }
    let (goals, measured) = goals(form)?;
    let review = match (form.choice("decision")?, form.line("because", "Because")?) {
        (Some(decision), Some(reason)) => Some(Review { decision, reason }),
        (Some(_), None) => return Err(form.no("Because", "say why. Nothing was signed; your draft is kept.")),
        (None, _) => None,
    };
    Ok(Wish {
        id: form.id("id")?,
        visit,
        kind,
        clock: clock(form)?,
        place: form.choice("place")?.ok_or_else(unreadable)?,
        present: form.need("Patients present", form.number("present", "Patients present")?)?,
        services: if kind == Kind::Missed { Vec::new() } else { services(form)? },
        goals,
        body: Body { sections: words, measured },
        despite: form.line("despite", "Reason")?,
        review,
    })
}

fn clock(form: &Posted) -> Result<Option<Clock>, ServerError> {
    let read = |name: &str, label: &str| {
        let Some(text) = form.text(name) else { return Ok(None) };
        let (hours, minutes) = text.split_once(':').unwrap_or((text, ""));
        let time = hours.parse::<u16>().ok().zip(minutes.get(..2).and_then(|text| text.parse::<u16>().ok()));
        let time = time.filter(|(hours, minutes)| *hours < 24 && *minutes < 60);
        let time = time.map(|(hours, minutes)| hours * 60 + minutes);
        time.map(Some).ok_or_else(|| form.no(label, "this is not a time. Write it as 14:05."))
    };
    match (read("start", "Start")?, read("stop", "Stop")?) {
        (Some(start), Some(stop)) => {
            let clock = Clock::of_times(start, stop).map_err(|why| problem(Field::Note, &why))?;
            Ok(Some(clock))
        }
        (None, None) => Ok(None),
        (Some(_), None) => Err(form.no("Stop", "write when the session ended as well, or neither time.")),
        (None, Some(_)) => Err(form.no("Start", "write when the session began as well, or neither time.")),
    }
}

fn services(form: &Posted) -> Result<Vec<Service>, ServerError> {
    let mut services = Vec::new();
    for at in 0..ROWS {
        let label = format!("Code {}", at + 1);
        let Some(code) = form.text(&format!("code-{at}")) else { continue };
        let code = Code::parse(&code.to_uppercase()).map_err(|why| form.no(&label, &why.to_string()))?;
        let minutes: u16 = form.need(&label, form.number(&format!("minutes-{at}"), &label)?)?;
        if minutes == 0 {
            return Err(
                form.no(&label, "a service takes at least a minute. Nothing was signed; your draft is kept.")
            );
        }
        let too_long = || form.no(&label, "a day has 1,440 minutes. Nothing was signed; your draft is kept.");
        let minutes = Minutes::new(minutes).ok_or_else(too_long)?;
        let modifiers = form.text(&format!("modifiers-{at}")).unwrap_or_default().split_whitespace();
        let modifiers = modifiers.map(|text| Modifier::parse(text).map_err(|_| unreadable()));
        services.push(Service { code, modifiers: modifiers.collect::<Result<_, _>>()?, minutes });
    }
    Ok(services)
}

fn goals(form: &Posted) -> Result<(Vec<GoalId>, Vec<Measured>), ServerError> {
    let ticked: Vec<GoalId> =
        form.all("goal").map(|id| id.parse().map_err(|_| unreadable())).collect::<Result<_, _>>()?;
    let mut measured = Vec::new();
    for goal in &ticked {
        let Some(text) = form.text(&format!("value-{goal}")) else { continue };
        let value: Number = text.parse().map_err(|why: NotANumber| form.no("Data", &why.to_string()))?;
        measured.push(Measured { goal: *goal, value });
    }
    Ok((ticked, measured))
}

/// Refuses what was carried over from an earlier note, naming the sentence, unless somebody says why.
async fn unlike(asker: &Asker<'_>, wish: &Wish) -> Result<(), ServerError> {
    let earlier = asker.desk.earlier_words(asker.who, asker.case, wish.id).await?;
    let words: Vec<&str> = wish.body.sections.iter().map(|section| section.text.as_str()).collect();
    let Some(found) = alike(&words.join("\n"), &earlier).filter(domain::note::Match::is_copy) else {
        return Ok(());
    };
    let said = format!(
        "{} % of this note is word for word that of {}, such as \"{}\". Nothing was signed; your draft is kept. Write what was different this time, or give the reason why nothing was.",
        found.percent, found.label, found.sentence
    );
    Err(problem(Field::Note, &said))
}
