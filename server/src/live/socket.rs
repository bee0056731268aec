//! One socket, from hello to goodbye.

use super::line::Feed;
use super::room::{Place, Room};
use crate::flaw::{self, Flaw};
use app::api::{Say, Who};
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, close_code};
use domain::journal::Seq;
use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt, StreamExt};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, interval, timeout};

/// A board that takes longer to read is cut off, and resumes later.
const SEND_WITHIN: Duration = Duration::from_secs(10);
/// How often a silent line is tried.
const PING: Duration = Duration::from_secs(15);
/// A board that has not been heard of for so long is not here any more.
const SILENCE: Duration = Duration::from_secs(30);

type Out = SplitSink<WebSocket, Message>;

/// Talks until either side has enough. `newer`: the page was made by another build, and is told so.
pub(super) async fn talk(socket: WebSocket, room: Arc<Room>, who: Who, since: Seq, newer: bool) {
    let (mut out, incoming) = socket.split();
    // First a place, then what was missed: what happens in between waits in the feed, and is known already when it comes.
    let (place, feed) = room.enter(who.clone());
    let code = match room.missed(&who, since, newer).await {
        Err(_) => close_code::AGAIN,
        Ok(missed) => match send(&mut out, missed).await {
            Ok(()) => listen(&mut out, incoming, &room, place, feed, &who).await,
            Err(()) => close_code::AWAY,
        },
    };
    let goodbye = Message::Close(Some(CloseFrame { code, reason: Utf8Bytes::default() }));
    let _ = timeout(SEND_WITHIN, out.send(goodbye)).await;
}

async fn listen(
    out: &mut Out,
    mut incoming: SplitStream<WebSocket>,
    room: &Room,
    place: Place,
    mut feed: Feed,
    who: &Who,
) -> u16 {
    let mut heard = Instant::now();
    let mut ping = interval(PING);
    ping.reset();
    loop {
        tokio::select! {
            frame = feed.next() => {
                let Some(frame) = frame else { return close_code::NORMAL };
                let mut frames = vec![frame];
                while let Some(next) = feed.ready() {
                    frames.push(next);
                }
                if send(out, frames).await.is_err() {
                    return close_code::AWAY;
                }
            }
            message = incoming.next() => {
                heard = Instant::now();
                if let ControlFlow::Break(code) = hear(message, &place) {
                    return code;
                }
            }
            _ = ping.tick() => {
                let silent = SILENCE < heard.elapsed() && !flaw::has(Flaw::Slow);
                if silent || probe(out).await.is_err() {
                    return close_code::AWAY;
                }
                // A session that locks by itself after a pause is noticed here.
                if !room.is_open(who.session).await {
                    room.sign_out(who.session);
                }
            }
        }
    }
}

/// Several at once: one write for all that waits.
async fn send(out: &mut Out, frames: Vec<Utf8Bytes>) -> Result<(), ()> {
    let all = async {
        for frame in frames {
            out.feed(Message::Text(frame)).await?;
        }
        out.flush().await
    };
    let patience = if flaw::has(Flaw::Slow) { Duration::MAX } else { SEND_WITHIN };
    timeout(patience, all).await.map_err(|_| ())?.map_err(|_| ())
}

async fn probe(out: &mut Out) -> Result<(), ()> {
    let ping = Message::Ping(axum::body::Bytes::new());
    timeout(SEND_WITHIN, out.send(ping)).await.map_err(|_| ())?.map_err(|_| ())
}

fn hear(message: Option<Result<Message, axum::Error>>, place: &Place) -> ControlFlow<u16> {
    match message {
        Some(Ok(Message::Text(text))) => match serde_json::from_str(&text) {
            Ok(Say::Look(case)) => {
                place.look_at(case);
                ControlFlow::Continue(())
            }
            Err(_) if flaw::has(Flaw::Frames) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(close_code::POLICY),
        },
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => ControlFlow::Continue(()),
        Some(Ok(Message::Binary(_))) => ControlFlow::Break(close_code::UNSUPPORTED),
        // Broken frames, more than a message may have, or the line is gone.
        Some(Err(_)) => ControlFlow::Break(close_code::PROTOCOL),
        Some(Ok(Message::Close(_))) | None => ControlFlow::Break(close_code::NORMAL),
    }
}
