//! Accepts connections, each with limits of its own, until the server is told to stop.

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower::ServiceExt;

/// A client that takes longer to send its headers is slow on purpose.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// Bytes that a connection may hold of a request head.
const HEADERS_MAX_BYTES: usize = 64 * 1024;
/// How long open requests may go on once the server is told to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(5);

/// Serves until `stop` is done, then lets open requests finish.
pub async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let (stopping, stopped) = watch::channel(false);
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    tokio::spawn(connection(stream, peer, router.clone(), stopped.clone()));
                }
                Err(error) => rest_after(&error).await,
            },
        }
    }
    drop(listener);
    drop(stopped);
    // Nobody listens any more once the last connection has ended.
    let _ = stopping.send(true);
    let _ = tokio::time::timeout(LAST_REQUESTS, stopping.closed()).await;
}

/// Out of descriptors is the one failure that lasts; without a pause the loop would spin.
async fn rest_after(error: &io::Error) {
    tracing::warn!(kind = ?error.kind(), "a connection could not be accepted");
    tokio::time::sleep(Duration::from_millis(50)).await;
}

async fn connection(stream: TcpStream, peer: SocketAddr, router: Router, mut stop: watch::Receiver<bool>) {
    // A move is a small packet that must not wait for the next.
    let _ = stream.set_nodelay(true);
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        let router = router.clone();
        async move { Ok::<_, Infallible>(router.oneshot(request).await.unwrap_or_else(|never| match never {})) }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN).max_buf_size(HEADERS_MAX_BYTES);
    let connection = builder.serve_connection(TokioIo::new(stream), service).with_upgrades();
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        // The client went away, or sent what is no request; its own affair.
        _ = connection.as_mut() => {}
        _ = stop.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
