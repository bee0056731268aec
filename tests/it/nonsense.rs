//! F2: whatever comes over the socket, it ends that socket with a reason, and nothing else.

use domain::board::News;
use domain::journal::Seq;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::net::SocketAddr;
use std::time::Duration;
use tests::submissions::open;
use tests::{Client, TestOffice, seed};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Frames in a quick run, and how many of them a connection brings: the last one is what no server may take.
const FRAMES: usize = 100_000;
const A_CONNECTION: usize = 10;
const HANDS: usize = 16;
const SOON: Duration = Duration::from_secs(5);

const CONTINUATION: u8 = 0;
const TEXT: u8 = 1;
const BINARY: u8 = 2;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;
const LAST: u8 = 0x80;
const MASKED: u8 = 0x80;
/// Lengths too long for seven bits.
const TWO_BYTES: u8 = 0x7e;
const EIGHT_BYTES: u8 = 0x7f;

/// Masked, as a browser's frames must be.
fn frame(rng: &mut StdRng, first: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first];
    match u16::try_from(payload.len()) {
        Ok(length @ 0..126) => bytes.push(MASKED | u8::try_from(length).unwrap()),
        Ok(length) => {
            bytes.push(MASKED | TWO_BYTES);
            bytes.extend(length.to_be_bytes());
        }
        Err(_) => {
            bytes.push(MASKED | EIGHT_BYTES);
            bytes.extend((payload.len() as u64).to_be_bytes());
        }
    }
    let mask: [u8; 4] = rng.random();
    bytes.extend(mask);
    bytes.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    bytes
}

fn noise(rng: &mut StdRng, most: usize) -> Vec<u8> {
    (0..rng.random_range(0..=most)).map(|_| rng.random()).collect()
}

/// Odd, but within the rules: pings and pongs that nobody asked for, looks in pieces and at nothing.
fn odd(rng: &mut StdRng) -> Vec<u8> {
    match rng.random_range(0..6) {
        0 => {
            let payload = noise(rng, 125);
            frame(rng, LAST | PING, &payload)
        }
        1 => {
            let payload = noise(rng, 125);
            frame(rng, LAST | PONG, &payload)
        }
        2 => frame(rng, LAST | TEXT, b" {\"look\" : null}\n"),
        3 => {
            let mut pieces = frame(rng, TEXT, b"{\"lo");
            pieces.extend(frame(rng, LAST | PING, b"in between"));
            pieces.extend(frame(rng, CONTINUATION, b""));
            pieces.extend(frame(rng, LAST | CONTINUATION, b"ok\":null}"));
            pieces
        }
        4 => {
            let id = uuid::Uuid::from_u128(rng.random());
            frame(rng, LAST | TEXT, format!("{{\"look\":\"{id}\"}}").as_bytes())
        }
        _ => frame(rng, LAST | TEXT, b"{\"look\":null}"),
    }
}

/// What ends the connection.
fn malformed(rng: &mut StdRng) -> Vec<u8> {
    match rng.random_range(0..14) {
        0 => frame(rng, LAST | TEXT, b"{"),
        1 => frame(rng, LAST | TEXT, b""),
        2 => {
            let words: String = noise(rng, 400).into_iter().map(char::from).collect();
            frame(rng, LAST | TEXT, format!("{{\"look\":\"{words}\"}}").as_bytes())
        }
        3 => frame(rng, LAST | TEXT, format!("{}1{}", "[".repeat(400), "]".repeat(400)).as_bytes()),
        4 => frame(rng, LAST | TEXT, b"\xff\xfe\xc0 no letters"),
        5 => {
            let payload = noise(rng, 800);
            frame(rng, LAST | BINARY, &payload)
        }
        6 => frame(rng, LAST | TEXT, &[b'x'; 4096]),
        // More than one message may have, piece by piece.
        7 => {
            (0..5).flat_map(|n| frame(rng, if n == 0 { TEXT } else { CONTINUATION }, &[b'x'; 500])).collect()
        }
        8 => {
            let reserved = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15][rng.random_range(0..10)];
            frame(rng, LAST | reserved, b"reserved")
        }
        9 => {
            let reserved = [0x40, 0x20, 0x10][rng.random_range(0..3)];
            frame(rng, LAST | TEXT | reserved, b"{\"look\":null}")
        }
        // Not masked, as only a server's may be.
        10 => vec![LAST | TEXT, 2, b'{', b'}'],
        11 => frame(rng, CONTINUATION | LAST, b"of nothing"),
        12 => frame(rng, LAST | PING, &[0; 126]),
        _ => {
            // A length that never comes.
            let mut bytes = vec![LAST | TEXT, MASKED | EIGHT_BYTES];
            bytes.extend((u64::MAX >> rng.random_range(0..40)).to_be_bytes());
            bytes.extend([0; 4]);
            bytes
        }
    }
}

/// The code with which the server closed, or nothing where it just hung up.
async fn close_code(stream: &mut TcpStream) -> Option<u16> {
    let mut bytes = Vec::new();
    // A connection that is reset has been read to its end as well.
    let _ = stream.read_to_end(&mut bytes).await;
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let mut rest = &bytes[head..];
    while let [first, length, more @ ..] = rest {
        let (length, more) = match (length, more) {
            (126, [a, b, more @ ..]) => (usize::from(u16::from_be_bytes([*a, *b])), more),
            (127, _) => return None,
            (length, more) => (usize::from(*length), more),
        };
        if *first == LAST | CLOSE {
            return Some(u16::from_be_bytes([*more.first()?, *more.get(1)?]));
        }
        rest = more.get(length..)?;
    }
    None
}

fn hello(client: &Client, address: SocketAddr) -> String {
    let (origin, cookie) = (client.origin(), client.cookie().unwrap_or_default());
    format!(
        "GET /live?since=0 HTTP/1.1\r\nhost: {address}\r\norigin: {origin}\r\ncookie: {cookie}\r\nconnection: upgrade\r\n\
         upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
}

async fn talk_nonsense(ana: Client, address: SocketAddr, mut rng: StdRng, times: usize) {
    let hello = hello(&ana, address);
    for _ in 0..times {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let mut said: Vec<u8> = (1..A_CONNECTION).flat_map(|_| odd(&mut rng)).collect();
        let last = malformed(&mut rng);
        said.extend(&last);
        stream.write_all(hello.as_bytes()).await.unwrap();
        // It may have had enough already.
        let _ = stream.write_all(&said).await;
        let code = tokio::time::timeout(SOON, close_code(&mut stream)).await;
        let code = code.unwrap_or_else(|_| panic!("it goes on after {last:?}"));
        assert!(matches!(code, Some(1002 | 1003 | 1007 | 1008 | 1009) | None), "{code:?} after {last:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nonsense_on_the_socket_ends_that_socket_and_nothing_else() {
    let office = TestOffice::new().await;
    let mut rng = StdRng::seed_from_u64(seed("F2"));
    let ana = office.as_person("ana").await;
    let mut quiet = ana.socket(Seq(0)).await.unwrap();
    quiet.until_live().await;
    let hands = (0..HANDS).map(|_| {
        let (ana, rng) = (ana.clone(), StdRng::seed_from_u64(rng.random()));
        tokio::spawn(talk_nonsense(ana, office.address, rng, FRAMES / A_CONNECTION / HANDS))
    });
    for hand in futures::future::join_all(hands).await {
        hand.unwrap();
    }
    println!("F2: {FRAMES} frames, {} connections", FRAMES / A_CONNECTION);
    let (case, opens) = open("Still Here", office.a.sites[0], None);
    ana.must(&opens).await;
    let News::Card { card, .. } = quiet.next_card().await else { panic!("a new card comes whole") };
    assert_eq!(card.id, case);
}
