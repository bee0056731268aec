use super::*;
use chrono::TimeDelta;
use proptest::prelude::*;
use uuid::Uuid;

/// Who may what, written from the clinic's rules and not from the table in the code. `o` own cases, `s` the person's
/// sites, `a` all; R read, W write, S sign, A approve; after `/` the part. Front desk and scheduling share a column.
const EXPECTED: &str = "
area               dir  lead  ther assist           coord front          auth          billing       compl sysadm  guardian
Board              aRW  sRW   oRW  oR               sRW   sR             sR            sR            aR    -       -
Tasks              aRW  sRW   oRW  oRW/own          sRW   sRW/admin      sRW/admin     sRW/admin     aR    -       -
Demographics       aR   sR    oR   oR/name-age      sRW   sRW            sR            sRW           aR    -       oRW/request
Coverage           aR   sR    oR   -                sRW   sRW            sRW           sRW           aR    -       oR
Authorizations     aR   sR    oR/balance oR/balance sR    sR             sRW           sR            aR    -       oR
ClinicalPlan       aR   sRWSA oRWS oR               sR    -              sR/packet     sR/summary    aR    -       oR
SessionNotes       aR/reason sRSA oRWS oW/draft     sR/no-mh -           sR/excerpts   sR/billable   aR/reason -   oR
PsychotherapyNotes -    -     oRWS/author -         -     -              -             -             -     -       -
RiskFlags          aR   sRW   oRW  oR               sR    sR/flag        -             -             aR    -       -
Outcomes           aR   sR    oRW  oW               sR    -              sR            -             aR    -       oR
Money              aR   -     -    -                -     sRW/copay      -             sRW           aR    -       oR/statement
Messages           aR   sRW   oRW  oRW              sRW   sRW/office     sRW/office    sRW/office    aR    -       oRW/portal
Users              aRA  -     -    -                -     -              -             -             aR    aRW/no-phi -
AuditLog           aR   -     -    -                -     -              -             -             aR    aR/no-phi oR/statement
Export             aRA  sRA   oR   -                -     -              sW/prepare    sW/prepare    aRW   -       oR
WorkflowTemplate   aRA  sRW   -    -                sW/propose -         -             -             aR    -       -
";

fn in_short(cell: Permission) -> String {
    let letters = ["R", "W", "S", "A"];
    let granted =
        Right::ALL.into_iter().zip(letters).filter_map(|(right, letter)| Some((cell.scope(right)?, letter)));
    let (scopes, rights): (Vec<Scope>, String) = granted.unzip();
    let scope = match scopes.first() {
        None => return "-".into(),
        Some(Scope::Own) => "o",
        Some(Scope::Site) => "s",
        Some(Scope::All) => "a",
    };
    let part = match cell.part(Right::Write) {
        Part::Whole => "",
        Part::WithReason => "/reason",
        Part::NotMentalHealth => "/no-mh",
        Part::ForPacket => "/packet",
        Part::Excerpts => "/excerpts",
        Part::Summary => "/summary",
        Part::Billable => "/billable",
        Part::NameAgeAlerts => "/name-age",
        Part::Balance => "/balance",
        Part::FlagOnly => "/flag",
        Part::Copay => "/copay",
        Part::Draft => "/draft",
        Part::AdminTasks => "/admin",
        Part::OwnTasks => "/own",
        Part::AdminThreads => "/office",
        Part::PortalThread => "/portal",
        Part::Requests => "/request",
        Part::Proposals => "/propose",
        Part::Preparation => "/prepare",
        Part::NoPatientData => "/no-phi",
        Part::Statement => "/statement",
        Part::Author => "/author",
    };
    format!("{scope}{rights}{part}")
}

#[test]
fn the_permission_table_is_the_clinics_rules() {
    let mut rows = EXPECTED.lines().filter(|line| !line.is_empty()).skip(1);
    for area in Area::ALL {
        let mut expected = rows.next().unwrap().split_whitespace();
        assert_eq!(expected.next(), Some(format!("{area:?}").as_str()));
        let mut cells: Vec<&str> = expected.collect();
        cells.insert(6, cells[5]);
        let found: Vec<String> = Role::ALL.into_iter().map(|role| in_short(permission(role, area))).collect();
        assert_eq!(found, cells, "{area:?}");
    }
    assert_eq!(rows.next(), None);
    assert_eq!(permissions_table().count(), Area::ALL.len() * Role::ALL.len());
}

const NOW: Instant = Instant::UNIX_EPOCH;

fn staff(n: u128) -> StaffId {
    StaffId(Uuid::from_u128(n))
}

fn site(n: u128) -> SiteId {
    SiteId(Uuid::from_u128(n))
}

/// Person 1, working at site 1.
fn viewer(roles: &[Role]) -> Viewer {
    Viewer {
        staff: staff(1),
        roles: roles.iter().copied().collect(),
        sites: SiteScope::Some([site(1)].into()),
        disciplines: vec![],
    }
}

fn case_at(site_number: u128, team: &[StaffId]) -> CaseScope<'_> {
    CaseScope { site: site(site_number), team, grants: &[], restricted: false }
}

/// Titles of the roles for which something holds.
fn roles(holds: impl Fn(Viewer) -> bool) -> String {
    let found = Role::ALL.into_iter().filter(|role| holds(viewer(&[*role])));
    found.map(Role::code).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_site_reaches_its_cases_and_a_team_its_own() {
    let sees = |case: CaseScope<'_>| roles(|viewer| viewer.may(Area::Board, Right::Read, &case, NOW));
    let office = "coordinator front_desk scheduler auth_specialist billing";
    assert_eq!(sees(case_at(1, &[])), format!("director clinical_lead {office} compliance"));
    assert_eq!(sees(case_at(2, &[])), "director compliance");
    let team = [staff(1)];
    let everybody = format!("director clinical_lead therapist assistant {office} compliance");
    assert_eq!(sees(case_at(2, &team)), everybody);
    let elsewhere = Viewer { sites: SiteScope::All, ..viewer(&[Role::Coordinator]) };
    assert!(elsewhere.may(Area::Board, Right::Read, &case_at(2, &[]), NOW));
}

#[test]
fn a_card_is_moved_by_those_who_write_to_the_board() {
    let team = [staff(1)];
    let moves = roles(|viewer| viewer.may_move(&case_at(1, &team), NOW));
    assert_eq!(moves, "director clinical_lead therapist coordinator");
    let overrides = roles(|viewer| viewer.may_override_gate(&case_at(1, &team), NOW));
    assert_eq!(overrides, "director clinical_lead");
    let elsewhere = roles(|viewer| viewer.may_override_gate(&case_at(2, &[]), NOW));
    assert_eq!(elsewhere, "director", "a lead overrides at their own sites");
}

#[test]
fn office_roles_finish_office_tasks_and_assistants_their_own() {
    let team = [staff(1)];
    let case = case_at(1, &team);
    let finish = |kind, mine| roles(|viewer| viewer.may_task(kind, mine, &case, NOW));
    let writers = "director clinical_lead therapist coordinator";
    let office = "front_desk scheduler auth_specialist billing";
    assert_eq!(finish(TaskKind::Clinical, false), writers);
    assert_eq!(finish(TaskKind::Clinical, true), "director clinical_lead therapist assistant coordinator");
    assert_eq!(finish(TaskKind::Admin, false), format!("{writers} {office}"));
    assert_eq!(
        finish(TaskKind::Admin, true),
        format!("director clinical_lead therapist assistant coordinator {office}")
    );
    let not_on_team = viewer(&[Role::Assistant]);
    assert!(!not_on_team.may_task(TaskKind::Clinical, true, &case_at(1, &[]), NOW));
}

#[test]
fn a_restricted_chart_is_open_to_its_team_the_director_and_compliance() {
    let hidden = CaseScope { restricted: true, ..case_at(1, &[]) };
    assert_eq!(roles(|viewer| viewer.may(Area::Board, Right::Read, &hidden, NOW)), "director compliance");
    let team = [staff(1)];
    let ours = CaseScope { restricted: true, ..case_at(1, &team) };
    assert!(viewer(&[Role::Coordinator]).may_move(&ours, NOW));
    assert!(!viewer(&[Role::ClinicalLead]).may_override_gate(&hidden, NOW));
}

#[test]
fn broken_glass_opens_for_reading_to_one_clinician_until_its_end() {
    let until = NOW + TimeDelta::hours(BREAK_GLASS_HOURS);
    let grants = [Grant { staff: staff(1), until }];
    let hidden = CaseScope { restricted: true, grants: &grants, ..case_at(2, &[]) };
    let therapist = viewer(&[Role::Therapist]);
    assert!(therapist.may(Area::ClinicalPlan, Right::Read, &hidden, until - TimeDelta::nanoseconds(1)));
    assert!(!therapist.may(Area::ClinicalPlan, Right::Read, &hidden, until));
    assert!(!therapist.may(Area::ClinicalPlan, Right::Write, &hidden, NOW));
    assert!(!therapist.may_move(&hidden, NOW));
    assert!(!therapist.may_task(TaskKind::Clinical, true, &hidden, NOW));
    assert!(!therapist.may(Area::Money, Right::Read, &hidden, NOW), "only what the role reads anyway");
    assert!(!therapist.may_as_author(Area::PsychotherapyNotes, Right::Read, staff(2), &hidden, NOW));
    let colleague = Viewer { staff: staff(2), ..viewer(&[Role::Therapist]) };
    assert!(!colleague.may(Area::ClinicalPlan, Right::Read, &hidden, NOW));
    assert_eq!(roles(|viewer| viewer.may_break_glass()), "clinical_lead therapist assistant");
    let retrained = viewer(&[Role::FrontDesk]);
    assert!(!retrained.may(Area::Board, Right::Read, &hidden, NOW), "a grant dies with the role");
}

#[test]
fn psychotherapy_notes_belong_to_their_author() {
    let team = [staff(1), staff(2)];
    let case = case_at(1, &team);
    assert_eq!(roles(|viewer| viewer.may(Area::PsychotherapyNotes, Right::Read, &case, NOW)), "");
    let reads = |author| {
        roles(|viewer| viewer.may_as_author(Area::PsychotherapyNotes, Right::Read, author, &case, NOW))
    };
    assert_eq!(reads(staff(1)), "therapist");
    assert_eq!(reads(staff(2)), "");
}

#[test]
fn the_system_administrator_reads_nothing_of_a_patient() {
    let admin = Viewer { sites: SiteScope::All, ..viewer(&[Role::SysAdmin]) };
    for area in Area::ALL {
        let keeps = matches!(area, Area::Users | Area::AuditLog);
        let may = Right::ALL.into_iter().any(|right| admin.may_anywhere(area, right));
        assert_eq!(may, keeps, "{area:?}");
    }
    let (team, grants) = ([staff(1)], [Grant { staff: staff(1), until: NOW + TimeDelta::hours(1) }]);
    let case = CaseScope { grants: &grants, ..case_at(1, &team) };
    assert!(!admin.may(Area::Board, Right::Read, &case, NOW));
    assert_eq!(admin.part(Area::Users, Right::Write, &case, NOW), Some(Part::NoPatientData));
}

#[test]
fn somebody_with_two_roles_has_the_wider_part() {
    let team = [staff(1)];
    let case = case_at(1, &team);
    let part = |roles: &[Role], area, right| viewer(roles).part(area, right, &case, NOW);
    assert_eq!(part(&[Role::Assistant], Area::Demographics, Right::Read), Some(Part::NameAgeAlerts));
    assert_eq!(part(&[Role::Assistant, Role::FrontDesk], Area::Demographics, Right::Read), Some(Part::Whole));
    assert_eq!(part(&[Role::Assistant], Area::Tasks, Right::Read), Some(Part::Whole));
    assert_eq!(part(&[Role::Assistant], Area::Tasks, Right::Write), Some(Part::OwnTasks));
    assert_eq!(part(&[Role::Assistant], Area::Coverage, Right::Read), None);
    assert_eq!(part(&[Role::Therapist], Area::PsychotherapyNotes, Right::Read), None);
}

#[test]
fn whoever_has_no_role_may_nothing() {
    let nobody = Viewer { sites: SiteScope::All, ..viewer(&[]) };
    let (team, grants) = ([staff(1)], [Grant { staff: staff(1), until: NOW + TimeDelta::hours(1) }]);
    let case = CaseScope { grants: &grants, ..case_at(1, &team) };
    for area in Area::ALL {
        for right in Right::ALL {
            assert!(!nobody.may(area, right, &case, NOW) && !nobody.may_anywhere(area, right));
        }
    }
    assert!(!nobody.may_break_glass() && !nobody.may_override_gate(&case, NOW));
    assert!(!nobody.may_task(TaskKind::Admin, true, &case, NOW));
}

#[test]
fn a_cell_can_be_read_aloud() {
    let words = |role, area| permission(role, area).in_words();
    assert_eq!(words(Role::Billing, Area::PsychotherapyNotes), "No access");
    assert_eq!(words(Role::Director, Area::Board), "Reads, writes: everywhere");
    assert_eq!(words(Role::Therapist, Area::Authorizations), "Reads: own cases (balance only)");
    assert_eq!(words(Role::FrontDesk, Area::Tasks), "Reads, writes: their sites (changes office tasks only)");
}

#[test]
fn the_whole_clinic_is_taken_away_by_a_director_or_compliance_only() {
    for role in Role::ALL {
        let may = viewer(&[role]).may_export_clinic();
        assert_eq!(may, matches!(role, Role::Director | Role::Compliance), "{role:?}");
    }
}

#[test]
fn codes_are_read_as_they_are_written() {
    for role in Role::ALL {
        assert_eq!(Role::from_code(role.code()), Some(role));
        assert_eq!(serde_json::to_string(&role).unwrap(), format!("\"{}\"", role.code()));
    }
    assert_eq!(Role::from_code("janitor"), None);
    assert!(Role::Director.is_staff() && !Role::Guardian.is_staff());
}

proptest! {
    #[test]
    fn rights_only_grow_with_roles_teams_and_sites(
        mine in prop::collection::btree_set(prop::sample::select(Role::ALL.to_vec()), 0..4),
        more in prop::sample::select(Role::ALL.to_vec()),
        area in prop::sample::select(Area::ALL.to_vec()),
        right in prop::sample::select(Right::ALL.to_vec()),
        at in 1_u128..3, on_team in any::<bool>(), restricted in any::<bool>(),
    ) {
        let team = if on_team { vec![staff(1)] } else { vec![] };
        let everybody = [staff(1)];
        let case = CaseScope { restricted, ..case_at(at, &team) };
        let open = CaseScope { restricted: false, team: &everybody, ..case };
        let person = Viewer { roles: mine, ..viewer(&[]) };
        let mut promoted = person.clone();
        promoted.roles.insert(more);
        if person.may(area, right, &case, NOW) {
            prop_assert!(promoted.may(area, right, &case, NOW));
            prop_assert!(person.may(area, right, &open, NOW));
            prop_assert!(person.may_anywhere(area, right));
            prop_assert!(person.part(area, right, &case, NOW).is_some());
        }
    }
}
