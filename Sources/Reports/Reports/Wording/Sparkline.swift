/// A course of values as a line of blocks, for where there are no pictures.
enum Sparkline {
    private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// One block a value, from nothing to `most`; `·` where there is none.
    static func text(_ values: [Double?], most: Double) -> String {
        String(
            values.map { value in
                guard let value, most > 0 else { return "·" }
                let share = min(1, max(0, value / most))
                return blocks[Int((share * Double(blocks.count - 1)).rounded())]
            })
    }
}
