import Recordings
import Scenarios
import Scoring
import Timebase

/// The review of a run in GitHub's Markdown, with the pictures that belong beside it.
///
/// It reads from the verdict down: what happened, what each protection did, what to change, the
/// pictures, and then every figure. What to change stands within the first 40 lines.
public func markdownReport(_ input: ReportInput) -> Report {
    let evidence = Evidence(input)
    let pictures = Picturebook(evidence)
    let text = MarkdownReport(evidence, pictures: pictures).page.text
    let map = input.map.map { [Vulnerability(map: $0).picture] } ?? []
    return Report(text: text, pictures: pictures.pages.map(\.picture) + map)
}

/// Puts the parts of the review together, for whatever format they are then set in.
struct MarkdownReport {
    private let evidence: Evidence
    private let pictures: Picturebook

    init(_ evidence: Evidence, pictures: Picturebook) {
        self.evidence = evidence
        self.pictures = pictures
    }

    var page: MarkdownPage {
        var page = MarkdownPage()
        Headline(evidence).write(to: &page)
        Chronicle(evidence).write(to: &page)
        Protections(evidence).write(to: &page)
        Changes(evidence).write(to: &page)
        Chains(evidence).write(to: &page)
        Benefits(evidence).write(to: &page)
        Seeds(evidence).write(to: &page)
        SinceBaseline(evidence).write(to: &page)
        if let map = evidence.input.map { Vulnerability(map: map).write(to: &page) }
        writePictures(to: &page)
        Details(evidence).write(to: &page)
        return page
    }

    private func writePictures(to page: inout MarkdownPage) {
        guard !pictures.pages.isEmpty else { return }
        page.heading("Pictures")
        for entry in pictures.pages {
            page.picture(entry.picture.name, caption: entry.caption)
        }
    }
}

/// The pictures of a run with a line for who cannot see them.
struct Picturebook {
    let pages: [(picture: Report.Picture, caption: String)]

    init(_ evidence: Evidence) {
        var pages = [
            (
                Report.Picture(name: "latency.svg", svg: LatencyPicture(evidence).svg),
                "Latency of each stream over time, with the control run's"
            ),
            (
                Report.Picture(name: "outcomes.svg", svg: OutcomesPicture(evidence).svg),
                "Outcomes of the requests of each stream over time"
            ),
        ]
        if let svg = LanesPicture(evidence).svg {
            pages.append(
                (
                    Report.Picture(name: "lanes.svg", svg: svg),
                    "States of the breakers and numbers of instances over time"
                ))
        }
        self.pages = pages
    }
}
