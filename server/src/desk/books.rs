//! Ledgers as pages read them: one case's, and what boards know of all. A look at one is written into the access log first.

use super::chart::{look, opened};
use super::{LocalDesk, leaving, money, payers, records, waitlist};
use crate::news::{meta, visible};
use crate::store::{Fault, StoreError, decisions, ledgers};
use app::api::Who;
use app::error::ServerError;
use app::ledger::facts::{Books, CoverageFacts, FailingFacts, Paces, PayersFacts};
use app::record::facts::{LicencesFacts, RecordFacts, WorkFacts};
use app::record::leaving::LeavingFacts;
use app::record::money::MoneyFacts;
use app::record::waitlist::WaitlistFacts;
use domain::access::{Area, Right, Viewer};
use domain::authorization::renewal::Pace;
use domain::case::{self, Case};
use domain::clinic::Clinic;
use domain::ids::{CaseId, CommandId, PayerId};
use domain::journal::{Body, Entry};
use domain::kinds::{Date, Instant};
use domain::ledger::Digest;
use domain::payer::Payer;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// Days that a payer without rules is taken to need.
const UNKNOWN_DAYS: u16 = 14;

#[async_trait::async_trait]
impl Books for LocalDesk {
    async fn coverage(&self, who: &Who, case: CaseId, query: &str) -> Result<CoverageFacts, ServerError> {
        let (room, viewer) = self.current(who).await?;
        let now = self.clock().now();
        let (record, entries) = opened(self, who, &viewer, case, now).await?;
        if !reads_some_of_it(&record, &viewer, now) {
            return Err(ServerError::Forbidden);
        }
        look(self, &viewer, who.clinic, Some(case), "coverage", None, now).await?;
        let clinic = room.clinic();
        let read = async {
            let mut tx = self.store().snapshot().await?;
            let ledger = ledgers(&mut tx, who.clinic, &[case]).await?.pop().map(|(_, ledger)| ledger);
            Ok::<_, StoreError>(ledger.unwrap_or_default())
        };
        let ledger = read.await.fault("reading a ledger")?;
        let lens = app::pages::ledger::coverage::lens(query);
        Ok(CoverageFacts {
            then: lens.and_then(|day| as_it_was(&clinic, &record, &entries, day)).map(Arc::new),
            today: clinic.today(record.site, now),
            case: Arc::new(record.chart(&viewer, now)),
            paces: paces(self, &clinic, now).await?,
            fresh: CommandId(Uuid::now_v7()),
            typed: app::pages::ledger::coverage::typed(query)
                .and_then(|id| self.typed().find((who.clinic, who.viewer.staff, case), id)),
            clinic,
            viewer,
            now,
            ledger,
        })
    }

    async fn failing(&self, who: &Who) -> Result<FailingFacts, ServerError> {
        let (room, viewer) = self.current(who).await?;
        if !viewer.may_anywhere(Area::Authorizations, Right::Read) {
            return Err(ServerError::Forbidden);
        }
        let now = self.clock().now();
        let (_, clinic, cards) = room.board();
        let digests = room.digests();
        let cases = visible(cards, &viewer, now);
        let cases = cases.iter().map(|card| with_digest(card, &digests, &viewer, now)).collect();
        Ok(FailingFacts { paces: paces(self, &clinic, now).await?, cases, clinic, viewer, now })
    }

    async fn record(&self, who: &Who, case: CaseId, query: &str) -> Result<RecordFacts, ServerError> {
        records::facts(self, who, case, query).await
    }

    async fn licences(&self, who: &Who) -> Result<LicencesFacts, ServerError> {
        records::licences(self, who).await
    }

    async fn leaving(&self, who: &Who, query: &str) -> Result<LeavingFacts, ServerError> {
        leaving::facts(self, who, query).await
    }

    async fn money(&self, who: &Who, query: &str) -> Result<MoneyFacts, ServerError> {
        money::facts(self, who, query).await
    }

    async fn waitlist(&self, who: &Who, query: &str) -> Result<WaitlistFacts, ServerError> {
        waitlist::facts(self, who, query).await
    }

    async fn work(&self, who: &Who) -> Result<WorkFacts, ServerError> {
        records::work(self, who).await
    }

    async fn payers(
        &self,
        who: &Who,
        payer: Option<PayerId>,
        preview: bool,
    ) -> Result<PayersFacts, ServerError> {
        payers::facts(self, who, payer, preview).await
    }
}

/// A card as this person sees it, with all of its digest that they may know.
fn with_digest(
    card: &Arc<Case>,
    digests: &HashMap<CaseId, Arc<Digest>>,
    viewer: &Viewer,
    now: Instant,
) -> Arc<Case> {
    let Some(digest) = digests.get(&card.id) else { return Arc::clone(card) };
    Arc::new(Case { digest: card.digest_for(digest, viewer, now), ..(**card).clone() })
}

fn reads_some_of_it(case: &Case, viewer: &Viewer, now: Instant) -> bool {
    let people = case.people();
    let scope = case.scope(&people);
    [Area::Coverage, Area::Authorizations].iter().any(|area| viewer.may(*area, Right::Read, &scope, now))
}

/// How long each payer takes for a decision: as its past ones say, and as its rules do where there are few.
pub(super) async fn paces(desk: &LocalDesk, clinic: &Clinic, now: Instant) -> Result<Paces, ServerError> {
    let read = async {
        let mut tx = desk.store().snapshot().await?;
        decisions(&mut tx, clinic.id).await
    };
    let mut days: BTreeMap<PayerId, Vec<(Date, Date)>> = BTreeMap::new();
    for decision in read.await.fault("reading past decisions")? {
        days.entry(decision.payer).or_default().push((decision.requested_on, decision.decided_on));
    }
    let pace = |payer: &Payer| {
        let ruled = payer.rules_on(now.date_naive()).map_or(UNKNOWN_DAYS, |rules| rules.decision_days);
        let past = days.get(&payer.id).map_or(&[][..], Vec::as_slice);
        (payer.id, Pace::of(past, ruled))
    };
    Ok(clinic.payers.iter().map(pace).collect())
}

/// The case at the end of a day, by the entries until then; nothing before it was opened.
fn as_it_was(clinic: &Clinic, case: &Case, entries: &[Entry], day: Date) -> Option<Case> {
    let zone = &clinic.site(case.site)?.zone;
    let mut was = None;
    for entry in entries.iter().filter(|entry| zone.day_of(entry.at) <= day) {
        if let Body::Case { case: id, events, .. } = &entry.body {
            case::apply(&mut was, *id, events, meta(entry));
        }
    }
    was
}
