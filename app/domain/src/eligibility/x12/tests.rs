use super::*;
use crate::coverage::Answer;
use crate::eligibility::*;
use crate::kinds::Date;
use crate::money::Cents;
use proptest::prelude::*;

/// Writes a file as a payer would, with signs of its own.
pub(in crate::eligibility) struct Writer {
    element: char,
    repetition: char,
    end: &'static str,
    body: Vec<String>,
}

impl Writer {
    pub(in crate::eligibility) fn new() -> Writer {
        Writer { element: '*', repetition: '^', end: "~\n", body: Vec::new() }
    }

    /// A segment, written with `*` and `^`.
    pub(in crate::eligibility) fn add(mut self, segment: &str) -> Writer {
        self.body.push(segment.to_owned());
        self
    }

    /// The parts about payer and clinic, and a member.
    pub(in crate::eligibility) fn member(self, segments: &[&str]) -> Writer {
        let head = [
            "HL*1**20*1",
            "NM1*PR*2*HARBOR MUTUAL*****PI*00017",
            "HL*2*1*21*1",
            "NM1*1P*2*LITTLE OAK*****XX*1",
        ];
        let holder =
            ["HL*3*2*22*0", "TRN*2*ASK-1*9CLINIC", "NM1*IL*1*LOPEZ*MARIA*J***MI*DEMO17", "DMG*D8*20190314*F"];
        head.iter().chain(&holder).chain(segments).fold(self, |file, segment| file.add(segment))
    }

    pub(in crate::eligibility) fn text(self) -> String {
        let sender = "PAYER          ";
        let clinic = "CLINIC         ";
        let head = format!(
            "ISA*00*          *00*          *ZZ*{sender}*ZZ*{clinic}*261123*0915*{}*00501*000000001*0*P*:",
            self.repetition
        );
        let mut all = vec![head, "GS*HB*PAYER*CLINIC*20261123*0915*1*X*005010X279A1".into()];
        all.extend(["ST*271*0001*005010X279A1".into(), "BHT*0022*11*1*20261123*0915".into()]);
        all.extend(self.body);
        all.extend(["SE*1*0001".into(), "GE*1*1".into(), "IEA*1*000000001".into()]);
        let divided = |line: String| {
            line.replace('*', &self.element.to_string()).replace('^', &self.repetition.to_string()) + self.end
        };
        all.into_iter().map(divided).collect()
    }

    fn replies(self) -> Vec<Reply> {
        read(self.text().as_bytes()).unwrap()
    }

    pub(in crate::eligibility) fn reply(self) -> Reply {
        let mut replies = self.replies();
        assert_eq!(replies.len(), 1);
        replies.remove(0)
    }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn an_answer_names_payer_member_and_what_is_covered() {
    let reply = Writer::new()
        .member(&[
            "REF*6P*GRP-9",
            "DTP*346*D8*20260101",
            "DTP*291*RD8*20260101-20261231",
            "EB*1*IND*30*HM*HARBOR CHOICE",
            "EB*B**AE^PT**HARBOR CHOICE*27*25*****Y",
            "EB*A**AD*****.2***N*W",
            "EB*F**PT***23***VS*30",
            "DTP*348*D8*20260301",
            "MSG*COMBINED WITH OT",
        ])
        .reply();
    assert_eq!(reply.payer_name.as_deref(), Some("HARBOR MUTUAL"));
    assert_eq!((reply.trace.as_deref(), reply.group.as_deref()), (None, Some("GRP-9")));
    let born = Some(day("2019-03-14"));
    let member = Member { name: "MARIA J LOPEZ".into(), id: Some("DEMO17".into()), born };
    assert_eq!(reply.member, Some(member));
    assert_eq!(reply.asked_on, Some(day("2026-11-23")));
    assert_eq!(reply.active(), Answer::Active);
    let year = Span::new(day("2026-01-01"), Some(day("2027-01-01"))).unwrap();
    assert_eq!(
        reply.dates,
        [(DateUse::PlanBegin, When::Day(day("2026-01-01"))), (DateUse::Plan, When::Days(year))]
    );
    let [plan, copay, share, limit] = &reply.benefits[..] else { panic!("{:?}", reply.benefits) };
    assert_eq!((plan.insurance.as_deref(), plan.plan.as_deref()), (Some("HM"), Some("HARBOR CHOICE")));
    assert_eq!(copay.services, [ServiceType::PhysicalMedicine, ServiceType::PhysicalTherapy]);
    assert_eq!((copay.money, copay.period.clone()), (Some(Cents(2_500)), Some(Period::Visit)));
    assert_eq!((copay.authorization_required, copay.in_network), (None, Some(true)));
    assert_eq!(
        (share.share, share.authorization_required, share.in_network),
        (Some(Share(2_000)), Some(false), None)
    );
    assert_eq!(limit.quantity, Some(Quantity { of: Measure::Visits, count: 30 }));
    assert_eq!(limit.dates, [(DateUse::BenefitBegin, When::Day(day("2026-03-01")))]);
    assert_eq!(limit.messages, ["COMBINED WITH OT"]);
}

#[test]
fn what_no_rule_reads_is_kept_as_it_came() {
    let reply = Writer::new()
        .member(&[
            "N3*1 ELM ST",
            "REF*SY*1",
            "DTP*346*D8*20260230",
            "EB*B**PT***27*-5",
            "III*ZZ*11",
            "EB**IND*30",
            "MSG*LOST",
            "QQ*1",
        ])
        .reply();
    assert_eq!(
        reply.kept,
        [
            "NM1*1P*2*LITTLE OAK*****XX*1",
            "TRN*2*ASK-1*9CLINIC",
            "N3*1 ELM ST",
            "REF*SY*1",
            "DTP*346*D8*20260230",
            "EB*B**PT***27*-5",
            "III*ZZ*11",
            "EB**IND*30",
            "MSG*LOST",
            "QQ*1"
        ]
    );
    assert_eq!(reply.benefits.len(), 1, "what can be read of a statement is read");
}

#[test]
fn the_signs_are_those_that_the_first_segment_names() {
    let plain = Writer::new().member(&["EB*1**30^PT"]).reply();
    for (element, repetition, end) in
        [('|', '!', "\n"), ('+', '}', "\r\n"), ('*', '^', "~"), ('\u{1d}', '^', "'")]
    {
        let file = Writer { element, repetition, end, ..Writer::new() };
        assert_eq!(file.member(&["EB*1**30^PT"]).reply(), plain, "{element:?}");
    }
}

#[test]
fn a_dependent_is_asked_about_by_the_number_of_the_holder() {
    let replies = Writer::new()
        .member(&[
            "HL*4*3*23*0",
            "TRN*1*PAYER-8*9PAYER",
            "NM1*03*1*LOPEZ*ANA",
            "DMG*D8*20210502",
            "EB*1**30",
            "HL*5*3*23*0",
            "NM1*03*1*LOPEZ*BO",
            "EB*6**30",
            "HL*6*2*22*0",
            "NM1*IL*1*CHEN*LI****MI*DEMO18",
            "EB*V",
        ])
        .replies();
    let seen: Vec<_> = replies
        .iter()
        .map(|reply| {
            let member = reply.member.as_ref().unwrap();
            let holder = reply.subscriber.as_ref().map(|holder| holder.name.as_str());
            (member.name.as_str(), member.id.as_deref(), holder, reply.active())
        })
        .collect();
    let id = Some("DEMO17");
    assert_eq!(
        seen,
        [
            ("ANA LOPEZ", id, Some("MARIA J LOPEZ"), Answer::Active),
            ("BO LOPEZ", id, Some("MARIA J LOPEZ"), Answer::Inactive),
            ("LI CHEN", Some("DEMO18"), None, Answer::Unclear),
        ]
    );
    assert_eq!(
        (replies[0].trace.as_deref(), replies[0].asked_as.as_deref()),
        (Some("PAYER-8"), Some("ASK-1"))
    );
}

#[test]
fn an_error_says_what_to_do_and_whether_to_ask_again() {
    let errors = Writer::new()
        .member(&["AAA*N**71*C", "AAA*N**72*C", "AAA*N**73*C", "AAA*N**75*C", "AAA*N**Q9*P"])
        .reply()
        .errors;
    let seen: Vec<_> = errors.iter().map(|error| (error.meaning(), error.retry)).collect();
    assert_eq!(
        seen,
        [
            ("The birth date differs from the payer's. Check it with the family, and ask again.", false),
            ("The member number is not one of this payer. Check it on the card, and ask again.", false),
            ("The name differs from the payer's. Check its spelling on the card, and ask again.", false),
            (
                "The payer does not find this person. Check name, birth date and number, or ask another payer.",
                false
            ),
            ("Q9", true),
        ]
    );
    let unreached = Writer::new().add("HL*1**20*1").add("NM1*PR*2*HARBOR").add("AAA*Y**42*R").reply();
    assert_eq!((unreached.member.clone(), unreached.may_retry()), (None, true));
    assert_eq!(unreached.active(), Answer::Unclear);
    let below = Writer::new().add("HL*1**20*1").add("AAA*Y**42*R").add("HL*2*1*22*0").add("EB*1**30").reply();
    assert_eq!(below.errors.len(), 1, "the payer's own error holds for every answer");
}

#[test]
fn another_payer_opens_the_order_of_payers() {
    let reply = Writer::new()
        .member(&[
            "EB*1**30",
            "EB*R**30",
            "LS*2120",
            "NM1*PR*2*BAY HEALTH*****PI*77",
            "PER*IC*X",
            "LE*2120",
            "MSG*ASK THEM",
        ])
        .reply();
    assert_eq!(reply.other_payers, [OtherPayer { name: "BAY HEALTH".into(), id: Some("77".into()) }]);
    assert!(reply.kept.contains(&"PER*IC*X".to_owned()));
    assert_eq!(reply.benefits[1].messages, ["ASK THEM"]);
    let doctor = Writer::new().member(&["EB*L", "LS*2120", "NM1*P3*1*KIM*DANA", "LE*2120"]).reply();
    assert!(!doctor.has_other_payer() && doctor.kept.contains(&"NM1*P3*1*KIM*DANA".to_owned()));
}

#[test]
fn statements_about_the_plan_count_before_those_about_a_service() {
    let active = |lines: &[&str]| Writer::new().member(lines).reply().active();
    assert_eq!(active(&["EB*1**30", "EB*6**AF"]), Answer::Active);
    assert_eq!(active(&["EB*1**30", "EB*6**30"]), Answer::Unclear);
    assert_eq!(active(&["EB*1**PT"]), Answer::Active);
    assert_eq!(active(&["EB*5**30"]), Answer::Unclear);
    assert_eq!(active(&["EB*B**30"]), Answer::Unclear);
}

#[test]
fn what_is_no_answer_is_refused_with_its_reason() {
    let whole = Writer::new().member(&["EB*1**30"]).text();
    let refused = |text: &str| read(text.as_bytes()).unwrap_err();
    assert_eq!(refused(""), NotAReply::NotX12);
    assert_eq!(refused("name,born\nLopez,2019"), NotAReply::NotX12);
    assert_eq!(refused("ISA*1*2"), NotAReply::NotX12);
    assert_eq!(refused(&whole.replace('~', "*")), NotAReply::NotX12);
    assert_eq!(refused(&whole[..whole.len() - 30]), NotAReply::CutOff);
    assert_eq!(refused(&whole.replace("SE*1*0001~", "")), NotAReply::CutOff);
    assert_eq!(refused(&whole.replace("ST*271", "ST*999")), NotAReply::OtherKind { found: "999".into() });
    assert_eq!(refused(&(whole.clone() + "and more")), NotAReply::NotX12);
    let empty: String = whole.lines().filter(|line| ["ISA", "IEA"].contains(&&line[..3])).collect();
    assert_eq!(refused(&empty), NotAReply::Nothing);
    assert_eq!(read(&vec![b' '; BYTES_MAX + 1]), Err(NotAReply::TooLarge));
    let twice = whole.clone() + "\n" + &whole;
    assert_eq!(read(twice.as_bytes()).unwrap().len(), 2, "two files put together");
    let latin: Vec<u8> =
        whole.replace("HARBOR", "H?RBOR").bytes().map(|b| if b == b'?' { 0xc4 } else { b }).collect();
    assert_eq!(read(&latin).unwrap()[0].payer_name.as_deref(), Some("HÄRBOR MUTUAL"));
}

fn segment() -> impl Strategy<Value = String> {
    let id = prop::sample::select(vec![
        "HL", "NM1", "TRN", "DMG", "DTP", "EB", "HSD", "MSG", "AAA", "LS", "LE", "REF", "BHT", "QQ", "QQ",
    ]);
    let word = prop::sample::select(vec![
        "",
        "1",
        "20",
        "22",
        "23",
        "IL",
        "03",
        "PR",
        "D8",
        "RD8",
        "20260101",
        "20261231-20260101",
        "R",
        "B",
        ".5",
        "30^PT",
        "VS",
        "99999999999",
        "Y",
        "\u{e9}",
    ]);
    (id, prop::collection::vec(word, 0..13)).prop_map(|(id, words)| format!("{id}*{}", words.join("*")))
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..300), flips in prop::collection::vec((0_usize..900, any::<u8>()), 0..12),
    ) {
        let _ = read(&bytes);
        let mut near = Writer::new().member(&["EB*1**30", "EB*B**PT***27*25"]).text().into_bytes();
        for (at, byte) in flips {
            let len = near.len();
            near[at % len] = byte;
        }
        let _ = read(&near);
    }

    #[test]
    fn no_order_of_segments_makes_the_reader_panic_and_none_is_lost(lines in prop::collection::vec(segment(), 0..40)) {
        let file = lines.iter().fold(Writer::new(), |file, line| file.add(line));
        let replies = read(file.text().as_bytes()).unwrap();
        let unknown = |line: &&String| line.starts_with("QQ");
        let kept = replies.iter().flat_map(|reply| &reply.kept).filter(unknown);
        prop_assert_eq!(kept.count(), lines.iter().filter(unknown).count());
        for reply in replies {
            let _ = (reply.active(), reply.has_other_payer());
            prop_assert_eq!(&serde_json::from_str::<Reply>(&serde_json::to_string(&reply).unwrap()).unwrap(), &reply);
        }
    }

    #[test]
    fn what_a_payer_writes_comes_back(
        benefits in prop::collection::vec((0_u32..5_000_000, 0_u16..=100, 0_u32..400, any::<Option<bool>>(), 0_usize..9), 1..20),
    ) {
        let types = ["30", "1", "AE", "PT", "AD", "AF", "MH", "A6", "98"];
        let flag = |flag: Option<bool>| match flag { Some(true) => "Y", Some(false) => "N", None => "U" };
        let lines: Vec<String> = benefits.iter().map(|(cents, percent, count, auth, kind)| {
            let money = format!("{}.{:02}", cents / 100, cents % 100);
            let share = format!("{}.{:02}", percent / 100, percent % 100);
            format!("EB*F**{}***23*{money}*{share}*VS*{count}*{}", types[*kind], flag(*auth))
        }).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let reply = Writer::new().member(&lines).reply();
        prop_assert_eq!(reply.benefits.len(), benefits.len());
        for (benefit, (cents, percent, count, auth, kind)) in reply.benefits.iter().zip(&benefits) {
            prop_assert_eq!(benefit.money, Some(Cents(*cents)));
            prop_assert_eq!(benefit.share, Some(Share(percent * 100)));
            prop_assert_eq!(benefit.quantity.as_ref().map(|quantity| quantity.count), Some(*count));
            prop_assert_eq!(benefit.authorization_required, *auth);
            prop_assert_eq!(benefit.services[0].code(), types[*kind]);
        }
    }
}
