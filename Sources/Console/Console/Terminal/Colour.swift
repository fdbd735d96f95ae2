/// A colour of a word in a summary.
enum Colour: String {
    case green = "32"
    case red = "31"
    case yellow = "33"
    case faint = "2"
}

extension Terminal {
    /// The text in a colour, where colours are shown.
    func tint(_ text: String, _ colour: Colour) -> String {
        isColoured ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }
}
