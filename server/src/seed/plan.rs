//! Who the patients are and how far each case has come. Shares are those of a mixed outpatient practice.

use super::staff::People;
use super::stories::Story;
use super::{Recipe, names};
use chrono::Days;
use domain::case::WaitReason;
use domain::ids::{SiteId, StaffId};
use domain::kinds::{Date, Discipline, Lane};
use domain::workflow::{Facts, PayerClass};
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

/// Where the cases of the sixty-case clinic stand.
const LANES_OF_SIXTY: [(Lane, u32); 6] = [
    (Lane::Intake, 11),
    (Lane::Planning, 9),
    (Lane::Active, 25),
    (Lane::Review, 8),
    (Lane::Transition, 4),
    (Lane::Closed, 3),
];
/// Cases from which on a clinic is large: it has several sites and years behind it, and keeps less of each closed case.
pub(super) const LARGE: u32 = 1_000;
/// Flags among the open cases of sixty.
const FLAGS_PER_SIXTY: u32 = 6;

/// What is known of a case before it lives.
#[derive(Clone, Debug)]
pub(super) struct Outline {
    pub(super) disciplines: Vec<Discipline>,
    pub(super) age: u32,
    pub(super) site: SiteId,
    pub(super) owner: StaffId,
    pub(super) facts: Facts,
    /// Where it stands on the as-of day.
    pub(super) lane: Lane,
    /// Days since it entered that lane.
    pub(super) days_in_lane: u32,
    /// Its last move was an override.
    pub(super) debt: bool,
    pub(super) waiting: Option<WaitReason>,
    pub(super) hold: bool,
    /// Disciplines for which the payer wants an authorization.
    pub(super) authorized: Vec<Discipline>,
    /// What is wrong with it, if something was planted.
    pub(super) story: Option<Story>,
}

/// The day before which nothing happened: a year back for a small clinic, four for a large one.
pub(super) fn founding_day(recipe: &Recipe) -> Date {
    let days = if recipe.cases < LARGE { 500 } else { 1_500 };
    recipe.as_of - Days::new(days)
}

/// One outline a case.
pub(super) fn outlines(recipe: &Recipe, people: &People, rng: &mut StdRng) -> Vec<Outline> {
    let mut lanes: Vec<Lane> =
        lanes(recipe.cases).into_iter().flat_map(|(lane, n)| (0..n).map(move |_| lane)).collect();
    lanes.shuffle(rng);
    let mut outlines: Vec<Outline> =
        lanes.into_iter().map(|lane| outline(recipe, lane, people, rng)).collect();
    mark(&mut outlines, rng);
    if (LANES_OF_SIXTY.iter().map(|(_, n)| n).sum()..LARGE).contains(&recipe.cases) {
        plant(&mut outlines, people);
    }
    outlines
}

/// The stories take the places of cases in active care that nothing else is said about.
fn plant(outlines: &mut [Outline], people: &People) {
    let plain = |outline: &&mut Outline| {
        outline.lane == Lane::Active && outline.waiting.is_none() && !outline.hold && !outline.debt
    };
    for (story, outline) in Story::ALL.into_iter().zip(outlines.iter_mut().filter(plain)) {
        story.outline(outline, people);
    }
}

/// How many stand where. A large clinic keeps its closed cases: 2,300 of 10,000 are open.
fn lanes(cases: u32) -> Vec<(Lane, u32)> {
    let open = if cases <= 60 { cases - cases * 3 / 60 } else { 57 + (cases - 60) * 2_243 / 9_940 };
    let mut out: Vec<(Lane, u32)> =
        LANES_OF_SIXTY[..5].iter().map(|(lane, n)| (*lane, open * n / 57)).collect();
    let placed: u32 = out.iter().map(|(_, n)| n).sum();
    // What rounding left over goes to active care, the largest lane.
    out[2].1 += open - placed;
    out.push((Lane::Closed, cases - open));
    out
}

/// Flags, holds and debts fall on open cases in fixed numbers.
fn mark(outlines: &mut [Outline], rng: &mut StdRng) {
    let mut open: Vec<usize> = (0..outlines.len()).filter(|n| outlines[*n].lane != Lane::Closed).collect();
    open.shuffle(rng);
    let share = |per_sixty: u32| (u32::try_from(open.len()).unwrap_or(0) * per_sixty).div_ceil(60) as usize;
    let (flags, holds, debts) = (share(FLAGS_PER_SIXTY), share(2), share(4));
    for n in &open[..flags.min(open.len())] {
        outlines[*n].waiting = Some(names::pick(rng, &WaitReason::ALL[..5]));
    }
    for n in open.iter().skip(flags).take(holds) {
        outlines[*n].hold = true;
    }
    let movable = open.iter().skip(flags + holds).filter(|n| Lane::Intake < outlines[**n].lane);
    let indebted: Vec<usize> = movable.copied().take(debts).collect();
    for n in indebted {
        outlines[n].debt = true;
        outlines[n].days_in_lane = outlines[n].days_in_lane.min(9);
    }
}

fn outline(recipe: &Recipe, lane: Lane, people: &People, rng: &mut StdRng) -> Outline {
    let primary = discipline(rng);
    let site = names::pick(rng, &people.sites);
    let clinicians = people.clinicians(primary, site);
    let owner = if clinicians.is_empty() { people.director } else { names::pick(rng, &clinicians) };
    let age = age(primary, rng);
    let closed_within = if recipe.cases < LARGE { 60 } else { 900 };
    let days_in_lane = match lane {
        Lane::Intake => rng.random_range(0..19),
        Lane::Planning => rng.random_range(0..13),
        Lane::Active => rng.random_range(3..if recipe.cases < LARGE { 120 } else { 150 }),
        Lane::Review => rng.random_range(0..11),
        Lane::Transition => rng.random_range(1..14),
        Lane::Closed => rng.random_range(2..closed_within),
    };
    let disciplines = with_others(primary, rng);
    let (facts, authorized) = facts(&disciplines, age, rng);
    Outline {
        facts,
        authorized,
        story: None,
        disciplines,
        age,
        site,
        owner,
        lane,
        days_in_lane,
        debt: false,
        waiting: None,
        hold: false,
    }
}

fn one_of<T: Copy>(rng: &mut StdRng, shares: &[(T, u32)]) -> T {
    let total: u32 = shares.iter().map(|(_, share)| share).sum();
    let mut at = rng.random_range(0..total);
    for (value, share) in shares {
        if at < *share {
            return *value;
        }
        at -= share;
    }
    shares[0].0
}

fn discipline(rng: &mut StdRng) -> Discipline {
    use Discipline as D;
    one_of(rng, &[(D::Slp, 28), (D::Aba, 22), (D::Ot, 20), (D::Pt, 18), (D::Mh, 12)])
}

fn with_others(primary: Discipline, rng: &mut StdRng) -> Vec<Discipline> {
    let mut all = vec![primary];
    if rng.random_ratio(25, 100) {
        let second = if primary == Discipline::Slp { Discipline::Ot } else { Discipline::Slp };
        all.push(second);
        let third = Discipline::Pt;
        if rng.random_ratio(24, 100) && primary != third {
            all.push(third);
        }
    }
    all
}

/// Age in years, by discipline.
fn age(discipline: Discipline, rng: &mut StdRng) -> u32 {
    let bands: &[((u32, u32), u32)] = match discipline {
        Discipline::Slp => &[((2, 9), 70), ((10, 17), 15), ((55, 84), 15)],
        Discipline::Aba => &[((2, 12), 90), ((13, 17), 10)],
        Discipline::Ot => &[((2, 12), 65), ((20, 80), 35)],
        Discipline::Pt => &[((4, 17), 15), ((18, 64), 45), ((65, 88), 40)],
        Discipline::Mh => &[((8, 17), 30), ((18, 64), 70)],
    };
    let (from, to) = one_of(rng, bands);
    rng.random_range(from..=to)
}

fn facts(disciplines: &[Discipline], age: u32, rng: &mut StdRng) -> (Facts, Vec<Discipline>) {
    use PayerClass as P;
    let mut payer = if 65 <= age {
        one_of(rng, &[(P::Medicare, 60), (P::MedicareAdvantage, 30), (P::Commercial, 10)])
    } else {
        one_of(rng, &[(P::Commercial, 54), (P::Medicaid, 34), (P::Tricare, 5), (P::SelfPay, 7)])
    };
    let insured = payer != P::SelfPay;
    let two = rng.random_ratio(18, 100) && !matches!(payer, P::SelfPay | P::Tricare | P::MedicareAdvantage);
    if two && payer == P::Medicaid {
        // Medicaid comes last: whoever has another plan is that plan's patient first.
        payer = P::Commercial;
    }
    let mut authorized = disciplines.to_vec();
    authorized.retain(|discipline| rng.random_ratio(asks(payer, *discipline), 100));
    let facts = Facts {
        payer: Some(payer),
        coverage_count: Some(if insured { 1 + u8::from(two) } else { 0 }),
        auth_required: Some(!authorized.is_empty()),
        risk: rng.random_ratio(8, 100),
        supervised: disciplines.first() == Some(&Discipline::Aba),
        ..Facts::default()
    };
    (facts, authorized)
}

/// Of a hundred cases of a payer, so many need an authorization for a discipline.
fn asks(payer: PayerClass, discipline: Discipline) -> u32 {
    match (payer, discipline) {
        (PayerClass::SelfPay | PayerClass::Medicare, _)
        | (_, Discipline::Mh)
        | (PayerClass::MedicareAdvantage, Discipline::Aba) => 0,
        (_, Discipline::Aba) => 97,
        (PayerClass::Tricare, _) => 0,
        (_, Discipline::Slp | Discipline::Ot) => 65,
        (_, Discipline::Pt) => 45,
    }
}
