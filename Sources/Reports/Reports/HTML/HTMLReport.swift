import Recordings
import Scoring

/// The review of a run as one page for a browser, which needs nothing but itself.
///
/// It says what the Markdown says, in the same words, for it is made from the same blocks. Its
/// charts are drawn by a script of its own; where no script runs, the pictures of the Markdown take
/// their place.
/// - SeeAlso: WHATWG, *HTML Living Standard*; W3C, *Content Security Policy Level 3* and *WAI-ARIA
///   1.2*.
public func htmlReport(_ input: ReportInput) -> String {
    let evidence = Evidence(input)
    let pictures = Picturebook(evidence)
    let blocks = MarkdownReport(evidence, pictures: pictures).page.blocks
    return HTMLReport(evidence: evidence, pictures: pictures, blocks: blocks).text
}

/// Puts the page together: its head, the review and the charts.
struct HTMLReport {
    let evidence: Evidence
    let pictures: Picturebook
    let blocks: [MarkdownPage.Block]

    var text: String {
        let article = HTMLBlocks(
            blocks, gauge: OutcomeGauge(evidence.scorecard).svg, charts: charts)
        let data = ChartBook(evidence: evidence).json
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(PageAssets.policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="generator" content="chaos \(HTMLText.escape(version))">
            <title>\(title)</title>
            <link rel="icon" href="data:,">
            <style>\(PageAssets.style)</style>
            </head>
            <body>
            <a class="skip" href="#review">Skip to the review</a>
            <nav class="top" aria-label="Parts of the review">
            <a class="brand" href="#review">chaos</a>
            <ul>\(article.contents)</ul>
            </nav>
            <main id="review">
            \(article.html)</main>
            <script type="application/json" id="chart-data">\(data)</script>
            <script>\(PageAssets.script)</script>
            </body>
            </html>

            """
    }

    private var version: String { PlainText.line(evidence.input.version) }

    private var title: String {
        HTMLText.escape(PlainText.line(evidence.scenario.title, limit: 200))
    }

    /// Room for the charts, and what stands there without a script.
    private var charts: String {
        let figures = pictures.pages.map {
            HTMLBlocks.figure($0.picture, caption: $0.caption)
        }
        return "<div id=\"charts\"></div>\n<noscript>\n\(figures.joined())</noscript>\n"
    }
}
