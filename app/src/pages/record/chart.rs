//! Charts as small pictures of lines, each with a sentence and a table that say the same.

use crate::parts::words;
use crate::prelude::*;
use domain::chart::{AttendanceChart, Frame, GoalChart, MeasureChart, Pace, Point, Scale};
use domain::kinds::{Date, Number};

/// The picture, in its own pixels; style lets it grow with the column.
const WIDTH: u16 = 400;
const HEIGHT: u16 = 190;
/// Room for the words at the axes.
const FRAME: Frame = Frame { left: 44, top: 10, width: 346, height: 150 };

/// A goal over time: its data, where it began, its target, and the line of pace between the two. The unit stands behind
/// each value, with its space.
pub(super) fn goal(chart: &GoalChart, unit: &str) -> AnyView {
    let Some(scale) = scale(&chart.ticks, chart.from, chart.to) else { return ().into_any() };
    let (began, target) = (chart.baseline, chart.target);
    let pace = line("chart__pace", &scale, &[began, target]);
    let mut points = vec![began];
    points.extend(&chart.points);
    let goal = rule("chart__target", &scale, target.1);
    let rows = chart.rows.iter().map(|row| {
        let stands = match row.pace {
            Pace::Reached => "target reached",
            Pace::Ahead => "on pace",
            Pace::Behind => "behind",
        };
        vec![words::date(row.on), row.value.to_string(), row.expected.to_string(), stands.to_owned()]
    });
    let inside = view! {
        {goal}{pace}{line("chart__line", &scale, &points)}{dots(&scale, &points)}
    };
    let table = table(&["Day", "Value", "Pace", "Stands"], rows.collect());
    figure(axes(&scale, &chart.ticks), inside.into_any(), chart.summary(unit), table)
}

/// A measure over time, with the band in which change does not surely matter.
pub(super) fn measure(chart: &MeasureChart) -> AnyView {
    let Some(scale) = chart.days.and_then(|(from, to)| scale(&chart.ticks, from, to)) else {
        return ().into_any();
    };
    let band = chart.still.map(|(low, high)| {
        let (top, bottom) = (scale.y(high), scale.y(low));
        view! {
            <rect class="chart__band" x=FRAME.left y=top width=FRAME.width height=(bottom - top).max(1)/>
        }
    });
    let severities = chart.severities.iter().skip(1).map(|severity| {
        let y = scale.y(severity.from);
        view! {
            <g>
                {rule("chart__step", &scale, severity.from)}
                <text class="chart__word" x={FRAME.left + 4} y={y - 3}>{severity.title}</text>
            </g>
        }
    });
    let inside = view! {
        {band}
        {severities.collect::<Vec<_>>()}
        {line("chart__line", &scale, &chart.points)}
        {dots(&scale, &chart.points)}
    };
    let rows = chart.points.iter().map(|(on, value)| vec![words::date(*on), value.to_string()]);
    let table = table(&["Day", "Score"], rows.collect());
    figure(axes(&scale, &chart.ticks), inside.into_any(), chart.summary().to_owned(), table)
}

/// Visits week by week, what was lost above what was attended.
pub(super) fn attendance(chart: &AttendanceChart) -> AnyView {
    let most = i32::try_from(chart.most.max(1)).unwrap_or(i32::MAX);
    let count = i32::try_from(chart.weeks.len().max(1)).unwrap_or(i32::MAX);
    let (width, height) = (i32::from(FRAME.width), i32::from(FRAME.height));
    let bars = chart.weeks.iter().zip(0_i32..).map(|(week, at)| {
        let left = FRAME.left + width * at / count;
        let wide = (width * (at + 1) / count - width * at / count - 2).max(1);
        let mut bottom = FRAME.top + height;
        let mut part = |class: &'static str, visits: u32| {
            let tall = height * i32::try_from(visits).unwrap_or(0) / most;
            bottom -= tall;
            view! { <rect class=class x=left y=bottom width=wide height=tall/> }
        };
        let parts = [
            part("chart__came", week.attended),
            part("chart__in-time", week.in_time),
            part("chart__late", week.late),
            part("chart__missed", week.no_show),
        ];
        view! { <g>{parts.into_iter().collect::<Vec<_>>()}</g> }
    });
    let ends = chart.weeks.first().zip(chart.weeks.last()).map(|(first, last)| {
        let base = FRAME.top + height + 18;
        view! {
            <g>
                <text class="chart__word" x=FRAME.left y=base>{words::short_date(first.monday)}</text>
                <text class="chart__word" data-end="" x={FRAME.left + width} y=base>{words::short_date(last.monday)}</text>
                <text class="chart__word" data-end="" x={FRAME.left - 6} y={FRAME.top + 8}>{most}</text>
            </g>
        }
    });
    let rows = chart.weeks.iter().map(|week| {
        let counts = [week.attended, week.in_time, week.late, week.no_show].map(|count| count.to_string());
        [vec![words::date(week.monday)], counts.to_vec()].concat()
    });
    let table =
        table(&["Week from", "Attended", "Cancelled in time", "Cancelled late", "No-show"], rows.collect());
    let base = view! { <line class="chart__axis" x1=FRAME.left x2={FRAME.left + width} y1={FRAME.top + height} y2={FRAME.top + height}/> };
    let inside = view! { {bars.collect::<Vec<_>>()}{ends} };
    figure(base.into_any(), inside.into_any(), chart.summary(), table)
}

fn scale(ticks: &[Number], from: Date, to: Date) -> Option<Scale> {
    Some(Scale { frame: FRAME, from, to, low: *ticks.first()?, high: *ticks.last()? })
}

fn axes(scale: &Scale, ticks: &[Number]) -> AnyView {
    let marks = ticks.iter().map(|value| {
        let y = scale.y(*value);
        view! {
            <g>
                {rule("chart__axis", scale, *value)}
                <text class="chart__word" data-end="" x={FRAME.left - 6} y={y + 4}>{value.to_string()}</text>
            </g>
        }
    });
    let base = FRAME.top + i32::from(FRAME.height) + 18;
    let right = FRAME.left + i32::from(FRAME.width);
    // One day has one name.
    let to = (scale.from != scale.to)
        .then(|| view! { <text class="chart__word" data-end="" x=right y=base>{words::short_date(scale.to)}</text> });
    view! {
        <g>
            {marks.collect::<Vec<_>>()}
            <text class="chart__word" x=FRAME.left y=base>{words::short_date(scale.from)}</text>
            {to}
        </g>
    }
    .into_any()
}

fn rule(class: &'static str, scale: &Scale, value: Number) -> AnyView {
    let y = scale.y(value);
    view! { <line class=class x1=FRAME.left x2={FRAME.left + i32::from(FRAME.width)} y1=y y2=y/> }.into_any()
}

fn line(class: &'static str, scale: &Scale, points: &[Point]) -> AnyView {
    let places: Vec<String> =
        points.iter().map(|(day, value)| format!("{},{}", scale.x(*day), scale.y(*value))).collect();
    view! { <polyline class=class points=places.join(" ")/> }.into_any()
}

fn dots(scale: &Scale, points: &[Point]) -> Vec<AnyView> {
    let dot = |(day, value): &Point| {
        let title = [&words::date(*day), ": ", &value.to_string()].concat();
        view! { <circle class="chart__dot" cx=scale.x(*day) cy=scale.y(*value) r="3.5"><title>{title}</title></circle> }
            .into_any()
    };
    points.iter().map(dot).collect()
}

fn table(heads: &[&'static str], rows: Vec<Vec<String>>) -> AnyView {
    let heads: Vec<_> = heads.iter().map(|head| view! { <th scope="col">{*head}</th> }).collect();
    let rows = rows.into_iter().map(|cells| {
        let cells: Vec<_> = cells.into_iter().map(|cell| view! { <td>{cell}</td> }).collect();
        view! { <tr>{cells}</tr> }
    });
    view! {
        <details class="chart__table">
            <summary>"As a table"</summary>
            <div class="table-frame">
                <table class="table" data-narrow=""><thead><tr>{heads}</tr></thead><tbody>{rows.collect::<Vec<_>>()}</tbody></table>
            </div>
        </details>
    }
    .into_any()
}

fn figure(axes: AnyView, inside: AnyView, words: String, table: AnyView) -> AnyView {
    let view_box = format!("0 0 {WIDTH} {HEIGHT}");
    view! {
        <figure class="chart">
            <svg class="chart__picture" viewBox=view_box role="img" aria-label=words.clone()>{axes}{inside}</svg>
            <figcaption class="chart__words">{words}</figcaption>
            {table}
        </figure>
    }
    .into_any()
}
