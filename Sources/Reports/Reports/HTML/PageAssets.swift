/// The style sheet and the script of every page, and what a page allows itself.
enum PageAssets {
    static let style = String(decoding: PackageResources.page_css, as: UTF8.self)

    /// The parts of the script in the order in which they use each other.
    static let script =
        "(() => {\n'use strict';\n"
        + [
            PackageResources.format_js, PackageResources.scale_js, PackageResources.view_js,
            PackageResources.plot_js, PackageResources.gestures_js, PackageResources.figure_js,
            PackageResources.strip_js, PackageResources.page_js,
        ].map { String(decoding: $0, as: UTF8.self) }.joined() + "})();\n"

    /// A page loads nothing from anywhere, and runs this script and no other: what a name might
    /// smuggle in, the browser refuses.
    ///
    /// - SeeAlso: W3C, *Content Security Policy Level 3*, chapters 2.3 and 6.7.
    static let policy =
        "default-src 'none'; script-src '\(source(script))'; style-src '\(source(style))'; "
        + "img-src data:; base-uri 'none'; form-action 'none'"

    private static func source(_ text: String) -> String {
        "sha256-" + SHA256.base64(Array(text.utf8))
    }
}
