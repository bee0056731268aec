//! Who gives whom which rights, and what becomes of two who change one record.

use super::office::{ANA, BEN, CLARA, Office, line, staff};
use crate::access::{Role, SiteScope};
use crate::clinic::{Command, Leaving, Site, Staff, apply, decide};
use crate::ids::SiteId;
use crate::kinds::Name;
use crate::refusal::{Field, Refusal};
use crate::workflow::{DueRule, Workflow};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Keeps the accounts, and sees no patient.
const SAM: u128 = 7;

fn office() -> Office {
    let mut office = Office::new();
    let sam = Staff { id: staff(SAM), roles: BTreeSet::from([Role::SysAdmin]), ..person(&office, BEN) };
    office.clinic.staff.insert(sam.id, sam);
    office
}

fn person(office: &Office, who: u128) -> Staff {
    office.clinic.staff[&staff(who)].clone()
}

fn ask(office: &mut Office, who: u128, command: &Command) -> Result<usize, Refusal> {
    let events = decide(&office.clinic, command, &office.viewer(who))?;
    for event in &events {
        apply(&mut office.clinic, event, office.now);
    }
    Ok(events.len())
}

fn change(office: &mut Office, by: u128, seen: &Staff, to: Staff) -> Result<usize, Refusal> {
    ask(office, by, &Command::Change { seen: Box::new(seen.clone()), to: Box::new(to) })
}

fn with(staff: &Staff, roles: &[Role]) -> Staff {
    Staff { roles: roles.iter().copied().collect(), ..staff.clone() }
}

#[test]
fn who_keeps_the_accounts_gives_nobody_a_look_at_patients() {
    let mut office = office();
    let sam = person(&office, SAM);
    for role in Role::ALL.into_iter().filter(|role| role.is_staff() && role.sees_patients()) {
        let raised = change(&mut office, SAM, &sam, with(&sam, &[Role::SysAdmin, role]));
        assert_eq!(raised, Err(Refusal::NeedsDirector), "{role:?}");
        let hired = Staff { id: staff(50), ..with(&sam, &[role]) };
        assert_eq!(ask(&mut office, SAM, &Command::Hire(hired)), Err(Refusal::NeedsDirector), "{role:?}");
    }
    let clara = person(&office, CLARA);
    let narrow = Staff { sites: SiteScope::Some(BTreeSet::new()), ..clara.clone() };
    assert_eq!(change(&mut office, SAM, &clara, narrow.clone()), Ok(1), "rights are taken without asking");
    assert_eq!(change(&mut office, SAM, &narrow, clara), Err(Refusal::NeedsDirector), "and not given back");
    assert_eq!(ask(&mut office, SAM, &Command::Leave { staff: staff(CLARA), reason: line("moved") }), Ok(1));
    assert_eq!(ask(&mut office, SAM, &Command::Return(staff(CLARA))), Err(Refusal::NeedsDirector));
    assert_eq!(ask(&mut office, ANA, &Command::Return(staff(CLARA))), Ok(1));
    let second = Staff { id: staff(51), ..with(&sam, &[Role::SysAdmin]) };
    assert_eq!(ask(&mut office, SAM, &Command::Hire(second)), Ok(1), "another who keeps accounts");
}

#[test]
fn a_stale_page_brings_no_role_back() {
    let mut office = office();
    let seen = with(&person(&office, BEN), &[Role::Coordinator, Role::Scheduler]);
    office.clinic.staff.insert(seen.id, seen.clone());
    assert_eq!(change(&mut office, ANA, &seen, with(&seen, &[Role::Coordinator])), Ok(1));
    let renamed = Staff { name: Name::parse("Ben Oak").unwrap(), ..seen.clone() };
    assert_eq!(change(&mut office, ANA, &seen, renamed), Ok(1));
    let now = person(&office, BEN);
    assert_eq!((now.name.as_str(), &now.roles), ("Ben Oak", &BTreeSet::from([Role::Coordinator])));
    let other = change(&mut office, ANA, &seen, with(&seen, &[Role::Billing]));
    assert_eq!(other, Err(Refusal::RecordChanged { field: Field::Roles, now: "Coordinator".to_owned() }));
    assert_eq!(
        change(&mut office, ANA, &seen, with(&seen, &[Role::Coordinator])),
        Ok(0),
        "the same wish twice"
    );
}

#[test]
fn two_who_change_a_site_both_count_unless_they_mean_one_field() {
    let mut office = office();
    let seen = office.clinic.sites[0].clone();
    let set = |office: &mut Office, seen: Option<&Site>, to: Site| {
        ask(office, ANA, &Command::SetSite { seen: seen.cloned().map(Box::new), to: Box::new(to) })
    };
    let named = |name: &str| Site { name: Name::parse(name).unwrap(), ..seen.clone() };
    assert_eq!(set(&mut office, Some(&seen), named("North House")), Ok(1));
    let business = crate::calendar::BusinessDays { ..seen.business.clone() };
    let elsewhere = Site {
        zone: crate::calendar::ZoneOffsets { name: "Etc/Test".into(), ..seen.zone.clone() },
        business,
        ..seen.clone()
    };
    assert_eq!(set(&mut office, Some(&seen), elsewhere), Ok(1));
    assert_eq!(office.clinic.sites[0].name.as_str(), "North House", "the zone was changed, the name was not");
    let late = set(&mut office, Some(&seen), named("Nord"));
    assert_eq!(late, Err(Refusal::RecordChanged { field: Field::Name, now: "North House".to_owned() }));
    assert_eq!(set(&mut office, None, named("Nord")), Err(Refusal::Exists));
    let unknown = Site { id: SiteId(Uuid::from_u128(101)), ..named("South") };
    assert_eq!(set(&mut office, Some(&seen), unknown.clone()), Err(Refusal::NoSuchSite));
    assert_eq!(set(&mut office, None, unknown), Ok(1));
}

#[test]
fn patients_are_no_staff_and_a_clinic_keeps_a_director() {
    let mut office = office();
    let ben = person(&office, BEN);
    let no_staff = Err(Refusal::Missing { field: Field::Roles });
    for roles in [&[][..], &[Role::Guardian], &[Role::Coordinator, Role::Guardian]] {
        assert_eq!(change(&mut office, ANA, &ben, with(&ben, roles)), no_staff, "{roles:?}");
    }
    let ana = person(&office, ANA);
    let last = Err(Refusal::LastAdministrator);
    assert_eq!(change(&mut office, ANA, &ana, with(&ana, &[Role::SysAdmin])), last);
    assert_eq!(ask(&mut office, SAM, &Command::Leave { staff: staff(ANA), reason: line("left") }), last);
    assert_eq!(change(&mut office, ANA, &ben, with(&ben, &[Role::Director])), Ok(1));
    assert_eq!(ask(&mut office, SAM, &Command::Leave { staff: staff(ANA), reason: line("left") }), Ok(1));
}

#[test]
fn a_workflow_is_published_only_if_people_could_work_by_it() {
    let mut office = office();
    let good = Workflow { version: "2026-09".into(), ..Workflow::default_2026() };
    let publish = |office: &mut Office, spoil: &dyn Fn(&mut Workflow)| {
        let mut workflow = good.clone();
        spoil(&mut workflow);
        ask(office, ANA, &Command::Publish(Box::new(workflow)))
    };
    let spoils: [&dyn Fn(&mut Workflow); 7] = [
        &|workflow| workflow.tasks[0].code = "T-1".into(),
        &|workflow| workflow.tasks[0].code = "IN.1".into(),
        &|workflow| workflow.tasks[0].code = workflow.tasks[1].code.clone(),
        &|workflow| workflow.tasks[0].title = " ".into(),
        &|workflow| workflow.tasks[0].lane = crate::kinds::Lane::Closed,
        &|workflow| workflow.tasks[0].due = DueRule::MonthDay(0),
        &|workflow| workflow.version.clear(),
    ];
    for (at, spoil) in spoils.into_iter().enumerate() {
        assert!(matches!(publish(&mut office, spoil), Err(Refusal::Workflow { .. })), "{at}");
    }
    assert_eq!(publish(&mut office, &|_| ()), Ok(1));
    assert_eq!(publish(&mut office, &|_| ()), Err(Refusal::Exists));
}

#[test]
fn a_departure_is_arranged_by_a_director_with_somebody_who_can_take_what_is_left() {
    let mut office = office();
    let (clara, last) = (staff(CLARA), "2026-06-30".parse().unwrap());
    let arrange = |seen: Option<&Leaving>, to| Command::SetLeaving { staff: clara, seen: seen.cloned(), to };
    let to = |heir| Some((last, staff(heir)));
    assert_eq!(ask(&mut office, SAM, &arrange(None, to(BEN))), Err(Refusal::NeedsDirector));
    let refused = |refusal: Result<usize, Refusal>| format!("{:?}", refusal.unwrap_err());
    assert!(refused(ask(&mut office, ANA, &arrange(None, to(CLARA)))).contains("is the one who leaves"));
    assert!(refused(ask(&mut office, ANA, &arrange(None, to(SAM)))).contains("may not look after cases"));
    assert_eq!(ask(&mut office, ANA, &arrange(None, to(99))), Err(Refusal::NoSuchStaff));
    assert_eq!(ask(&mut office, ANA, &arrange(None, to(BEN))), Ok(1));
    assert_eq!(ask(&mut office, ANA, &arrange(None, to(BEN))), Ok(0), "twice is once");
    let seen = office.clinic.leaving.get(&clara).cloned();
    assert!(matches!(ask(&mut office, ANA, &arrange(None, None)), Err(Refusal::RecordChanged { .. })));
    assert_eq!(ask(&mut office, ANA, &arrange(seen.as_ref(), None)), Ok(1), "called off");
    assert_eq!(ask(&mut office, ANA, &arrange(None, to(BEN))), Ok(1));
    assert_eq!(ask(&mut office, ANA, &Command::Leave { staff: clara, reason: line("last day") }), Ok(1));
    assert!(office.clinic.leaving.is_empty(), "nothing is arranged for who has left");
}
