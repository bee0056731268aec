//! `caseboard seed`: a synthetic clinic of any size.

use super::{Failure, say};
use crate::clock::Clock;
use crate::config::Settings;
use crate::found::{append_history, begin_history};
use crate::seed::{Recipe, Seeded, grow, latest_day};
use crate::store::Store;
use clap::Args;
use domain::ids::ClinicId;
use domain::kinds::{Date, Name};
use uuid::Uuid;

/// What to grow.
#[derive(Args, Debug)]
pub(super) struct Seed {
    /// How many cases, closed ones included. About one in four is open.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    cases: u32,
    /// The same number gives the same clinic.
    #[arg(long = "seed", default_value_t = 64)]
    number: u64,
    /// The day that counts as today, as 2026-11-23. Default: today.
    #[arg(long, value_name = "DAY")]
    as_of: Option<Date>,
    /// Name of the clinic.
    #[arg(long, default_value = "Maple Street Therapy")]
    name: String,
}

/// Grows it into the database of the settings.
pub(super) async fn run(settings: &Settings, seed: Seed) -> Result<(), Failure> {
    let store = super::store(settings).await?;
    let name = Name::parse(&seed.name).map_err(Failure::new)?;
    let as_of = seed.as_of.unwrap_or_else(|| latest_day(Clock::Real.now()));
    // The clinic's id follows from what is asked for: the same clinic cannot be grown twice into one database.
    let id =
        0x0c11_0000_0000_7000_8000_0000_0000_0000 | u128::from(seed.number) << 32 | u128::from(seed.cases);
    let clinic = ClinicId(Uuid::from_u128(id));
    let recipe = Recipe { clinic, name, cases: seed.cases, seed: seed.number, as_of };
    let totals = plant(&store, &recipe).await?;
    say(totals);
    store.close().await;
    Ok(())
}

/// Grows a clinic and writes it down; says what came of it.
pub(super) async fn plant(store: &Store, recipe: &Recipe) -> Result<String, Failure> {
    let tell_every = (recipe.cases / 10).max(1_000);
    let Seeded { clinic, mut entries, totals } = grow(recipe, &mut |done| {
        if done.is_multiple_of(tell_every) {
            say(format!("{done} of {} cases have lived", recipe.cases));
        }
    })
    .map_err(Failure::new)?;
    if entries.is_empty() {
        return Err(Failure::new("Nothing grew; nothing was written."));
    }
    let first = entries.remove(0);
    let (total, mut told) = (entries.len(), 0);
    begin_history(store, &clinic, first).await.map_err(|_| {
        Failure::new("This clinic is in the database already; nothing was written. Choose another --seed.")
    })?;
    append_history(store, clinic.id, entries, |written| {
        if told + 100_000 <= written {
            told = written;
            say(format!("{written} of {total} entries written"));
        }
    })
    .await
    .map_err(Failure::new)?;
    Ok(totals.to_string())
}
