extension Recording {
    /// Adds events that became known late, in their order of time.
    public mutating func merge(_ late: [Event]) {
        let all = (events + late).enumerated()
            .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
        droppedEvents += max(0, all.count - Recording.eventLimit)
        events = Array(all.prefix(Recording.eventLimit))
    }
}
