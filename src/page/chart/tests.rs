use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn figure(day: i32, at: f64) -> Figure {
    Figure { value: words::number(at), week: String::new(), missed: 0, at, day }
}

/// Figures of later and later weeks, as far apart as `gaps` says, of which the last weeks have none.
fn row(values: &[f64], gaps: &[i32]) -> Vec<Figure> {
    let days = gaps.iter().scan(739_000, |day, weeks| {
        *day += 7 * weeks;
        Some(*day)
    });
    days.zip(values).map(|(day, at)| figure(day, *at)).collect()
}

/// The points of a line as numbers.
fn corners(line: &str) -> Vec<(f64, f64)> {
    let point = |point: &str| {
        let (x, y) = point.split_once(',').expect("two numbers");
        (x.parse().expect("a number"), y.parse().expect("a number"))
    };
    line.split_whitespace().map(point).collect()
}

fn is_within(points: &[(f64, f64)], width: f64, height: f64) -> bool {
    points.iter().all(|(x, y)| (0.0..=width).contains(x) && (0.0..=height).contains(y))
}

fn is_onwards(points: &[(f64, f64)]) -> bool {
    points.is_sorted_by(|(a, _), (b, _)| a <= b)
}

#[test]
fn weeks_without_a_figure_are_counted() {
    let missed = |days: &[i32]| {
        let figures = Figure::in_a_row(days.iter().map(|day| figure(*day, 1.0)).collect());
        figures.iter().map(|figure| figure.missed).collect::<Vec<_>>()
    };
    assert_eq!(missed(&[0, 7, 28, 35]), [0, 0, 2, 0]);
    assert_eq!(missed(&[]), [0; 0]);
}

#[test]
fn figures_stand_between_start_and_target() {
    let figures = [figure(7, 5.0), figure(14, 3.0), figure(28, 1.0)];
    let chart = Chart::of("Calm", Some("upsets"), Some(5.0), Some(1.0), &figures).expect("a chart");
    assert_eq!(chart.line, "12,28 89.3,86 244,144");
    assert_eq!(chart.levels.iter().map(|level| level.y).collect::<Vec<_>>(), [28.0, 144.0]);
    assert!(chart.description.contains("5, 3, 1"));
}

#[test]
fn names_of_lines_keep_apart() {
    for target in [96.0, 100.0, 104.0] {
        let close = levels(("10", 100.0), ("11", target));
        assert!((close[0].label_y - close[1].label_y).abs() >= APART - 0.2);
    }
    assert_eq!(levels(("10", 100.0), ("2", 28.0))[0].label_y, 105.0);
}

#[test]
fn there_may_be_nothing_to_draw() {
    assert!(Chart::of("A", None, Some(0.0), Some(1.0), &[]).is_none());
    assert!(Chart::of("A", None, None, Some(1.0), &[figure(7, 1.0)]).is_none());
    assert!(Chart::of("A", None, Some(f64::MAX), Some(f64::MIN), &[figure(7, 1.0)]).is_none());
    let flat = Chart::of("A", None, Some(2.0), Some(2.0), &[figure(7, 2.0)]).expect("one dot");
    assert_eq!(flat.line, "12,86");
    assert!(Spark::of(&[figure(7, 1.0)], &[], None).is_none(), "one figure is no line");
    assert!(Steps::of("A", &[], 6).is_none() && Steps::of("A", &[figure(7, 0.0)], 0).is_none());
    assert!(Bars::of("A", &[]).is_none() && Bars::of("A", &[("A".to_owned(), f64::INFINITY)]).is_none());
    assert!(
        Bars::of("A", &[("A".to_owned(), -1.0)]).is_none() && Bars::of("A", &[("A".to_owned(), f64::NAN)]).is_none()
    );
}

#[test]
fn help_goes_in_steps_that_last_until_the_next() {
    let steps = Steps::of("Help", &[figure(739_000, 0.0), figure(739_014, 2.0)], 3).expect("steps");
    assert_eq!(steps.line, "34,60 232.7,60 232.7,12 332,12");
    assert_eq!(
        steps.rungs.iter().map(|rung| (rung.number, rung.y)).collect::<Vec<_>>(),
        [(1, 60.0), (2, 36.0), (3, 12.0)]
    );
    assert!(steps.description.contains("0, 2."), "{}", steps.description);
}

#[test]
fn bars_are_as_long_as_their_figures() {
    let bars =
        Bars::of("Visits", &[("Met".to_owned(), 40.0), ("Declined".to_owned(), 10.0), ("Not in".to_owned(), 0.0)]);
    let bars = bars.expect("bars");
    let lengths: Vec<f64> = bars.bars.iter().map(|bar| bar.length).collect();
    assert_eq!((lengths[1] * 4.0, lengths[2]), (lengths[0], 0.0));
    assert_eq!(bars.description, "Met: 40, Declined: 10, Not in: 0.");
}

proptest! {
    #[test]
    fn a_line_stays_in_its_view_box_and_no_words_lie_on_each_other(
        values in vec(-1.0e6_f64..1.0e6, 1..300),
        gaps in vec(1_i32..9, 300),
        baseline in -1000_i32..1000,
        target in -1000_i32..1000,
    ) {
        let figures = row(&values.iter().map(|value| value.round()).collect::<Vec<_>>(), &gaps);
        let chart = Chart::of("Calm", None, Some(baseline.into()), Some(target.into()), &figures).expect("a chart");
        let points = corners(&chart.line);
        prop_assert_eq!(points.len(), figures.len());
        prop_assert!(is_within(&points, NAMES, 160.0) && is_onwards(&points), "{}", chart.line);
        let dots: Vec<_> = chart.dots.iter().map(|dot| (dot.x, dot.y)).collect();
        prop_assert_eq!(dots.last(), points.last());
        for level in &chart.levels {
            prop_assert!((0.0..=160.0).contains(&level.y) && (16.0..=160.0).contains(&level.label_y));
            prop_assert!(NAMES + width_of(&level.name) <= chart.width);
        }
        prop_assert!((chart.levels[0].label_y - chart.levels[1].label_y).abs() >= APART - 0.3);
        let half = width_of(&chart.latest.text) / 2.0;
        prop_assert!(chart.latest.x - half >= -0.1 && chart.latest.x + half <= NAMES, "{:?}", chart.latest);
        prop_assert!((12.0..=160.0).contains(&chart.latest.y));
    }

    #[test]
    fn a_small_line_stays_in_its_view_box(
        values in vec(-1.0e6_f64..1.0e6, 2..300),
        gaps in vec(1_i32..9, 300),
        start in -1.0e6_f64..1.0e6,
        target in prop::option::of(-1.0e6_f64..1.0e6),
    ) {
        let figures = row(&values, &gaps);
        let spark = Spark::of(&figures, &[start], target).expect("a line");
        let points = corners(&spark.line);
        prop_assert_eq!(points.len(), figures.len().min(26));
        prop_assert!(is_within(&points, 96.0, 26.0) && is_onwards(&points), "{}", spark.line);
        prop_assert_eq!(points.last(), Some(&(spark.last.x, spark.last.y)));
        prop_assert!(spark.target.is_none_or(|y| (0.0..=26.0).contains(&y)));
    }

    #[test]
    fn steps_stay_in_their_view_box_and_go_from_week_to_week(
        values in vec(0.0_f64..9.0, 1..300),
        gaps in vec(1_i32..9, 300),
    ) {
        let figures = row(&values, &gaps);
        let steps = Steps::of("Help", &figures, 10).expect("steps");
        let points = corners(&steps.line);
        prop_assert_eq!(points.len(), 2 * figures.len());
        prop_assert!(is_within(&points, steps.width, steps.height) && is_onwards(&points), "{}", steps.line);
        // Each corner goes either across or up and down.
        prop_assert!(points.windows(2).all(|two| two[0].0 == two[1].0 || two[0].1 == two[1].1));
        let rungs: Vec<f64> = steps.rungs.iter().map(|rung| rung.y).collect();
        prop_assert!(rungs.is_sorted_by(|low, high| low - high >= 16.0));
        let (first, last) = (&steps.ends[0], &steps.ends[1]);
        prop_assert!(first.x + width_of(&first.text) <= last.x - width_of(&last.text), "{first:?} {last:?}");
        prop_assert!(rungs.iter().all(|y| first.y - y >= 16.0) && first.y <= steps.height);
    }

    #[test]
    fn bars_and_their_words_stay_in_their_view_box(
        bars in vec(("[A-Za-z ]{1,30}", 0.0_f64..1.0e7), 1..30),
    ) {
        let figures: Vec<(String, f64)> = bars.into_iter().map(|(name, figure)| (name, figure.round() / 4.0)).collect();
        let drawn = Bars::of("Bars", &figures).expect("bars");
        for (bar, (name, _)) in drawn.bars.iter().zip(&figures) {
            prop_assert!(width_of(name) < drawn.left);
            let end = drawn.left + bar.length + 8.0 + width_of(&bar.value);
            prop_assert!(bar.length >= 0.0 && end <= drawn.width + 0.1, "{end} in {}", drawn.width);
            prop_assert!(bar.y - 15.0 >= 0.0 && bar.y + 15.0 <= drawn.height);
        }
        prop_assert!(drawn.bars.is_sorted_by(|above, below| below.y - above.y >= 30.0));
    }
}
