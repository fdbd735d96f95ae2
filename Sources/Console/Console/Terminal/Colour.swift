/// A colour of a word in a summary.
package enum Colour: String {
    case green = "32"
    case red = "31"
    case yellow = "33"
    case faint = "2"
}

extension Terminal {
    /// The text in a colour, where colours are shown.
    func tint(_ text: String, _ colour: Colour) -> String {
        isColoured ? colour.around(text) : text
    }

    /// The same in what is drawn while a run goes on.
    func tintView(_ text: String, _ colour: Colour) -> String {
        isLiveColoured ? colour.around(text) : text
    }
}

extension Colour {
    fileprivate func around(_ text: String) -> String { "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" }
}
