//! One message: who answers, then each member with what is said of them.

use super::Segment;
use super::values::{date, flag, money, share, when, whole};
use crate::eligibility::{
    Aaa, Benefit, CoverageLevel, DateUse, Delivery, Info, Measure, Member, OtherPayer, Period, Quantity,
    Reply, ServiceType, Trouble, When,
};
use crate::kinds::Date;

/// Most errors of the payer itself; every answer below carries them.
const ERRORS_MAX: usize = 20;
/// Most statements of an answer that are read; what is beyond them is kept.
const BENEFITS_MAX: usize = 1_000;

/// The answers of one message.
pub(super) fn message(segments: &[Segment<'_>]) -> Vec<Reply> {
    let mut reading = Reading::default();
    for segment in &segments[1..] {
        reading.take(segment);
    }
    reading.close();
    if let Some(last) = reading.replies.last_mut() {
        last.kept.append(&mut reading.kept);
    } else {
        let unreached = reading.start();
        reading.replies.push(unreached);
    }
    reading.replies
}

/// Which part of an answer the segments belong to.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Place {
    /// About the payer or the clinic.
    #[default]
    Sender,
    /// About the member.
    Member,
    /// About the benefit read last.
    Benefit,
    /// About a person or an organization named by that benefit.
    Named,
    /// About a benefit that could not be read.
    Unread,
}

#[derive(Default)]
struct Reading {
    replies: Vec<Reply>,
    asked_on: Option<Date>,
    payer_name: Option<String>,
    errors: Vec<Aaa>,
    /// Kept of the sender's part; they go with the next answer.
    kept: Vec<String>,
    open: Option<Reply>,
    /// The policy's holder, for the dependents that follow.
    holder: Option<Reply>,
    place: Place,
}

impl Reading {
    fn take(&mut self, segment: &Segment<'_>) {
        let is_read = match segment.id() {
            "BHT" => {
                self.asked_on = date(segment.get(4));
                true
            }
            "HL" => {
                self.level(segment.get(3));
                true
            }
            _ => match self.open.as_mut() {
                None => self.sender(segment),
                Some(reply) => member(reply, &mut self.place, segment),
            },
        };
        if !is_read {
            self.open.as_mut().map_or(&mut self.kept, |reply| &mut reply.kept).push(segment.line());
        }
    }

    fn level(&mut self, level: &str) {
        match level {
            "22" => {
                self.close();
                self.holder = None;
                self.open = Some(self.start());
                self.place = Place::Member;
            }
            "23" => {
                self.hold();
                let holder = self.holder.as_ref();
                let of_holder = |part: fn(&Reply) -> Option<String>| holder.and_then(part);
                let (trace, asked_as) =
                    (of_holder(|it| it.trace.clone()), of_holder(|it| it.asked_as.clone()));
                let (group, subscriber) =
                    (of_holder(|it| it.group.clone()), holder.and_then(|it| it.member.clone()));
                self.open = Some(Reply { trace, asked_as, subscriber, group, ..self.start() });
                self.place = Place::Member;
            }
            _ => {
                self.close();
                self.place = Place::Sender;
                if level == "20" {
                    (self.payer_name, self.errors, self.holder) = (None, Vec::new(), None);
                }
            }
        }
    }

    /// A holder of whom nothing is said stands there for the dependent only.
    fn hold(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        if open.subscriber.is_some() || self.holder.is_some() {
            self.replies.push(open);
        } else if open.benefits.is_empty() && open.dates.is_empty() && open.errors.len() == self.errors.len()
        {
            self.kept.append(&mut open.kept);
            self.holder = Some(open);
        } else {
            self.holder = Some(Reply { benefits: Vec::new(), kept: Vec::new(), ..open.clone() });
            self.replies.push(open);
        }
    }

    fn start(&mut self) -> Reply {
        Reply {
            payer_name: self.payer_name.clone(),
            asked_on: self.asked_on,
            errors: self.errors.clone(),
            kept: std::mem::take(&mut self.kept),
            ..Reply::default()
        }
    }

    fn close(&mut self) {
        self.replies.extend(self.open.take());
    }

    fn sender(&mut self, segment: &Segment<'_>) -> bool {
        match (segment.id(), segment.get(1)) {
            ("NM1", "PR") => self.payer_name = name(segment),
            ("AAA", _) if self.errors.len() < ERRORS_MAX => self.errors.push(trouble(segment)),
            _ => return false,
        }
        true
    }
}

/// Whether a rule reads the segment, wholly.
fn member(reply: &mut Reply, place: &mut Place, segment: &Segment<'_>) -> bool {
    match (segment.id(), *place) {
        ("EB", _) => return benefit(reply, place, segment),
        ("AAA", _) => reply.errors.push(trouble(segment)),
        (id, Place::Unread | Place::Named) if !(*place == Place::Named && matches!(id, "LE" | "NM1")) => {
            return false;
        }
        ("LS", Place::Benefit) => {}
        ("LE", Place::Benefit | Place::Named) => *place = Place::Benefit,
        ("NM1", Place::Member) => return person(reply, segment),
        ("NM1", Place::Benefit | Place::Named) => {
            *place = Place::Named;
            return named(reply, segment);
        }
        ("TRN", Place::Member) => return trace(reply, segment),
        ("DMG", Place::Member) => return born(reply, segment),
        ("REF", Place::Member) if segment.get(1) == "6P" && reply.group.is_none() => {
            reply.group = segment.text(2).map(str::to_owned);
        }
        ("DTP", Place::Member) => return dated(&mut reply.dates, segment),
        ("DTP", _) => return reply.benefits.last_mut().is_some_and(|it| dated(&mut it.dates, segment)),
        ("HSD", Place::Benefit) => {
            return reply.benefits.last_mut().is_some_and(|it| delivered(&mut it.deliveries, segment));
        }
        ("MSG", Place::Benefit) => {
            let said = segment.text(1).map(str::to_owned);
            reply.benefits.last_mut().into_iter().for_each(|it| it.messages.extend(said.clone()));
        }
        _ => return false,
    }
    true
}

fn trace(reply: &mut Reply, segment: &Segment<'_>) -> bool {
    let slot = if segment.get(1) == "2" { &mut reply.asked_as } else { &mut reply.trace };
    // A dependent's own number stands in place of the holder's; what is sent beside it is kept.
    *slot = segment.text(2).map(str::to_owned);
    segment.text(3).is_none()
}

fn person(reply: &mut Reply, segment: &Segment<'_>) -> bool {
    let (Some(name), "IL" | "03") = (name(segment), segment.get(1)) else { return false };
    let of_holder = || reply.subscriber.as_ref().and_then(|holder| holder.id.clone());
    let id = segment.text(9).map(str::to_owned).or_else(of_holder);
    reply.member = Some(Member { name, id, born: None });
    true
}

fn born(reply: &mut Reply, segment: &Segment<'_>) -> bool {
    let born = if segment.get(1) == "D8" { date(segment.get(2)) } else { None };
    reply.member.as_mut().is_some_and(|member| {
        member.born = born;
        born.is_some()
    })
}

/// A person's name as it is spoken, or an organization's.
fn name(segment: &Segment<'_>) -> Option<String> {
    let parts = [4, 5, 3, 7].into_iter().filter_map(|at| segment.text(at));
    Some(parts.collect::<Vec<_>>().join(" ")).filter(|name| !name.is_empty())
}

fn named(reply: &mut Reply, segment: &Segment<'_>) -> bool {
    let Some(name) = name(segment) else { return false };
    let is_other = reply.benefits.last().is_some_and(|benefit| benefit.info == Info::OtherPayer);
    let pays = match segment.get(1) {
        "PRP" | "SEP" | "TTP" => true,
        "PR" => is_other,
        _ => false,
    };
    let id = segment.text(9).map(str::to_owned);
    reply.other_payers.extend(pays.then_some(OtherPayer { name, id }));
    pays
}

fn trouble(segment: &Segment<'_>) -> Aaa {
    let code = Trouble::read(segment.get(3));
    let retry = code.passes() || segment.get(4) == "P";
    Aaa { code, retry }
}

fn dated(dates: &mut Vec<(DateUse, When)>, segment: &Segment<'_>) -> bool {
    let when = when(segment);
    dates.extend(when.map(|when| (DateUse::read(segment.get(1)), when)));
    when.is_some()
}

fn delivered(deliveries: &mut Vec<Delivery>, segment: &Segment<'_>) -> bool {
    let quantity = quantity(segment, 1);
    let per = segment.text(5).map(Period::read);
    let is_read = quantity.is_some() && [3, 4, 7, 8].iter().all(|at| segment.text(*at).is_none());
    let once = matches!(segment.get(6), "" | "1");
    deliveries.extend(quantity.filter(|_| once).map(|quantity| Delivery { quantity, per }));
    is_read && once
}

fn quantity(segment: &Segment<'_>, at: usize) -> Option<Quantity> {
    let of = Measure::read(segment.text(at)?);
    Some(Quantity { of, count: whole(segment.get(at + 1))? })
}

/// What of it can be read becomes a benefit; where something is left over, the segment is kept as well.
fn benefit(reply: &mut Reply, place: &mut Place, segment: &Segment<'_>) -> bool {
    let info = segment.text(1).map(Info::read).filter(|_| reply.benefits.len() < BENEFITS_MAX);
    let Some(info) = info else {
        *place = Place::Unread;
        return false;
    };
    *place = Place::Benefit;
    let text = |at: usize| segment.text(at).map(str::to_owned);
    let benefit = Benefit {
        info,
        level: segment.text(2).map(CoverageLevel::read),
        services: segment.parts(3).map(ServiceType::read).collect(),
        procedure: text(13),
        insurance: text(4),
        plan: text(5),
        period: segment.text(6).map(Period::read),
        money: segment.text(7).and_then(money),
        share: segment.text(8).and_then(share),
        quantity: quantity(segment, 9),
        authorization_required: flag(segment.get(11)),
        in_network: flag(segment.get(12)),
        deliveries: Vec::new(),
        dates: Vec::new(),
        messages: Vec::new(),
    };
    let unread = [
        segment.text(7).is_some() && benefit.money.is_none(),
        segment.text(8).is_some() && benefit.share.is_none(),
        segment.text(9).or(segment.text(10)).is_some() && benefit.quantity.is_none(),
        segment.text(14).is_some(),
    ];
    reply.benefits.push(benefit);
    !unread.contains(&true)
}
