import Dispatch

/// Runs `body` and says how many seconds it took, on the machine's own clock.
func seconds(_ body: () throws -> Void) rethrows -> Double {
    let began = DispatchTime.now().uptimeNanoseconds
    try body()
    return Double(DispatchTime.now().uptimeNanoseconds - began) / 1e9
}

/// A number with three significant digits and a unit prefix, such as `5.31 M`.
func rounded(_ value: Double) -> String {
    let (scaled, prefix) = value >= 1e6 ? (value / 1e6, " M") : (value / 1e3, " k")
    let digits = scaled >= 100 ? 1.0 : scaled >= 10 ? 10.0 : 100.0
    return "\((scaled * digits).rounded() / digits)\(prefix)"
}
