/// A report that is more than one file: a text, and the pictures that it shows.
public struct Report: Hashable, Sendable {
    public var text: String
    /// To be written beside the text, under their names.
    public var pictures: [Picture]

    public init(text: String, pictures: [Picture]) {
        self.text = text
        self.pictures = pictures
    }

    /// A picture as SVG text.
    public struct Picture: Hashable, Sendable {
        /// Such as `latency.svg`.
        public var name: String
        public var svg: String
        public init(name: String, svg: String) {
            self.name = name
            self.svg = svg
        }
    }
}
