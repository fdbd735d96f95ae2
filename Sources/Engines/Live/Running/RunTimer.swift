import Experiments

/// What a timer of a live run is for, as a token of the loop: the kind above, a handle below.
enum RunTimer {
    case conductor(ConductorTimer)
    /// A request is due, of an arrival process or of a user.
    case arrival, user
    /// The load stops; a run that does not drain is cut off.
    case loadStops, mustEnd
    /// A boundary of the ledgers.
    case boundary
    /// The recording so far is saved; an interruption is looked for.
    case save, poll
    /// Somebody asked to be called back.
    case callback
    /// A second has passed, and nothing may have gone too far.
    case watch

    private static let own: [RunTimer] = [
        .arrival, .user, .loadStops, .mustEnd, .boundary, .save, .poll, .callback,
        .watch,
    ]

    init(_ token: UInt64) {
        let kind = Int(token >> 32)
        self =
            kind < 128
            ? .conductor(ConductorTimer(rawValue: UInt8(kind))!) : RunTimer.own[kind - 128]
    }

    func token(_ handle: Int32) -> UInt64 {
        let kind: UInt64 =
            switch self {
            case .conductor(let timer): UInt64(timer.rawValue)
            case .arrival: 128
            case .user: 129
            case .loadStops: 130
            case .mustEnd: 131
            case .boundary: 132
            case .save: 133
            case .poll: 134
            case .callback: 135
            case .watch: 136
            }
        return kind << 32 | UInt64(UInt32(bitPattern: handle))
    }

    static func handle(of token: UInt64) -> Int32 { Int32(truncatingIfNeeded: token) }
}
