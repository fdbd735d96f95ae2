import Recordings
import Timebase

/// Everything that the charts of a page show, in groups with a legend each.
///
/// The page's script knows three kinds of mark and nothing of what they stand for.
struct ChartBook {
    let evidence: Evidence

    /// Charts of one kind below each other.
    struct Group {
        /// A word that stands for it in the page, such as `latency`.
        var id: String
        var title: String
        var note: String
        var keys: [Key]
        var charts: [Figure]
        /// What is not shown, and why.
        var notes: [String] = []
    }

    /// A series of every chart of a group, by its name and look.
    struct Key {
        enum Mark: String {
            /// Areas stand on each other.
            case area
            case line
            /// A line of the run without faults.
            case dashed
            /// A line across the whole chart.
            case limit
            /// A stroke at the foot, at an instant.
            case stroke
        }
        var id: String
        var name: String
        var mark: Mark
        /// The class of its colour in the page's style sheet.
        var ink: String
    }

    /// One chart.
    struct Figure {
        enum Unit: String { case rate, milliseconds, share, count }
        enum Times {
            /// Even stretches of time, from the start on.
            case bins(Duration)
            /// Each value holds from its instant to the next one's.
            case steps([Instant])
        }
        var name: String
        var remark: String
        var unit: Unit
        var times: Times
        /// By the ids of the group's keys; nil where nothing was seen.
        var series: [(key: String, values: [Double?])] = []
        var limits: [(key: String, value: Double)] = []
        var strokes: [(key: String, at: [Instant])] = []
        /// Whether nothing happened that a reader looks for.
        var isQuiet = false
    }

    var groups: [Group] {
        let input = evidence.input
        let all =
            [OutcomeCharts(evidence).group, LatencyCharts(evidence).group]
            + [EdgeCharts(evidence).group] + LaneCharts(input).groups
        return all.filter { !$0.charts.isEmpty }
    }

    /// The charts as JSON text that may stand within a script element.
    var json: String {
        var json = JSONWriter()
        json.object { json in
            let recording = evidence.input.run
            json.field("duration", recording.duration.seconds, decimals: 3)
            json.array("phases") { json in
                for (name, span) in Chart.phases(of: recording) {
                    json.object { json in
                        json.field("name", name)
                        json.key("span")
                        write(span, &json)
                    }
                }
            }
            json.array("faults") { json in
                for bar in FaultStrip.bars(of: recording) {
                    json.object { json in
                        json.field("name", bar.label)
                        json.field("short", bar.name)
                        json.array("spans") { json in
                            for span in bar.spans { write(span, &json) }
                        }
                    }
                }
            }
            json.array("groups") { json in for group in groups { write(group, &json) } }
        }
        // A name that closes the element, or opens a comment in it, does so with this character;
        // outside of JSON's strings it never stands.
        return json.text.split(separator: "<", omittingEmptySubsequences: false)
            .joined(separator: "\\u003c")
    }

    private func write(_ span: FaultLedger.Span, _ json: inout JSONWriter) {
        json.array { json in
            json.value(span.from.seconds, decimals: 3)
            json.value(span.to.seconds, decimals: 3)
        }
    }

    private func write(_ group: Group, _ json: inout JSONWriter) {
        json.object { json in
            json.field("id", group.id)
            json.field("title", group.title)
            json.field("note", group.note)
            json.array("keys") { json in
                for key in group.keys {
                    json.object { json in
                        json.field("id", key.id)
                        json.field("name", key.name)
                        json.field("mark", key.mark.rawValue)
                        json.field("ink", key.ink)
                    }
                }
            }
            json.array("charts") { json in
                for figure in group.charts { json.object { write(figure, &$0) } }
            }
            json.array("notes") { json in for note in group.notes { json.value(note) } }
        }
    }

    private func write(_ figure: Figure, _ json: inout JSONWriter) {
        json.field("name", PlainText.line(figure.name))
        json.field("remark", figure.remark)
        json.field("unit", figure.unit.rawValue)
        json.field("quiet", figure.isQuiet)
        switch figure.times {
        case .bins(let length): json.field("step", length.seconds, decimals: 3)
        case .steps(let instants): json.array("at") { write(instants, &$0) }
        }
        let decimals = figure.unit == .share ? 4 : 3
        json.object("series") { json in
            for series in figure.series {
                json.array(series.key) { json in
                    for value in series.values { json.value(value ?? .nan, decimals: decimals) }
                }
            }
        }
        json.object("limits") { json in
            for limit in figure.limits { json.field(limit.key, limit.value, decimals: 3) }
        }
        json.object("strokes") { json in
            for strokes in figure.strokes { json.array(strokes.key) { write(strokes.at, &$0) } }
        }
    }

    private func write(_ instants: [Instant], _ json: inout JSONWriter) {
        for instant in instants { json.value(instant.seconds, decimals: 3) }
    }
}
