import ScenarioFiles

/// The files that `chaos new` writes.
enum Starter {
    /// The path that the files' names begin with.
    ///
    /// - Throws: ``Failure`` when the last part of the path is no name.
    static func stem(of name: String) throws(Failure) -> String {
        let stem = name.hasSuffix(".json5") ? String(name.dropLast(6)) : name
        let last = stem.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard !last.isEmpty, last != ".", last != "..", !stem.contains("\0") else {
            throw .misuse(
                "\(quoted(name)) is no name for a scenario; expected one such as checkout-is-slow")
        }
        return stem
    }

    /// The scenario, whose topology stands beside it.
    static func scenario(_ stem: String) -> String {
        let name = stem.split(separator: "/").last.map(String.init) ?? stem
        return """
            // What goes wrong, for whom, and what must hold all the same.
            // Try it with: chaos check, chaos run --dry-run, chaos run
            {
              title: "The payments service slows down",
              why: "A slow dependency must not take checkout down with it.",
              topology: \(literal(name + "-topology.json5")),

              seed: 1,            // all chance is drawn from it; the same seed, the same report
              duration: "60s",    // of virtual time: a second or less on the clock
              warmup: "5s",       // figures before this count nowhere

              load: {
                // Users who come whether or not the system is well (rate), and give up (timeout).
                checkout: { send: "shop POST /checkout", rate: 100, timeout: "2s", slow: "500ms" },
              },

              faults: [
                // From 20 s to 40 s each call to payments takes 1 s longer.
                { name: "slow-payments", at: "20s", for: "20s", inject: "latency",
                  on: "shop -> payments", delay: "1s" },
              ],

              objectives: [
                // The exit status of `chaos run` is 1 when one of these fails.
                { id: "checkout-works", expect: "availability", of: "checkout", during: "faults",
                  atLeast: "95%" },
                { id: "checkout-recovers", expect: "recovery", of: "checkout", atMost: "10s" },
              ],
            }

            """
    }

    /// A shop that calls a payments service under a policy.
    static let topology = """
        // What runs: services, how much each takes on, and how they call one another.
        {
          name: "starter",
          network: { latency: "500us" },    // one way, between any two instances

          policies: {
            careful: {
              timeout: "300ms",             // an attempt
              retry: { attempts: 2, backoff: { base: "50ms", max: "200ms", jitter: "full" },
                budget: "20%" },
              // Opens when half of the last 50 calls failed; asks again after 2 s.
              breaker: { window: { calls: 50 }, minimumCalls: 20, failureRate: "50%",
                openFor: "2s", halfOpenCalls: 5 },
              bulkhead: { concurrent: 40 }, // calls one shop instance has under way at once
              fallback: { static: true },   // "we will charge you later": a degraded answer
            },
          },

          services: {
            shop: {
              replicas: 2,
              concurrency: 64,              // requests an instance works on at once
              backlog: 128,                 // requests that may wait; one more is refused
              endpoints: {
                "POST /checkout": [
                  { work: { median: "3ms", p99: "15ms" } },
                  // Keyed: the callee knows a charge that it has made already.
                  { call: "payments POST /charges", policy: "careful", keyed: true },
                ],
              },
            },
            payments: {
              replicas: 2,
              endpoints: { "POST /charges": [{ work: { median: "8ms", p99: "40ms" } }] },
            },
          },
        }

        """

    /// A text as a JSON5 string.
    private static func literal(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
