//! Forms about scores.

use super::Asker;
use crate::posted::{Posted, unreadable};
use app::error::ServerError;
use domain::kinds::Number;
use domain::measure::{Command, Key, NewScore, items};
use domain::record;

pub(super) async fn take(asker: &Asker<'_>, step: &str, form: Posted) -> Result<String, ServerError> {
    let command = form.id("command")?;
    let does = match step {
        "score-record" => {
            let read = score(&form);
            if read.is_err() {
                asker.keep(command, form.fields().to_vec());
            }
            Command::Record(Box::new(read?))
        }
        "score-withdraw" => {
            let reason = form.need("Why it is wrong", form.line("reason", "Why it is wrong")?)?;
            Command::Withdraw { score: form.id("id")?, reason }
        }
        _ => return Err(ServerError::NotFound),
    };
    asker.submit(command, record::Command::Outcomes(does)).await?;
    Ok(asker.page("progress"))
}

fn score(form: &Posted) -> Result<NewScore, ServerError> {
    let measure = form.text("measure").and_then(|key| Key::parse(key).ok()).ok_or_else(unreadable)?;
    let on = form.need("Taken on", form.day("on", "Taken on")?)?;
    let (value, items) = match items::questions(&measure) {
        None => (form.need("Score", number(form, "value", "Score")?)?, None),
        Some(questions) => {
            let mut answers = Vec::new();
            for (at, _) in questions.iter().enumerate() {
                let label = format!("Question {}", at + 1);
                let answer: Option<u8> = form.number(&format!("item-{at}"), &label)?;
                answers.push(form.need(&label, answer)?);
            }
            let sum = answers.iter().copied().map(i32::from).sum();
            (Number::whole(sum).map_err(|_| unreadable())?, Some(answers))
        }
    };
    let second = number(form, "second", "Raw or growth score")?;
    Ok(NewScore { id: form.id("id")?, measure, on, value, second, items })
}

fn number(form: &Posted, name: &str, label: &str) -> Result<Option<Number>, ServerError> {
    let read =
        |text: &str| text.parse().map_err(|why: domain::kinds::NotANumber| form.no(label, &why.to_string()));
    form.text(name).map(read).transpose()
}
