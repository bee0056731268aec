//! S1: a clinic in one process, and everything that may go wrong drawn from one seed.
//!
//! One server with a disk, two to twelve browsers, and between them a network that loses, doubles, delays and reorders
//! requests and answers, cuts sockets, and parts browsers from the server. The server crashes, browsers reload. First the
//! phase of safety, in which anything may fail and nothing that was acknowledged may be lost; then the network heals, and
//! in the phase of liveness every browser must come to show what the server has, within a bounded number of rounds.
//!
//! `CASEBOARD_SEED=n` replays one seed; `CASEBOARD_SEEDS=n` runs so many.

use super::converge::told;
use super::law::any_command;
use super::office::*;
use crate::board::{self, Board, News, Outcome};
use crate::case::{Case, Command};
use crate::ids::{CaseId, CommandId};
use crate::journal::{Seq, Submission};
use crate::refusal::Refusal;
use crate::replica::Replica;
use proptest::strategy::{BoxedStrategy, Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::{BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const SEEDS: u64 = 2_000;
const OPERATIONS: usize = 300;
const CASES: u128 = 4;
const PEOPLE: [u128; 4] = [ANA, BEN, CLARA, FAY];
/// Once the network has healed: rounds of sending, answering and hearing until all is quiet.
const ROUNDS: usize = 200;

/// All chance of one run.
struct Chance {
    state: u64,
    runner: TestRunner,
    commands: BoxedStrategy<Command>,
}

impl Chance {
    fn new(seed: u64) -> Chance {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let runner = TestRunner::new_with_rng(Config::default(), rng);
        Chance { state: seed, runner, commands: any_command().boxed() }
    }

    /// Splitmix64: the same on every machine and with every version of every crate.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, sides: usize) -> usize {
        usize::try_from(self.next() % sides.max(1) as u64).expect("below a usize")
    }

    fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    fn command(&mut self) -> Command {
        self.commands.new_tree(&mut self.runner).expect("a command").current()
    }
}

/// What is on its way to a browser outside its socket; in any order.
enum Letter {
    Answer(CommandId, Result<Seq, Refusal>),
    Card(News),
}

struct Browser {
    who: u128,
    replica: Replica,
    /// Waiting or sent, not answered. One at a time is on its way, perhaps more than once.
    outbox: VecDeque<Submission>,
    requests: Vec<Submission>,
    letters: Vec<Letter>,
    /// What the socket still carries; nothing while there is none.
    socket: Option<VecDeque<News>>,
    /// Cards that have to be read.
    gaps: BTreeSet<CaseId>,
    parted: bool,
}

struct World {
    office: Office,
    /// The news of each entry, as every open socket is told.
    news: Vec<News>,
    /// Taken from the network, not yet committed: a crash forgets them.
    waiting: Vec<(usize, Submission)>,
    browsers: Vec<Browser>,
    chance: Chance,
}

impl World {
    fn new(empty: &Office, seed: u64) -> World {
        let mut chance = Chance::new(seed);
        let mut office = empty.clone();
        for n in 1..=CASES {
            office.open_case(n);
        }
        let count = 2 + chance.below(11);
        let browsers = (0..count).map(|n| Browser::new(&office, PEOPLE[n % PEOPLE.len()])).collect();
        let news = office.journal.iter().map(|entry| News::Clinic { seq: entry.seq }).collect();
        World { office, news, waiting: Vec::new(), browsers, chance }
    }

    fn step(&mut self) {
        let at = self.chance.below(self.browsers.len());
        match self.chance.below(100) {
            0..24 => self.ask(at),
            24..40 => self.send(at),
            40..54 => self.arrive(at),
            54..64 => self.commit(),
            64..74 => self.deliver(at),
            74..84 => self.hear(at, usize::MAX),
            84..88 => self.read_gap(at),
            88..91 => self.browsers[at].socket = None,
            91..94 => self.connect(at),
            94 => self.browsers[at].part(),
            95 => self.browsers[at].parted = false,
            96 => self.reload(at),
            97 => self.crash(),
            98 => self.read_board(at),
            _ => self.office.now += chrono::TimeDelta::hours(7),
        }
    }

    /// Somebody does something: shown at once, or refused at once.
    fn ask(&mut self, at: usize) {
        let case = 1 + self.chance.below(usize::try_from(CASES).expect("few") + 1) as u128;
        let command = if self.office.cases.contains_key(&case_id(case)) {
            self.chance.command()
        } else {
            open("Late Referral")
        };
        let submission = self.office.wish(case, command);
        let browser = &mut self.browsers[at];
        if browser.replica.submit(submission.clone(), self.office.now).is_ok() {
            browser.outbox.push_back(submission);
        }
    }

    /// The oldest unanswered submission is sent, perhaps once more.
    fn send(&mut self, at: usize) {
        let twice = self.chance.percent(10);
        let browser = &mut self.browsers[at];
        if let Some(submission) = browser.outbox.front() {
            browser.requests.extend(std::iter::repeat_n(submission.clone(), if twice { 2 } else { 1 }));
        }
    }

    /// Any request of a browser arrives, or is lost.
    fn arrive(&mut self, at: usize) {
        let browser = &mut self.browsers[at];
        if browser.parted || browser.requests.is_empty() {
            return;
        }
        let request = browser.requests.swap_remove(self.chance.below(browser.requests.len()));
        if !self.chance.percent(10) {
            self.waiting.push((at, request));
        }
    }

    /// The group is decided, written down, answered and told.
    fn commit(&mut self) {
        for (at, submission) in std::mem::take(&mut self.waiting) {
            let case = submission_case(&submission);
            let before = self.office.cases.get(&case).cloned();
            let entries = self.office.journal.len();
            let answer = self.office.submit(self.browsers[at].who, &submission);
            if let Some(entry) = self.office.journal.get(entries) {
                let whole = self.chance.percent(20);
                let news = told(entry, before.as_ref(), &self.office.cases[&case], whole);
                for socket in self.browsers.iter_mut().filter_map(|browser| browser.socket.as_mut()) {
                    socket.push_back(news.clone());
                }
                self.news.push(news);
            }
            self.browsers[at].letters.push(Letter::Answer(submission.id, answer));
        }
    }

    /// Any letter reaches its browser, or is lost.
    fn deliver(&mut self, at: usize) {
        let browser = &mut self.browsers[at];
        if browser.parted || browser.letters.is_empty() {
            return;
        }
        let letter = browser.letters.swap_remove(self.chance.below(browser.letters.len()));
        if !self.chance.percent(10) {
            self.opened(at, letter);
        }
    }

    fn opened(&mut self, at: usize, letter: Letter) {
        let browser = &mut self.browsers[at];
        match letter {
            Letter::Card(news) => {
                browser.gaps.retain(|case| about(&news) != Some(*case));
                browser.receive(&news);
            }
            Letter::Answer(id, answer) => {
                if let Ok(seq) = answer {
                    let place = usize::try_from(seq.0).expect("a short journal") - 1;
                    let kept = self.office.journal.get(place).map(|entry| entry.command);
                    assert_eq!(kept, Some(id), "what was acknowledged is at its place");
                }
                // The answer of a copy that was sent before, after the first answer: nobody waits for it.
                if !browser.outbox.iter().any(|waiting| waiting.id == id) {
                    return;
                }
                browser.outbox.retain(|waiting| waiting.id != id);
                match answer {
                    Ok(seq) => browser.replica.accepted(id, seq),
                    Err(_) => browser.replica.refused(id),
                };
            }
        }
    }

    /// Some of what the socket carries arrives, in order.
    fn hear(&mut self, at: usize, most: usize) {
        let browser = &mut self.browsers[at];
        let Some(socket) = browser.socket.as_mut().filter(|_| !browser.parted) else { return };
        let all = socket.len().min(most);
        let some = if most == usize::MAX { self.chance.below(all + 1) } else { all };
        let heard: Vec<News> = socket.drain(..some).collect();
        for news in heard {
            browser.receive(&news);
        }
    }

    /// A card whose events did not fit is read; the answer takes its time.
    fn read_gap(&mut self, at: usize) {
        let browser = &mut self.browsers[at];
        if browser.parted {
            return;
        }
        if let Some(case) = browser.gaps.first() {
            browser.letters.push(Letter::Card(read(&self.office.cases[case])));
        }
    }

    /// A new socket: what was missed since the last entry heard of, as cards, then what happens. The first of it may be
    /// told twice, as the server listens before it reads.
    fn connect(&mut self, at: usize) {
        let overlap = self.chance.below(4);
        let browser = &mut self.browsers[at];
        if browser.parted {
            return;
        }
        let since = browser.replica.seq();
        let mut missed: Vec<&Case> =
            self.office.cases.values().filter(|case| since < case.touched.seq).collect();
        // In the order of their changes: a socket that is cut in between is resumed where it was.
        missed.sort_by_key(|case| case.touched.seq);
        let again = self.news.iter().skip(self.news.len() - overlap.min(self.news.len())).cloned();
        browser.socket = Some(missed.into_iter().map(read).chain(again).collect());
    }

    /// The page is loaded anew: what was not answered is forgotten here, though it may still arrive.
    fn reload(&mut self, at: usize) {
        let browser = &self.browsers[at];
        if browser.parted {
            return;
        }
        let requests = browser.requests.clone();
        self.browsers[at] = Browser { requests, ..Browser::new(&self.office, browser.who) };
    }

    /// The board is read anew, and what is pending stays on top.
    fn read_board(&mut self, at: usize) {
        let browser = &mut self.browsers[at];
        if !browser.parted {
            browser.replica.reload(self.office.board_of(browser.who));
        }
    }

    /// The server loses its memory and every connection; the disk remains.
    fn crash(&mut self) {
        self.waiting.clear();
        self.office.forget_and_read_the_journal();
        for browser in &mut self.browsers {
            browser.socket = None;
            browser.letters.clear();
        }
    }

    /// No more faults: everything must come to rest, and all must see the same.
    fn heal(&mut self) {
        for browser in &mut self.browsers {
            browser.parted = false;
            browser.socket = None;
        }
        for _ in 0..ROUNDS {
            let all = 0..self.browsers.len();
            for at in all.clone() {
                if self.browsers[at].socket.is_none() {
                    self.connect(at);
                }
                if self.browsers[at].requests.is_empty() {
                    self.send(at);
                }
                self.waiting.extend(self.browsers[at].requests.drain(..).map(|request| (at, request)));
            }
            self.commit();
            for at in all.clone() {
                for letter in std::mem::take(&mut self.browsers[at].letters) {
                    self.opened(at, letter);
                }
                self.hear(at, usize::MAX - 1);
                self.read_gap(at);
            }
            if self.browsers.iter().all(Browser::is_quiet) {
                return;
            }
        }
        panic!("it does not come to rest");
    }

    fn check(&self) {
        let commands: BTreeSet<CommandId> = self.office.journal.iter().map(|entry| entry.command).collect();
        assert_eq!(commands.len(), self.office.journal.len(), "a command happened twice");
        let truth: Vec<Arc<Case>> =
            self.office.cases.values().filter(|case| !case.void).map(|case| Arc::new(case.card())).collect();
        for browser in &self.browsers {
            let view = browser.replica.view();
            assert_eq!(versions(&view), versions(&truth), "the browser of {}", browser.who);
            assert!(
                view == truth,
                "the browser of {} has the right versions, but not the right cards",
                browser.who
            );
            assert_eq!(board::lanes(&view), board::lanes(&truth), "one order for all");
        }
        let mut again = self.office.clone();
        again.forget_and_read_the_journal();
        assert_eq!(again.cases, self.office.cases, "the journal is the whole truth");
    }
}

impl Browser {
    fn new(office: &Office, who: u128) -> Browser {
        Browser {
            who,
            replica: Replica::new(office.board_of(who)),
            outbox: VecDeque::new(),
            requests: Vec::new(),
            letters: Vec::new(),
            socket: None,
            gaps: BTreeSet::new(),
            parted: false,
        }
    }

    fn part(&mut self) {
        self.parted = true;
        self.socket = None;
    }

    fn receive(&mut self, news: &News) {
        if let Outcome::Gap(case) = self.replica.receive(news) {
            self.gaps.insert(case);
        }
    }

    fn is_quiet(&self) -> bool {
        let heard = self.socket.as_ref().is_some_and(VecDeque::is_empty);
        heard && self.outbox.is_empty() && self.letters.is_empty() && self.gaps.is_empty()
    }
}

impl Office {
    fn board_of(&self, who: u128) -> Board {
        Board {
            clinic: Arc::new(self.clinic.clone()),
            viewer: self.viewer(who),
            seq: Seq(self.journal.len() as u64),
            now: self.now,
            cards: self.cases.values().filter(|case| !case.void).map(|case| Arc::new(case.card())).collect(),
        }
    }
}

fn submission_case(submission: &Submission) -> CaseId {
    match &submission.command {
        crate::journal::Command::Case { case, .. } => *case,
        _ => panic!("these runs ask about cases"),
    }
}

fn about(news: &News) -> Option<CaseId> {
    match news {
        News::Card { card, .. } => Some(card.id),
        News::Gone { case, .. } => Some(*case),
        _ => None,
    }
}

/// Which cards there are, and how new each is.
fn versions(cards: &[Arc<Case>]) -> Vec<(u32, Seq)> {
    cards.iter().map(|card| (card.number, card.touched.seq)).collect()
}

/// A card as it is read now.
fn read(case: &Case) -> News {
    let (seq, by, command) = (case.touched.seq, case.touched.by, CommandId(uuid::Uuid::nil()));
    if case.void {
        return News::Gone { seq, by, command, case: case.id };
    }
    News::Card { seq, by, command, card: Arc::new(case.card()) }
}

fn run(empty: &Office, seed: u64) {
    let mut world = World::new(empty, seed);
    for _ in 0..OPERATIONS {
        world.step();
    }
    world.heal();
    world.check();
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[test]
fn whatever_fails_nothing_acknowledged_is_lost_and_once_healed_all_see_the_same() {
    let empty = Office::new();
    if let Some(seed) = number("CASEBOARD_SEED") {
        return run(&empty, seed);
    }
    let seeds = number("CASEBOARD_SEEDS").unwrap_or(SEEDS);
    let (next, broken) = (AtomicU64::new(1), AtomicU64::new(0));
    let hands = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..hands {
            scope.spawn(|| {
                while broken.load(Ordering::Relaxed) == 0 {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seeds < seed {
                        return;
                    }
                    if catch_unwind(AssertUnwindSafe(|| run(&empty, seed))).is_err() {
                        broken.store(seed, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let seed = broken.into_inner();
    assert_eq!(seed, 0, "S1: CASEBOARD_SEED={seed} replays this run");
}
